// Facilities as a view sees them: the points, lines and edges that reach grows from.

import { landOf } from "./raster.js";

/** @typedef {import("./sites.js").Facilities} Facilities */
/** @typedef {(lon: number, lat: number) => [number, number]} ToWorld */

/** @type {WeakMap<Facilities, Float64Array>} world x, y of every position on a path, and world units of a metre there */
const known = new WeakMap();

/** Pixels: corners nearer to the one before are passed over, and of edges so short one stands for all in a square of this side. */
const fine = 0.5;

/** Corners that are one step. */
const atOnce = 16384;

/** @param {Facilities} f @param {ToWorld} toWorld @param {(lat: number) => number} worldPerMetre @returns {Generator<void, Float64Array>} */
function* positions(f, toWorld, worldPerMetre) {
  let out = known.get(f);
  if (out) return out;
  out = new Float64Array((f.vertices.length / 2) * 3);
  for (let i = 0; 2 * i < f.vertices.length; i++) {
    const [x, y] = toWorld(f.vertices[2 * i] / 1e7, f.vertices[2 * i + 1] / 1e7);
    [out[3 * i], out[3 * i + 1], out[3 * i + 2]] = [x, y, worldPerMetre(f.vertices[2 * i + 1] / 1e7)];
    if (i % atOnce === atOnce - 1) yield;
  }
  known.set(f, out);
  return out;
}

/**
 * Returns the facilities that are not gone, in the pixels of a view and as fine as these: of an outline of very many
 * corners those that make a difference. Found in steps of a few milliseconds.
 * @param {Facilities} f @param {Set<number|undefined>} gone @param {{x0: number, y0: number, scale: number}} view
 * @param {ToWorld} toWorld @param {(lat: number) => number} worldPerMetre
 * @returns {Generator<void, import("./field.js").Sites>}
 */
export function* siteSteps(f, gone, { x0, y0, scale }, toWorld, worldPerMetre) {
  const at = yield* positions(f, toWorld, worldPerMetre), most = f.vertices.length / 2;
  const [ax, ay, bx, by, metres] = Array.from({ length: 5 }, () => new Float64Array(most));
  /** Squares in which a short edge lies. @type {Set<number>} */
  const taken = new Set();
  let n = 0;
  for (let p = 0; p < f.owner.length; p++) {
    if (gone.has(f.owner[p])) continue;
    const first = f.paths[p], end = f.paths[p + 1], alone = end - first === 1;
    let x = (at[3 * first] - x0) * scale, y = (at[3 * first + 1] - y0) * scale, from = first;
    for (let j = alone ? first : first + 1; j < end; j++) {
      if (j % atOnce === 0) yield;
      const nx = (at[3 * j] - x0) * scale, ny = (at[3 * j + 1] - y0) * scale;
      const long = Math.abs(nx - x) + Math.abs(ny - y);
      if (long < fine && j + 1 < end) continue;
      if (long < 2 * fine && !alone) {
        const square = Math.floor(x / fine) * 2 ** 26 + Math.floor(y / fine);
        if (taken.has(square)) {
          [x, y, from] = [nx, ny, j];
          continue;
        }
        taken.add(square);
      }
      ax[n] = x;
      ay[n] = y;
      bx[n] = nx;
      by[n] = ny;
      metres[n++] = 1 / (at[3 * from + 2] * scale);
      [x, y, from] = [nx, ny, j];
    }
  }
  return { ax, ay, bx, by, metres, n };
}

/** Returns the same at once. @param {Parameters<typeof siteSteps>} of @returns {import("./field.js").Sites} */
export function sitesOf(...of) {
  const steps = siteSteps(...of);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Returns the land facilities are drawn as, tract i that of facility i; null where none is. @param {Facilities} f @param {ToWorld} toWorld @returns {import("./raster.js").Land|null} */
export function facilityLand(f, toWorld) {
  if (!f.ring.includes(1)) return null;
  const vertices = new Int32Array(f.vertices.length), rings = [], tracts = [];
  let n = 0;
  for (let p = 0, i = 0; i < f.keys.length; i++) {
    tracts.push(rings.length);
    for (; p < f.owner.length && f.owner[p] === i; p++) {
      if (!f.ring[p]) continue;
      rings.push(n / 2);
      vertices.set(f.vertices.subarray(2 * f.paths[p], 2 * f.paths[p + 1]), n);
      n += 2 * (f.paths[p + 1] - f.paths[p]);
    }
  }
  tracts.push(rings.length);
  rings.push(n / 2);
  return landOf({ vertices: vertices.subarray(0, n), rings: Uint32Array.from(rings), tracts: Uint32Array.from(tracts) }, toWorld);
}
