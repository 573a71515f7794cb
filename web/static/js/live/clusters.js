// Groups the samples that no facility reaches into gaps, as the service does: by
// district, and where they spread wider than a width, halved until they do not.
// Samples come in runs that lie together, so that a run goes whole to one side.

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

/** Samples in a run. */
const run = 8;

/** Scratch that steps of a slider share: of every run with an open sample its box, and the order they are in. */
let boxes = new Int32Array(0), order = new Int32Array(0), sums = new Float64Array(0), far = new Int32Array(0);

/** @param {Samples} samples @param {Float32Array} near metres @param {number} radius @param {number} widthM @returns {Cluster[]} */
export function clusters({ n, at, amount, area, district }, near, radius, widthM) {
  if (order.length < n) [boxes, order, sums, far] = [new Int32Array(4 * n), new Int32Array(n), new Float64Array(3 * n), new Int32Array(n)];
  /** @type {Cluster[]} */
  const found = [];
  const scale = n ? stepM(at[1]) : [1, 1];
  for (let i = 0; i < n;) {
    const d = district[i];
    let runs = 0;
    while (i < n && district[i] === d) {
      let open = false;
      const stop = Math.min(n, i + run);
      for (; i < stop && district[i] === d; i++) {
        if (near[i] <= radius) continue;
        if (!open) begin(runs++, i);
        open = true;
        add(runs - 1, i);
      }
    }
    for (let k = 0; k < runs; k++) order[k] = k;
    if (runs) halve(0, runs, d);
  }
  return found;

  /** @param {number} k @param {number} i */
  function begin(k, i) {
    const x = at[2 * i], y = at[2 * i + 1];
    boxes[4 * k] = boxes[4 * k + 2] = x;
    boxes[4 * k + 1] = boxes[4 * k + 3] = y;
    sums[3 * k] = sums[3 * k + 1] = 0;
    sums[3 * k + 2] = Infinity;
    far[k] = i;
  }

  /** @param {number} k @param {number} i */
  function add(k, i) {
    const x = at[2 * i], y = at[2 * i + 1], m = near[i];
    if (x < boxes[4 * k]) boxes[4 * k] = x;
    if (y < boxes[4 * k + 1]) boxes[4 * k + 1] = y;
    if (x > boxes[4 * k + 2]) boxes[4 * k + 2] = x;
    if (y > boxes[4 * k + 3]) boxes[4 * k + 3] = y;
    sums[3 * k] += amount[i];
    sums[3 * k + 1] += area[i];
    if (m < sums[3 * k + 2]) sums[3 * k + 2] = m;
    if (m > near[far[k]]) far[k] = i;
  }

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
    const g = { district: d, amount: 0, area_m2: 0, farthest: far[order[from]], nearest_m: Infinity };
    for (let k = from; k < to; k++) {
      const r = order[k];
      g.amount += sums[3 * r];
      g.area_m2 += sums[3 * r + 1];
      if (sums[3 * r + 2] < g.nearest_m) g.nearest_m = sums[3 * r + 2];
      if (near[far[r]] > near[g.farthest]) g.farthest = far[r];
    }
    found.push(g);
  }
}
