// The distance from every pixel of a view to the nearest facility, in metres.

/**
 * Facilities as the view sees them: points and stretches of lines and edges.
 * @typedef {object} Sites
 * @property {Float64Array} ax pixels
 * @property {Float64Array} ay
 * @property {Float64Array} bx the other end; the same for a point
 * @property {Float64Array} by
 * @property {Float64Array} metres of a pixel where it stands
 * @property {number} n
 */

/** Sides of the squares, in pixels, in which every site that can be nearest is tried: the larger where these are few. */
const leaf = 16, smallLeaf = 2, few = 12;

/** Side of the squares, in pixels, that are one step. */
const block = 64;

/** Returns the squared distance from a place to a site, in pixels. @param {Sites} s @param {number} i @param {number} x @param {number} y */
function squared(s, i, x, y) {
  const px = s.ax[i] - x, py = s.ay[i] - y, dx = s.bx[i] - s.ax[i], dy = s.by[i] - s.ay[i];
  if (dx === 0 && dy === 0) return px * px + py * py;
  const t = Math.max(0, Math.min(1, -(px * dx + py * dy) / (dx * dx + dy * dy)));
  return (px + t * dx) ** 2 + (py + t * dy) ** 2;
}

/**
 * Fills field with distances where ids has land, and with -1 elsewhere, in steps of a few milliseconds. The view is
 * quartered until few sites can be nearest: those no farther from the middle of a square than the nearest and its
 * diagonal. A pixel's id is read once, before its distance is written: both may stand in the same memory.
 * Where skip is set the distance is 0 without being looked for.
 * @param {Float32Array} field @param {Int32Array|Uint16Array} ids @param {number} width @param {number} height
 * @param {Sites} sites @param {Float64Array} rowMetres metres of a pixel in each row @param {Uint8Array|null} [skip]
 * @returns {Generator<void, void>}
 */
export function* distanceSteps(field, ids, width, height, sites, rowMetres, skip = null) {
  const { ax, ay, bx, by, metres } = sites;
  const all = new Int32Array(sites.n);
  for (let i = 0; i < sites.n; i++) all[i] = i;
  let side = leaf;
  while (side < width || side < height) side *= 2;
  /** Room for the candidates of each level. @type {Int32Array[]} */
  const rooms = [];
  const far = new Float64Array(sites.n);
  yield* blocks(0, 0, side, all, sites.n, 0);

  /** @param {number} x0 @param {number} y0 @param {number} size @param {Int32Array} from @param {number} n @param {number} level @returns {Generator<void, void>} */
  function* blocks(x0, y0, size, from, n, level) {
    if (x0 >= width || y0 >= height) return;
    if (size <= block) {
      square(x0, y0, size, from, n, level);
      yield;
      return;
    }
    const m = candidates(x0, y0, size, from, n, level), near = rooms[level], half = size / 2;
    yield;
    for (const [x, y] of [[x0, y0], [x0 + half, y0], [x0, y0 + half], [x0 + half, y0 + half]]) yield* blocks(x, y, half, near, m, level + 1);
  }

  /** Puts the sites that can be nearest somewhere in a square into its level's room, and returns how many they are. @param {number} x0 @param {number} y0 @param {number} size @param {Int32Array} from @param {number} n @param {number} level */
  function candidates(x0, y0, size, from, n, level) {
    const mx = x0 + size / 2, my = y0 + size / 2;
    let least = Infinity;
    for (let k = 0; k < n; k++) {
      const d = squared(sites, from[k], mx, my);
      far[k] = d;
      if (d < least) least = d;
    }
    const limit = (Math.sqrt(least) + size * Math.SQRT2) ** 2 * 1.0001, near = rooms[level] ??= new Int32Array(sites.n);
    let m = 0;
    for (let k = 0; k < n; k++) if (far[k] <= limit) near[m++] = from[k];
    return m;
  }

  /** @param {number} x0 @param {number} y0 @param {number} size @param {Int32Array} from @param {number} n @param {number} level */
  function square(x0, y0, size, from, n, level) {
    if (x0 >= width || y0 >= height) return;
    const x1 = Math.min(width, x0 + size), y1 = Math.min(height, y0 + size);
    if (!sought(x0, y0, x1, y1)) return fill(x0, y0, x1, y1, from, 0);
    const m = candidates(x0, y0, size, from, n, level), near = rooms[level];
    if (m <= 1 || (size <= leaf && m <= few) || size <= smallLeaf) return fill(x0, y0, x1, y1, near, m);
    const half = size / 2;
    square(x0, y0, half, near, m, level + 1);
    square(x0 + half, y0, half, near, m, level + 1);
    square(x0, y0 + half, half, near, m, level + 1);
    square(x0 + half, y0 + half, half, near, m, level + 1);
  }

  /** Says whether a distance is to be looked for somewhere in a square. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
  function sought(x0, y0, x1, y1) {
    for (let y = y0; y < y1; y++) {
      for (let at = y * width + x0, end = y * width + x1; at < end; at++) if (ids[at] !== 0 && !skip?.[at]) return true;
    }
    return false;
  }

  /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {Int32Array} near @param {number} m */
  function fill(x0, y0, x1, y1, near, m) {
    for (let y = y0; y < y1; y++) {
      for (let x = x0, at = y * width + x0; x < x1; x++, at++) {
        if (ids[at] === 0) {
          field[at] = -1;
          continue;
        }
        if (skip?.[at]) {
          field[at] = 0;
          continue;
        }
        let best = Infinity, which = -1;
        for (let k = 0; k < m; k++) {
          const i = near[k], px = ax[i] - x - 0.5, py = ay[i] - y - 0.5;
          const d = ax[i] === bx[i] && ay[i] === by[i] ? px * px + py * py : squared(sites, i, x + 0.5, y + 0.5);
          if (d < best) {
            best = d;
            which = i;
          }
        }
        // Metres of a pixel change with latitude: those half-way between hold.
        field[at] = which < 0 ? Infinity : (Math.sqrt(best) * (rowMetres[y] + metres[which])) / 2;
      }
    }
  }
}

/** Fills field at once: see distanceSteps. @param {Parameters<typeof distanceSteps>} of */
export function distanceField(...of) {
  for (const _ of distanceSteps(...of));
}
