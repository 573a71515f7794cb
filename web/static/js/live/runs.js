// Samples in runs that lie together. What a run holds is summed up once for a set
// of distances, so that a step of the radius looks into those runs alone that it cuts.

/** Samples in a run, at most; those of one district stand together. */
const most = 8;

/**
 * @typedef {import("./clusters.js").Samples} Samples
 *
 * What stands together, piece by piece.
 * @typedef {object} Pieces
 * @property {Int32Array} boxes of each piece west, south, east, north, in ten-millionth degrees
 * @property {Float64Array} amount
 * @property {Float64Array} area
 * @property {Float64Array} least metres to the nearest facility, of the sample that has one nearest
 * @property {Float64Array} most and of the one that is farthest
 * @property {Int32Array} far number of that sample
 *
 * @typedef {Pieces & {n: number, starts: Int32Array}} Runs the second half of the pieces is room for what a radius leaves of runs;
 *   starts holds of each run the number of its first sample, and that after the last
 */

/** Returns room for pieces. @param {number} n @returns {Pieces} */
const roomFor = (n) => ({ boxes: new Int32Array(4 * n), amount: new Float64Array(n), area: new Float64Array(n), least: new Float64Array(n), most: new Float64Array(n), far: new Int32Array(n) });

/** Sums up the samples from one number to another that lie beyond a radius as piece k; returns whether there are any. @param {Pieces} p @param {number} k @param {Samples} samples @param {Float32Array} near @param {number} from @param {number} to @param {number} radius */
function sum({ boxes, amount, area, least, most, far }, k, samples, near, from, to, radius) {
  const { at } = samples;
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity, a = 0, m2 = 0, low = Infinity, high = -Infinity, which = from;
  for (let i = from; i < to; i++) {
    const d = near[i];
    if (d <= radius) continue;
    const x = at[2 * i], y = at[2 * i + 1];
    if (x < x0) x0 = x;
    if (y < y0) y0 = y;
    if (x > x1) x1 = x;
    if (y > y1) y1 = y;
    a += samples.amount[i];
    m2 += samples.area[i];
    if (d < low) low = d;
    if (d > high) [high, which] = [d, i];
  }
  if (high < 0) return false;
  boxes[4 * k] = x0;
  boxes[4 * k + 1] = y0;
  boxes[4 * k + 2] = x1;
  boxes[4 * k + 3] = y1;
  amount[k] = a;
  area[k] = m2;
  least[k] = low;
  most[k] = high;
  far[k] = which;
  return true;
}

/** Returns the runs of samples. @param {Samples} samples @param {Float32Array} near metres to the nearest facility @returns {Runs} */
export function runsOf(samples, near) {
  const { n, district } = samples, found = [];
  for (let i = 0, from = 0; i < n; i++) {
    if (i === 0 || i - from === most || district[i] !== district[i - 1]) found.push((from = i));
  }
  const starts = Int32Array.from([...found, n]), pieces = roomFor(2 * found.length);
  for (let k = 0; k < found.length; k++) sum(pieces, k, samples, near, starts[k], starts[k + 1], -1);
  return { n: found.length, starts, ...pieces };
}

/** Returns the amount of what lies within a radius. @param {Runs} runs @param {Samples} samples @param {Float32Array} near @param {number} radius */
export function within(runs, samples, near, radius) {
  let sum = 0;
  for (let k = 0; k < runs.n; k++) {
    if (runs.most[k] <= radius) sum += runs.amount[k];
    else if (runs.least[k] <= radius) for (let i = runs.starts[k]; i < runs.starts[k + 1]; i++) if (near[i] <= radius) sum += samples.amount[i];
  }
  return sum;
}

/** Returns the piece that a run is beyond a radius, -1 for none. @param {Runs} runs @param {number} k @param {Samples} samples @param {Float32Array} near @param {number} radius */
export function beyondOf(runs, k, samples, near, radius) {
  if (runs.most[k] <= radius) return -1;
  if (runs.least[k] > radius) return k;
  return sum(runs, runs.n + k, samples, near, runs.starts[k], runs.starts[k + 1], radius) ? runs.n + k : -1;
}
