// Counts the gaps of two plans that differ in few places together: a cluster that both have is halved once.

import { around, axisOf, counts, halve, part, scratchOf } from "./clusters.js";
import { beyondOf } from "./runs.js";
import { stepM } from "./sites.js";

/**
 * @typedef {import("./clusters.js").Samples} Samples
 * @typedef {import("./clusters.js").Box} Box
 * @typedef {import("./runs.js").Runs} Runs
 * @typedef {import("../whatif.js").Changes} Changes
 * @typedef {{runs: Runs, near: Float32Array}} Plan runs of samples, and the metres from each sample to its nearest facility
 * @typedef {{k: number, piece: number, box: Box}[]} Own runs of one plan that are others in the other one, and what each leaves
 */

/** Part of all runs that may differ; where more do, the plans are counted one after the other. */
const few = 1 / 8;

/** Returns the runs in which two plans differ, the first first; null where these are many. @param {Plan} a @param {Plan} b @returns {number[]|null} */
export function differing({ runs: { n, starts }, near }, { near: other }) {
  const found = [];
  for (let k = 0, i = 0; k < n; k++, i = starts[k]) {
    while (i < starts[k + 1] && near[i] === other[i]) i++;
    if (i < starts[k + 1] && found.push(k) > n * few) return null;
  }
  return found;
}

/** The runs in which the two plans differ that were counted last. @type {{one: Plan, other: Plan, differ: number[]|null}|null} */
let apartNow = null;

/** Returns how many gaps each of two plans leaves. @param {import("./model.js").Model} model @param {number} radius metres @param {Changes|null} a @param {Changes|null} b @returns {[number, number]} */
export function gapCounts(model, radius, a, b) {
  const one = model.distances(a), other = model.distances(b);
  if (apartNow?.one !== one || apartNow.other !== other) apartNow = { one, other, differ: differing(one, other) };
  return apartNow.differ ? countBoth(model.samples, [one.runs, other.runs], apartNow.differ, radius, model.widthOf(radius), model.gapsAre) : [model.gapCount(radius, a), model.gapCount(radius, b)];
}

/** Returns the box around two. @param {Box} a @param {Box} b @returns {Box} */
const joined = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

/** @type {Box} */
const nothing = [Infinity, Infinity, -Infinity, -Infinity];

/** Scratch: the list of one plan where the two are halved apart. */
let alone = new Int32Array(0);

/**
 * Returns how many clusters each of two plans has at a radius, as countClusters does.
 * @param {Samples} samples @param {[Runs, Runs]} plans @param {number[]} differ runs in which they differ @param {number} radius metres @param {number} widthM @param {"all"|"amount"} which
 * @returns {[number, number]}
 */
export function countBoth({ n, at, district }, plans, differ, radius, widthM, which) {
  const { starts, boxes, n: all } = plans[0], { order, pieceOf } = scratchOf(all), scale = n ? stepM(at[1]) : [1, 1];
  /** @type {[number, number]} */
  const found = [0, 0];
  for (let k = 0, next = 0; k < all;) {
    const d = district[starts[k]];
    /** @type {[Own, Own]} */
    const own = [[], []];
    let open = 0, x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (; k < all && district[starts[k]] === d; k++) {
      if (k === differ[next]) {
        next++;
        for (const i of [0, 1]) {
          const piece = beyondOf(plans[i], k, radius);
          if (piece >= 0) own[i].push({ k, piece, box: /** @type {any} */ (plans[i].boxes.subarray(4 * piece, 4 * piece + 4)) });
        }
        continue;
      }
      const piece = pieceOf[k] = beyondOf(plans[0], k, radius), b = 4 * piece;
      if (piece < 0) continue;
      order[open++] = k;
      if (boxes[b] < x0) x0 = boxes[b];
      if (boxes[b + 1] < y0) y0 = boxes[b + 1];
      if (boxes[b + 2] > x1) x1 = boxes[b + 2];
      if (boxes[b + 3] > y1) y1 = boxes[b + 3];
    }
    both(0, open, [x0, y0, x1, y1], own);
  }
  return found;

  /** Counts the clusters that runs of both plans, and some of each, are in. @param {number} from @param {number} to @param {Box} box around those of both @param {[Own, Own]} own */
  function both(from, to, box, own) {
    if (!own[0].length && !own[1].length) {
      if (to > from) halve(order, from, to, boxes, box, scale, widthM, (a, b) => {
        const one = counts(order, a, b, plans[0], which);
        found[0] += one;
        found[1] += one;
      });
      return;
    }
    const [one, other] = own.map((list) => list.reduce((around, r) => joined(around, r.box), box)), many = own.map((list) => to - from + list.length);
    const axis = axisOf(one[0], one[1], one[2], one[3], scale, widthM), twice = axis > 0 ? one[1] + one[3] : one[0] + one[2];
    if (axis < 0 || to === from || one.some((v, i) => v !== other[i])) return [0, 1].forEach((i) => apart(from, to, i, own[i], i ? other : one));
    const first = (/** @type {Box} */ [w, s, e, n]) => (axis ? s + n : w + e) < twice, before = own.map((list) => list.filter((r) => first(r.box))), after = own.map((list) => list.filter((r) => !first(r.box)));
    const middle = part(order, from, to, boxes, axis, twice);
    const low = /** @type {Box} */ ([...around.subarray(0, 4)]), high = /** @type {Box} */ ([...around.subarray(4)]);
    const whole = [0, 1].some((i) => [0, many[i]].includes(middle - from + before[i].length)); // of one plan all lie on one side: it is a cluster
    if (whole) return [0, 1].forEach((i) => apart(from, to, i, own[i], i ? other : one));
    both(from, middle, low, /** @type {[Own, Own]} */ (before));
    both(middle, to, high, /** @type {[Own, Own]} */ (after));
  }

  /** Counts the clusters of one plan. @param {number} from @param {number} to runs of both @param {number} i which plan @param {Own} own its own @param {Box} box around all */
  function apart(from, to, i, own, box) {
    const many = to - from + own.length;
    if (!many) return;
    if (alone.length < all) alone = new Int32Array(all);
    alone.set(order.subarray(from, to));
    own.forEach(({ k, piece }, j) => {
      alone[to - from + j] = k;
      pieceOf[k] = piece;
    });
    halve(alone, 0, many, plans[i].boxes, box, scale, widthM, (a, b) => (found[i] += counts(alone, a, b, plans[i], which)));
  }
}
