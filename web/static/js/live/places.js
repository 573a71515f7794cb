// Facilities as a view sees them: the points, lines and edges that reach grows from.

import { landOf } from "./raster.js";

/** @typedef {import("./sites.js").Facilities} Facilities */
/** @typedef {(lon: number, lat: number) => [number, number]} ToWorld */

/** @type {WeakMap<Facilities, Float64Array>} world x, y of every position on a path, and world units of a metre there */
const known = new WeakMap();

/** @param {Facilities} f @param {ToWorld} toWorld @param {(lat: number) => number} worldPerMetre */
function positions(f, toWorld, worldPerMetre) {
  let out = known.get(f);
  if (out) return out;
  out = new Float64Array((f.vertices.length / 2) * 3);
  for (let i = 0; 2 * i < f.vertices.length; i++) {
    const [x, y] = toWorld(f.vertices[2 * i] / 1e7, f.vertices[2 * i + 1] / 1e7);
    out.set([x, y, worldPerMetre(f.vertices[2 * i + 1] / 1e7)], 3 * i);
  }
  known.set(f, out);
  return out;
}

/**
 * Returns the facilities that are not gone, in the pixels of a view.
 * @param {Facilities} f @param {Set<number|undefined>} gone @param {{x0: number, y0: number, scale: number}} view
 * @param {ToWorld} toWorld @param {(lat: number) => number} worldPerMetre
 * @returns {import("./field.js").Sites}
 */
export function sitesOf(f, gone, { x0, y0, scale }, toWorld, worldPerMetre) {
  const at = positions(f, toWorld, worldPerMetre), most = f.vertices.length / 2;
  const [ax, ay, bx, by, metres] = Array.from({ length: 5 }, () => new Float64Array(most));
  let n = 0;
  for (let p = 0; p < f.owner.length; p++) {
    if (gone.has(f.owner[p])) continue;
    const first = f.paths[p], end = f.paths[p + 1], alone = end - first === 1;
    for (let i = first; i < (alone ? end : end - 1); i++) {
      const j = alone ? i : i + 1;
      ax[n] = (at[3 * i] - x0) * scale;
      ay[n] = (at[3 * i + 1] - y0) * scale;
      bx[n] = (at[3 * j] - x0) * scale;
      by[n] = (at[3 * j + 1] - y0) * scale;
      metres[n++] = 1 / (at[3 * i + 2] * scale);
    }
  }
  return { ax, ay, bx, by, metres, n };
}

/** Returns the land facilities are drawn as, tract i that of facility i; null where none is. @param {Facilities} f @param {ToWorld} toWorld @returns {import("./raster.js").Land|null} */
export function facilityLand(f, toWorld) {
  if (!f.ring.includes(1)) return null;
  /** @type {number[]} */
  const vertices = [], rings = [], tracts = [];
  for (let p = 0, i = 0; i < f.keys.length; i++) {
    tracts.push(rings.length);
    for (; p < f.owner.length && f.owner[p] === i; p++) {
      if (!f.ring[p]) continue;
      rings.push(vertices.length / 2);
      for (let k = 2 * f.paths[p]; k < 2 * f.paths[p + 1]; k++) vertices.push(f.vertices[k]);
    }
  }
  tracts.push(rings.length);
  rings.push(vertices.length / 2);
  return landOf({ vertices: Int32Array.from(vertices), rings: Uint32Array.from(rings), tracts: Uint32Array.from(tracts) }, toWorld);
}
