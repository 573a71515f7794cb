// Straight distances in the page, and how they change when facilities are added, moved or closed.

/** @typedef {import("../whatif.js").Changes} Changes */
/** @typedef {{keys: string[], vertices: Int32Array, paths: Uint32Array, owner: Uint32Array, ring: Uint8Array, number: Map<string, number>}} Facilities */

/** The WGS 84 ellipsoid: equatorial radius in metres, squared eccentricity. */
const a = 6378137, e2 = 0.0066943799901413165;

/** Returns the metres of a ten-millionth degree of longitude and of latitude. @param {number} lat ten-millionth degrees @returns {[number, number]} */
export function stepM(lat) {
  const phi = (lat / 1e7) * (Math.PI / 180), w2 = 1 - e2 * Math.sin(phi) ** 2, w = Math.sqrt(w2);
  const step = Math.PI / 180 / 1e7;
  return [(a / w) * Math.cos(phi) * step, ((a * (1 - e2)) / (w2 * w)) * step];
}

/** Returns which facilities changes take from their place. @param {Facilities} facilities @param {Changes|null} changes */
function gone(facilities, changes) {
  const out = new Uint8Array(facilities.keys.length);
  for (const s of [...(changes?.closed ?? []), ...(changes?.moved ?? [])]) {
    const i = facilities.number.get(s.id);
    if (i !== undefined) out[i] = 1;
  }
  return out;
}

/** Returns where changes put facilities, in ten-millionth degrees. @param {Facilities} facilities @param {Changes|null} changes */
function placed(facilities, changes) {
  const moved = (changes?.moved ?? []).filter((s) => facilities.number.has(s.id));
  return [...(changes?.added ?? []), ...moved].map((s) => [Math.round(s.lon * 1e7), Math.round(s.lat * 1e7)]);
}

/**
 * Returns the distance from a place to the nearest facility that changes leave, and its number.
 * @param {number} x @param {number} y ten-millionth degrees @param {Facilities} f @param {Uint8Array} out those that are gone
 * @returns {[number, number]} metres, number; Infinity and -1 for none
 */
function nearestOf(x, y, f, out) {
  const [mx, my] = stepM(y);
  let best = Infinity, number = -1, inside = false;
  for (let p = 0; p < f.owner.length; p++) {
    const owner = f.owner[p];
    if (out[owner]) continue;
    if (p === 0 || f.owner[p - 1] !== owner) inside = false;
    const v = f.vertices, end = f.paths[p + 1];
    let px = (v[2 * f.paths[p]] - x) * mx, py = (v[2 * f.paths[p] + 1] - y) * my, d2 = px * px + py * py;
    for (let i = f.paths[p] + 1; i < end; i++) {
      const qx = (v[2 * i] - x) * mx, qy = (v[2 * i + 1] - y) * my, dx = qx - px, dy = qy - py;
      const t = Math.max(0, Math.min(1, -(px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      d2 = Math.min(d2, (px + t * dx) ** 2 + (py + t * dy) ** 2);
      if (f.ring[p] && py > 0 !== qy > 0 && px - (py / dy) * dx > 0) inside = !inside;
      [px, py] = [qx, qy];
    }
    if (inside && f.owner[p + 1] !== owner) d2 = 0;
    if (d2 < best) [best, number] = [d2, owner];
  }
  return [Math.sqrt(best), number];
}

/** Returns how far a place is from the nearest facility after changes, in metres. @param {[number, number]} lonLat @param {Facilities} facilities @param {Changes|null} changes */
export function beyond([lon, lat], facilities, changes) {
  const x = lon * 1e7, y = lat * 1e7, [mx, my] = stepM(y);
  const least = placed(facilities, changes).map(([sx, sy]) => Math.hypot((sx - x) * mx, (sy - y) * my));
  return Math.min(nearestOf(x, y, facilities, gone(facilities, changes))[0], ...least);
}

/**
 * Returns the distances of samples after changes: the second nearest facility
 * steps in for one that is gone, and where that is gone too, the nearest of all others.
 * @param {{n: number, at: Int32Array}} samples @param {Facilities} facilities
 * @param {{near: Float32Array, nearest: Int32Array, second: Float32Array, secondNearest: Int32Array}} plain
 * @param {Changes} changes
 */
export function changedDistances({ n, at }, facilities, plain, changes) {
  const near = plain.near.slice(), nearest = plain.nearest.slice();
  const out = gone(facilities, changes);
  if (out.includes(1)) {
    for (let i = 0; i < n; i++) {
      if (nearest[i] < 0 || !out[nearest[i]]) continue;
      const second = plain.secondNearest[i];
      if (second < 0 || !out[second]) [near[i], nearest[i]] = [plain.second[i], second];
      else [near[i], nearest[i]] = nearestOf(at[2 * i], at[2 * i + 1], facilities, out);
    }
  }
  for (const [x, y] of placed(facilities, changes)) {
    const [mx, my] = stepM(y);
    for (let i = 0; i < n; i++) {
      // Metres of a degree of longitude change with latitude: those half-way hold.
      const dy = at[2 * i + 1] - y, dyM = dy * my;
      if (dyM > near[i] || -dyM > near[i]) continue;
      const dxM = (at[2 * i] - x) * mx * (1 - (dy / 2) * 1.7453292519943295e-9 * Math.tan((y / 1e7) * (Math.PI / 180)));
      const d = Math.sqrt(dxM * dxM + dyM * dyM);
      if (d < near[i]) [near[i], nearest[i]] = [d, -1];
    }
  }
  return { near, nearest };
}
