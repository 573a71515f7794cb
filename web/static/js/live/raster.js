// Scan-converts polygons into a buffer of ids, one per pixel: exact at pixel
// centres, without seams between neighbours, and fast for very many.

/** @typedef {{world: Float64Array, rings: Uint32Array, tracts: Uint32Array, boxes: Float64Array}} Land world: x, y of the corners in Web Mercator, 0 to 1 */

/** Returns the land of arrays ready to be drawn. @param {Record<string, any>} arrays vertices, rings, tracts @param {(lon: number, lat: number) => [number, number]} toWorld @returns {Land} */
export function landOf({ vertices, rings, tracts }, toWorld) {
  const world = new Float64Array(vertices.length);
  for (let i = 0; i < vertices.length; i += 2) [world[i], world[i + 1]] = toWorld(vertices[i] / 1e7, vertices[i + 1] / 1e7);
  const n = tracts.length - 1, boxes = new Float64Array(4 * n);
  for (let t = 0; t < n; t++) {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (let i = 2 * rings[tracts[t]]; i < 2 * rings[tracts[t + 1]]; i += 2) {
      if (world[i] < x0) x0 = world[i];
      if (world[i] > x1) x1 = world[i];
      if (world[i + 1] < y0) y0 = world[i + 1];
      if (world[i + 1] > y1) y1 = world[i + 1];
    }
    boxes.set([x0, y0, x1, y1], 4 * t);
  }
  return { world, rings, tracts, boxes };
}

/** Scratch: the row of each crossing, where it lies, and rows in order. */
let rows = new Int32Array(1 << 14), xs = new Float64Array(1 << 14), sorted = new Float64Array(1 << 14), starts = new Int32Array(1 << 12);

/** Doubles what scratch holds. */
function grow() {
  const more = 2 * rows.length, r = new Int32Array(more), x = new Float64Array(more);
  r.set(rows);
  x.set(xs);
  [rows, xs, sorted] = [r, x, new Float64Array(more)];
}

/**
 * Fills ids with the number of the tract under each pixel's centre, plus 1; 0
 * for none. A tract smaller than a pixel takes the pixel its middle is in.
 * @param {Land} land @param {Int32Array} ids width × height, zeroed
 * @param {number} width @param {number} height pixels
 * @param {{x0: number, y0: number, scale: number}} view world position of the corner, pixels per world unit
 * @param {number} [begin] the first tract @param {number} [until] and the one after the last
 */
export function rasterise(land, ids, width, height, { x0, y0, scale }, begin = 0, until = land.tracts.length - 1) {
  const { world, rings, tracts, boxes } = land;
  if (starts.length < height + 2) starts = new Int32Array(height + 2);
  for (let t = begin; t < until; t++) {
    const left = (boxes[4 * t] - x0) * scale, top = (boxes[4 * t + 1] - y0) * scale;
    const right = (boxes[4 * t + 2] - x0) * scale, bottom = (boxes[4 * t + 3] - y0) * scale;
    if (right < 0 || bottom < 0 || left >= width || top >= height) continue;
    if (right - left < 1 && bottom - top < 1) {
      const x = Math.floor((left + right) / 2), y = Math.floor((top + bottom) / 2);
      if (x >= 0 && y >= 0 && x < width && y < height) ids[y * width + x] = t + 1;
      continue;
    }
    const first = Math.max(0, Math.ceil(top - 0.5)), last = Math.min(height - 1, Math.ceil(bottom - 0.5) - 1);
    // 1. Where edges cross the rows' middles.
    let n = 0;
    for (let r = tracts[t]; r < tracts[t + 1]; r++) {
      const end = 2 * rings[r + 1];
      let i = 2 * rings[r], ax = (world[i] - x0) * scale, ay = (world[i + 1] - y0) * scale;
      for (i += 2; i < end; i += 2) {
        const bx = (world[i] - x0) * scale, by = (world[i + 1] - y0) * scale;
        const from = Math.max(first, Math.ceil((ay < by ? ay : by) - 0.5)), to = Math.min(last, Math.ceil((ay < by ? by : ay) - 0.5) - 1);
        if (from <= to) {
          const slope = (bx - ax) / (by - ay);
          for (let y = from; y <= to; y++) {
            if (n === rows.length) grow();
            rows[n] = y - first;
            xs[n++] = ax + (y + 0.5 - ay) * slope;
          }
        }
        ax = bx;
        ay = by;
      }
    }
    if (n) spans(n, last - first + 1, first, t + 1, ids, width);
  }
}

/**
 * Marks where demand stands at points: a small disc around each in ids, and none of it bare.
 * @param {import("./clusters.js").Samples} samples those without land are points @param {Int32Array} ids @param {number} id of their pixels @param {number} width @param {number} height
 * @param {{x0: number, y0: number, scale: number}} view @param {number} r pixels @param {(lon: number, lat: number) => [number, number]} toWorld
 * @returns {Generator<void, void>}
 */
export function* pointSteps({ n, at, amount, area }, ids, id, width, height, { x0, y0, scale }, r, toWorld) {
  for (let i = 0; i < n; i++) {
    if (i % tractsAtOnce === tractsAtOnce - 1) yield;
    if (area[i] > 0 || !(amount[i] > 0)) continue;
    const [wx, wy] = toWorld(at[2 * i] / 1e7, at[2 * i + 1] / 1e7), px = (wx - x0) * scale, py = (wy - y0) * scale;
    for (let y = Math.max(0, Math.ceil(py - r - 0.5)); y < Math.min(height, py + r - 0.5); y++) {
      const half = Math.sqrt(r * r - (y + 0.5 - py) ** 2), from = Math.max(0, Math.ceil(px - half - 0.5)), to = Math.min(width, Math.ceil(px + half - 0.5));
      if (from < to) ids.fill(id, y * width + from, y * width + to);
    }
  }
}

/** Tracts and corners in a step, at least. */
const tractsAtOnce = 2048, cornersAtOnce = 16384;

/** Does the same in steps of a few milliseconds. @param {Land} land @param {Int32Array} ids @param {number} width @param {number} height @param {{x0: number, y0: number, scale: number}} view @returns {Generator<void, void>} */
export function* rasterSteps(land, ids, width, height, view) {
  const { tracts, rings } = land, n = tracts.length - 1;
  for (let from = 0, end = 0; end < n; from = end) {
    while (end < n && end - from < tractsAtOnce && rings[tracts[end]] - rings[tracts[from]] < cornersAtOnce) end++;
    rasterise(land, ids, width, height, view, from, end);
    yield;
  }
}

/** Fills between the crossings of every row. @param {number} n crossings @param {number} count rows @param {number} first @param {number} id @param {Int32Array} ids @param {number} width */
function spans(n, count, first, id, ids, width) {
  // 2. Sort the crossings by row, then in each row by place.
  starts.fill(0, 0, count + 1);
  for (let k = 0; k < n; k++) starts[rows[k] + 1]++;
  for (let y = 0; y < count; y++) starts[y + 1] += starts[y];
  for (let k = n - 1; k >= 0; k--) {
    // starts[row + 1] counts down to where the row begins, so that it ends as starts[row] of the next.
    sorted[--starts[rows[k] + 1]] = xs[k];
  }
  for (let y = 0; y < count; y++) {
    const from = starts[y + 1], to = y + 1 < count ? starts[y + 2] : n;
    for (let k = from + 1; k < to; k++) {
      const x = sorted[k];
      let j = k - 1;
      for (; j >= from && sorted[j] > x; j--) sorted[j + 1] = sorted[j];
      sorted[j + 1] = x;
    }
    // 3. Fill every other stretch.
    const row = (first + y) * width;
    for (let k = from; k + 1 < to; k += 2) {
      const a = Math.max(0, Math.ceil(sorted[k] - 0.5)), b = Math.min(width, Math.ceil(sorted[k + 1] - 0.5));
      if (b > a) ids.fill(id, row + a, row + b);
    }
  }
}
