// Samples in runs that lie together. What a run leaves open at any radius is known
// beforehand: its samples are summed up once, the farthest first, for a set of distances.

/** Samples in a run, at most; those of one district stand together. */
const most = 8;

/**
 * @typedef {import("./clusters.js").Samples} Samples
 *
 * Runs, and of each as many pieces as it has samples: the first holds its farthest sample, each next one more.
 * @typedef {object} Runs
 * @property {number} n
 * @property {Int32Array} starts number of each run's first piece, and one after the last
 * @property {Float32Array} near metres from the sample that a piece adds to its nearest facility
 * @property {Int32Array} boxes of each piece west, south, east, north, in ten-millionth degrees
 * @property {Float64Array} amount of each piece
 * @property {Float64Array} area
 * @property {Int32Array} far of each run the number of its farthest sample
 */

/** Returns the runs of samples. @param {Samples} samples @param {Float32Array} near metres to the nearest facility @returns {Runs} */
export function runsOf(samples, near) {
  const { n, district } = samples, found = [];
  for (let i = 0, from = 0; i < n; i++) {
    if (i === 0 || i - from === most || district[i] !== district[i - 1]) found.push((from = i));
  }
  const runs = { n: found.length, starts: Int32Array.from([...found, n]), near: new Float32Array(n), boxes: new Int32Array(4 * n), amount: new Float64Array(n), area: new Float64Array(n), far: new Int32Array(found.length) };
  for (let k = 0; k < runs.n; k++) sumUp(runs, k, samples, near);
  return runs;
}

/** Returns the runs at other distances. @param {Runs} runs those at the distances before @param {Samples} samples @param {Float32Array} before @param {Float32Array} near @returns {Runs} */
export function runsAt(runs, samples, before, near) {
  const now = { ...runs, near: runs.near.slice(), boxes: runs.boxes.slice(), amount: runs.amount.slice(), area: runs.area.slice(), far: runs.far.slice() };
  for (let k = 0; k < now.n; k++) {
    let i = now.starts[k];
    const end = now.starts[k + 1];
    while (i < end && near[i] === before[i]) i++;
    if (i < end) sumUp(now, k, samples, near);
  }
  return now;
}

/** The samples of a run, the farthest first. @type {number[]} */
const own = [];

/** Sums up run k. @param {Runs} runs @param {number} k @param {Samples} samples @param {Float32Array} near */
function sumUp(runs, k, { at, amount, area }, near) {
  const from = runs.starts[k], end = runs.starts[k + 1];
  own.length = 0;
  for (let i = from; i < end; i++) {
    let j = own.push(i) - 1;
    for (; j > 0 && near[own[j - 1]] < near[i]; j--) own[j] = own[j - 1];
    own[j] = i;
  }
  runs.far[k] = own[0];
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity, a = 0, m2 = 0;
  for (let p = from; p < end; p++) {
    const i = own[p - from], x = at[2 * i], y = at[2 * i + 1], b = 4 * p;
    runs.near[p] = near[i];
    runs.boxes[b] = x0 = Math.min(x0, x);
    runs.boxes[b + 1] = y0 = Math.min(y0, y);
    runs.boxes[b + 2] = x1 = Math.max(x1, x);
    runs.boxes[b + 3] = y1 = Math.max(y1, y);
    runs.amount[p] = a += amount[i];
    runs.area[p] = m2 += area[i];
  }
}

/** Returns the piece that run k leaves beyond a radius, -1 for none. @param {Runs} runs @param {number} k @param {number} radius metres */
export function beyondOf({ starts, near }, k, radius) {
  const from = starts[k], end = starts[k + 1];
  let p = from;
  while (p < end && near[p] > radius) p++;
  return p > from ? p - 1 : -1;
}

/** Returns the amount of what lies within a radius. @param {Runs} runs @param {number} radius metres */
export function within(runs, radius) {
  const { n, starts, amount } = runs;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const piece = beyondOf(runs, k, radius);
    sum += amount[starts[k + 1] - 1] - (piece < 0 ? 0 : amount[piece]);
  }
  return sum;
}
