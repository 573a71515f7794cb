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
  split(samples, runs, radius, widthM, (from, to) => {
    let k = from;
    while (which === "amount" && k < to && !(runs.amount[pieceOf[order[k]]] > 0)) k++;
    if (k < to) count++;
  });
  return count;
}

/**
 * Puts the runs with an open sample into order, those of a cluster together, and gives each cluster's place in it.
 * @param {Samples} samples @param {import("./runs.js").Runs} runs @param {number} radius metres @param {number} widthM
 * @param {(from: number, to: number, district: number) => void} take
 */
function split({ n, at, district }, runs, radius, widthM, take) {
  if (order.length < runs.n) [order, pieceOf] = [new Int32Array(runs.n), new Int32Array(runs.n)];
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
    if (open) halve(0, open, d, x0, y0, x1, y1);
  }

  /** @param {number} from @param {number} to @param {number} d @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 the box around them */
  function halve(from, to, d, x0, y0, x1, y1) {
    const axis = (y1 - y0) * scale[1] > (x1 - x0) * scale[0] ? 1 : 0, twice = axis ? y0 + y1 : x0 + x1;
    if (to - from === 1 || (axis ? y1 - y0 : x1 - x0) * scale[axis] <= slack * widthM) return take(from, to, d);
    let low = from, high = to - 1;
    let ax0 = Infinity, ay0 = Infinity, ax1 = -Infinity, ay1 = -Infinity, bx0 = Infinity, by0 = Infinity, bx1 = -Infinity, by1 = -Infinity;
    while (low <= high) {
      const k = order[low], b = 4 * pieceOf[k], w = boxes[b], s = boxes[b + 1], e = boxes[b + 2], n = boxes[b + 3];
      if ((axis ? s + n : w + e) < twice) {
        low++;
        if (w < ax0) ax0 = w;
        if (s < ay0) ay0 = s;
        if (e > ax1) ax1 = e;
        if (n > ay1) ay1 = n;
      } else {
        order[low] = order[high];
        order[high--] = k;
        if (w < bx0) bx0 = w;
        if (s < by0) by0 = s;
        if (e > bx1) bx1 = e;
        if (n > by1) by1 = n;
      }
    }
    if (low === from || low === to) return take(from, to, d);
    halve(from, low, d, ax0, ay0, ax1, ay1);
    halve(low, to, d, bx0, by0, bx1, by1);
  }
}
