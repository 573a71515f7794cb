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
 * @typedef {{district: number, amount: number, area_m2: number, farthest: number, nearest_m: number}} Cluster farthest is the number of a sample
 */

/** How much wider than the width asked for a gap may be. */
const slack = 1.25;

/** Scratch that steps of a slider share: the pieces with an open sample, in the order they are halved in. */
let order = new Int32Array(0);

/** @param {Samples} samples @param {import("./runs.js").Runs} runs @param {Float32Array} near metres @param {number} radius @param {number} widthM @returns {Cluster[]} */
export function clusters(samples, runs, near, radius, widthM) {
  if (order.length < runs.n) order = new Int32Array(runs.n);
  const { boxes } = runs, { district } = samples;
  /** @type {Cluster[]} */
  const found = [];
  const scale = samples.n ? stepM(samples.at[1]) : [1, 1];
  for (let k = 0; k < runs.n;) {
    const d = district[runs.starts[k]];
    let open = 0;
    for (; k < runs.n && district[runs.starts[k]] === d; k++) {
      const piece = beyondOf(runs, k, samples, near, radius);
      if (piece >= 0) order[open++] = piece;
    }
    if (open) halve(0, open, d);
  }
  return found;

  /** @param {number} from @param {number} to @param {number} d */
  function halve(from, to, d) {
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (let k = from; k < to; k++) {
      const b = 4 * order[k];
      if (boxes[b] < x0) x0 = boxes[b];
      if (boxes[b + 1] < y0) y0 = boxes[b + 1];
      if (boxes[b + 2] > x1) x1 = boxes[b + 2];
      if (boxes[b + 3] > y1) y1 = boxes[b + 3];
    }
    const axis = (y1 - y0) * scale[1] > (x1 - x0) * scale[0] ? 1 : 0, twice = axis ? y0 + y1 : x0 + x1;
    if (to - from === 1 || (axis ? y1 - y0 : x1 - x0) * scale[axis] <= slack * widthM) return take(from, to, d);
    let low = from, high = to - 1;
    while (low <= high) {
      const b = 4 * order[low] + axis;
      if (boxes[b] + boxes[b + 2] < twice) low++;
      else {
        const other = order[high];
        order[high--] = order[low];
        order[low] = other;
      }
    }
    if (low === from || low === to) return take(from, to, d);
    halve(from, low, d);
    halve(low, to, d);
  }

  /** @param {number} from @param {number} to @param {number} d */
  function take(from, to, d) {
    const g = { district: d, amount: 0, area_m2: 0, farthest: runs.far[order[from]], nearest_m: Infinity };
    let most = -Infinity;
    for (let k = from; k < to; k++) {
      const r = order[k];
      g.amount += runs.amount[r];
      g.area_m2 += runs.area[r];
      if (runs.least[r] < g.nearest_m) g.nearest_m = runs.least[r];
      if (runs.most[r] > most) [most, g.farthest] = [runs.most[r], runs.far[r]];
    }
    found.push(g);
  }
}
