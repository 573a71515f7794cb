// Which tiles a view needs.

/** The nearest zoom fetched: a unit of its tiles is 3 cm on the equator, finer than any screen shows. */
export const finest = 18;

/** The most tiles of one view. */
const mostTiles = 600;

/**
 * @typedef {{z: number, x: number, y: number, key: string}} Place where a tile lies
 * @typedef {{x0: number, y0: number, scale: number, width: number, height: number}} Window world position of the corner, pixels per world unit, size in pixels
 */

/** @param {number} z @param {number} x @param {number} y @returns {Place} */
export const placeOf = (z, x, y) => ({ z, x, y, key: `${z}/${x}/${y}` });

/** Returns the zoom whose tiles of 256 pixels come nearest to a scale. @param {number} scale pixels per world unit */
export const zoomOf = (scale) => Math.max(0, Math.min(finest, Math.round(Math.log2(scale / 256))));

/**
 * Returns the tiles that cover a window as far as there is anything in a box, those in the middle first; none of a window that no screen has.
 * @param {Window} w @param {number[]} box west, north, east, south in world units @param {number} [z] zoom
 * @returns {Place[]}
 */
export function cover({ x0, y0, scale, width, height }, box, z = zoomOf(scale)) {
  const n = 2 ** z, index = (/** @type {number} */ v) => Math.max(0, Math.min(n - 1, Math.floor(v * n)));
  const [west, north, east, south] = [Math.max(x0, box[0]), Math.max(y0, box[1]), Math.min(x0 + width / scale, box[2]), Math.min(y0 + height / scale, box[3])];
  if (!(west <= east && north <= south)) return [];
  const [left, right, top, bottom] = [index(west), index(east), index(north), index(south)];
  if ((right - left + 1) * (bottom - top + 1) > mostTiles) return [];
  const list = [];
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) list.push(placeOf(z, x, y));
  const mx = (x0 + width / scale / 2) * n - 0.5, my = (y0 + height / scale / 2) * n - 0.5;
  return list.sort((a, b) => Math.hypot(a.x - mx, a.y - my) - Math.hypot(b.x - mx, b.y - my));
}

/** Returns the place of the tile that holds a tile some zooms farther out. @param {Place} p @param {number} by zooms */
export const above = ({ z, x, y }, by) => placeOf(z - by, Math.floor(x / 2 ** by), Math.floor(y / 2 ** by));
