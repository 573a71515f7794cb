// Groups the samples that no facility reaches into gaps, as the service does: by
// district, and where they spread wider than a width, halved until they do not.

import { stepM } from "./sites.js";

/** @typedef {{district: number, amount: number, area_m2: number, farthest: number, nearest_m: number}} Cluster farthest is the number of a sample */

/** How much wider than the width asked for a gap may be. */
const slack = 1.25;

/** Scratch that steps of a slider share. */
let open = new Int32Array(0);

/**
 * @param {{n: number, at: Int32Array, amount: Float64Array, area: Float32Array, district: Uint32Array}} samples
 * @param {Float32Array} near @param {number} radius @param {number} widthM
 * @returns {Cluster[]}
 */
export function clusters({ n, at, amount, area, district }, near, radius, widthM) {
  if (open.length < n) open = new Int32Array(n);
  // 1. The open samples, district by district.
  let districts = 0;
  for (let i = 0; i < n; i++) if (district[i] >= districts) districts = district[i] + 1;
  const starts = new Int32Array(districts + 1);
  for (let i = 0; i < n; i++) if (!(near[i] <= radius)) starts[district[i] + 1]++;
  for (let d = 0; d < districts; d++) starts[d + 1] += starts[d];
  const next = starts.slice(0, districts);
  for (let i = 0; i < n; i++) if (!(near[i] <= radius)) open[next[district[i]]++] = i;

  // 2. Halve each until it is narrow enough.
  /** @type {Cluster[]} */
  const found = [];
  const [mx, my] = n ? stepM(at[1]) : [1, 1];
  const scale = [mx, my];
  for (let d = 0; d < districts; d++) if (starts[d + 1] > starts[d]) halve(starts[d], starts[d + 1], d);
  return found;

  /** @param {number} from @param {number} to @param {number} d */
  function halve(from, to, d) {
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (let k = from; k < to; k++) {
      const x = at[2 * open[k]], y = at[2 * open[k] + 1];
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    const axis = (y1 - y0) * scale[1] > (x1 - x0) * scale[0] ? 1 : 0;
    const extent = axis ? y1 - y0 : x1 - x0;
    if (extent * scale[axis] <= slack * widthM) return take(from, to, d);
    const line = axis ? (y0 + y1) / 2 : (x0 + x1) / 2;
    let low = from, high = to - 1;
    while (low <= high) {
      if (at[2 * open[low] + axis] < line) low++;
      else {
        const other = open[high];
        open[high--] = open[low];
        open[low] = other;
      }
    }
    halve(from, low, d);
    halve(low, to, d);
  }

  /** @param {number} from @param {number} to @param {number} d */
  function take(from, to, d) {
    const g = { district: d, amount: 0, area_m2: 0, farthest: open[from], nearest_m: Infinity };
    for (let k = from; k < to; k++) {
      const i = open[k];
      g.amount += amount[i];
      g.area_m2 += area[i];
      if (near[i] > near[g.farthest]) g.farthest = i;
      if (near[i] < g.nearest_m) g.nearest_m = near[i];
    }
    found.push(g);
  }
}
