// Groups the samples that no facility reaches into gaps, as the service does: by
// district, and where they spread wider than a width, halved until they do not.
// Samples come in runs that lie together, so that a run goes whole to one side.

import { beyondOf } from "./runs.js";
import { stepM } from "./sites.js";

/**
 * @typedef {object} Samples
 * @property {number} n
 * @property {Int32Array} at longitude, latitude, in ten-millionth degrees
 * @property {Float64Array} amount
 * @property {Float32Array} area
 * @property {Uint32Array} district samples of one stand together
 *
 * @typedef {{district: number, amount: number, area_m2: number, farthest: number, farthest_m: number, nearest_m: number}} Cluster farthest is the number of a sample
 */

/** How much wider than the width asked for a gap may be. */
const slack = 1.25;

/** Scratch that steps of a slider share: the runs with an open sample in the order they are halved in, and what each leaves. */
let order = new Int32Array(0), pieceOf = new Int32Array(0);

/** Returns that scratch, with room for so many runs. @param {number} n */
export function scratchOf(n) {
  if (order.length < n) [order, pieceOf] = [new Int32Array(n), new Int32Array(n)];
  return { order, pieceOf };
}

/** @param {Samples} samples @param {import("./runs.js").Runs} runs @param {number} radius metres @param {number} widthM @returns {Cluster[]} */
export function clusters(samples, runs, radius, widthM) {
  const { starts, near, amount, area } = runs;
  /** @type {Cluster[]} */
  const found = [];
  split(samples, runs, radius, widthM, (from, to, district) => {
    let sum = 0, m2 = 0, least = Infinity, most = -Infinity, which = order[from];
    for (let i = from; i < to; i++) {
      const k = order[i], p = pieceOf[k];
      sum += amount[p];
      m2 += area[p];
      if (near[p] < least) least = near[p];
      if (near[starts[k]] > most) {
        most = near[starts[k]];
        which = k;
      }
    }
    found.push({ district, amount: sum, area_m2: m2, farthest: runs.far[which], farthest_m: most, nearest_m: least });
  });
  return found;
}

/** Returns how many clusters there are, or how many that have some of the amount. @param {Samples} samples @param {import("./runs.js").Runs} runs @param {number} radius metres @param {number} widthM @param {"all"|"amount"} which */
export function countClusters(samples, runs, radius, widthM, which) {
  let count = 0;
  split(samples, runs, radius, widthM, (from, to) => (count += counts(order, from, to, runs, which)));
  return count;
}

/** Returns 1 for a cluster that counts, 0 for one without any of the amount. @param {Int32Array} list @param {number} from @param {number} to @param {import("./runs.js").Runs} runs @param {"all"|"amount"} which */
export function counts(list, from, to, { amount }, which) {
  let k = from;
  while (which === "amount" && k < to && !(amount[pieceOf[list[k]]] > 0)) k++;
  return k < to ? 1 : 0;
}

/** Returns what a box is to be halved by: its longer side, 0 from west to east, else 1; -1 where it is narrow enough. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number[]} scale metres of its steps @param {number} widthM */
export function axisOf(x0, y0, x1, y1, scale, widthM) {
  const axis = (y1 - y0) * scale[1] > (x1 - x0) * scale[0] ? 1 : 0;
  return (axis ? y1 - y0 : x1 - x0) * scale[axis] <= slack * widthM ? -1 : axis;
}

/**
 * Puts the runs with an open sample into order, those of a cluster together, and gives each cluster's place in it.
 * @param {Samples} samples @param {import("./runs.js").Runs} runs @param {number} radius metres @param {number} widthM
 * @param {(from: number, to: number, district: number) => void} take
 */
function split({ n, at, district }, runs, radius, widthM, take) {
  scratchOf(runs.n);
  const { starts, boxes } = runs;
  const scale = n ? stepM(at[1]) : [1, 1];
  for (let k = 0; k < runs.n;) {
    const d = district[starts[k]];
    let open = 0, x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (; k < runs.n && district[starts[k]] === d; k++) {
      const piece = pieceOf[k] = beyondOf(runs, k, radius), b = 4 * piece;
      if (piece < 0) continue;
      order[open++] = k;
      if (boxes[b] < x0) x0 = boxes[b];
      if (boxes[b + 1] < y0) y0 = boxes[b + 1];
      if (boxes[b + 2] > x1) x1 = boxes[b + 2];
      if (boxes[b + 3] > y1) y1 = boxes[b + 3];
    }
    if (open) halve(order, 0, open, boxes, [x0, y0, x1, y1], scale, widthM, (from, to) => take(from, to, d));
  }
}

/** @typedef {[number, number, number, number]} Box west, south, east, north */

/**
 * Halves runs until each part is one cluster, and gives each part's place in their list.
 * @param {Int32Array} list @param {number} from @param {number} to its runs @param {Int32Array} boxes of pieces @param {Box} box around those of the list
 * @param {number[]} scale @param {number} widthM @param {(from: number, to: number) => void} take
 */
export function halve(list, from, to, boxes, box, scale, widthM, take) {
  halves(from, to, ...box);

  /** @param {number} from @param {number} to @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
  function halves(from, to, x0, y0, x1, y1) {
    const axis = to - from === 1 ? -1 : axisOf(x0, y0, x1, y1, scale, widthM);
    if (axis < 0) return take(from, to);
    const middle = part(list, from, to, boxes, axis, axis ? y0 + y1 : x0 + x1);
    if (middle === from || middle === to) return take(from, to);
    const [ax0, ay0, ax1, ay1, bx0, by0, bx1, by1] = around;
    halves(from, middle, ax0, ay0, ax1, ay1);
    halves(middle, to, bx0, by0, bx1, by1);
  }
}

/** The boxes around both parts of the runs that were parted last. */
export const around = new Float64Array(8);

/** Puts the runs whose boxes' middles lie before a line first in a list, and returns where the others begin. @param {Int32Array} list @param {number} from @param {number} to @param {Int32Array} boxes @param {number} axis @param {number} twice the line's place, twice */
export function part(list, from, to, boxes, axis, twice) {
  let low = from, high = to - 1;
  let ax0 = Infinity, ay0 = Infinity, ax1 = -Infinity, ay1 = -Infinity, bx0 = Infinity, by0 = Infinity, bx1 = -Infinity, by1 = -Infinity;
  while (low <= high) {
    const k = list[low], b = 4 * pieceOf[k], w = boxes[b], s = boxes[b + 1], e = boxes[b + 2], n = boxes[b + 3];
    if ((axis ? s + n : w + e) < twice) {
      low++;
      if (w < ax0) ax0 = w;
      if (s < ay0) ay0 = s;
      if (e > ax1) ax1 = e;
      if (n > ay1) ay1 = n;
    } else {
      list[low] = list[high];
      list[high--] = k;
      if (w < bx0) bx0 = w;
      if (s < by0) by0 = s;
      if (e > bx1) bx1 = e;
      if (n > by1) by1 = n;
    }
  }
  [around[0], around[1], around[2], around[3], around[4], around[5], around[6], around[7]] = [ax0, ay0, ax1, ay1, bx0, by0, bx1, by1];
  return low;
}
