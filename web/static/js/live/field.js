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
const leaf = 16, smallLeaf = 2, few = 6;

/** Side of the squares, in pixels, that are one step. */
const block = 64;

/** Numbers kept of a site: its place, the way to its other end, and one over the square of its length, 0 for a point. */
const stride = 5;

/** Returns sites as they are gone through: the numbers of each together. @param {Sites} s */
function packed({ ax, ay, bx, by, n }) {
  const out = new Float64Array(stride * n);
  for (let i = 0, k = 0; i < n; i++, k += stride) {
    const dx = bx[i] - ax[i], dy = by[i] - ay[i], along = dx * dx + dy * dy;
    out[k] = ax[i];
    out[k + 1] = ay[i];
    out[k + 2] = dx;
    out[k + 3] = dy;
    out[k + 4] = along > 0 ? 1 / along : 0;
  }
  return out;
}

/** Returns the squared distance from a place to a site, in pixels. @param {Float64Array} s @param {number} i @param {number} x @param {number} y */
function squared(s, i, x, y) {
  const k = stride * i, px = x - s[k], py = y - s[k + 1], over = s[k + 4];
  if (over === 0) return px * px + py * py;
  const dx = s[k + 2], dy = s[k + 3], along = (px * dx + py * dy) * over, t = along < 0 ? 0 : along > 1 ? 1 : along;
  const ex = px - t * dx, ey = py - t * dy;
  return ex * ex + ey * ey;
}

/** Returns the direction in which a place at a distance lies from a site, of length 1. @param {Float64Array} s @param {number} i @param {number} x @param {number} y @param {number} d @returns {[number, number]} */
function awayFrom(s, i, x, y, d) {
  const k = stride * i, px = x - s[k], py = y - s[k + 1], dx = s[k + 2], dy = s[k + 3], t = Math.max(0, Math.min(1, (px * dx + py * dy) * s[k + 4]));
  return [(px - t * dx) / d, (py - t * dy) / d];
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
  const { metres } = sites, of = packed(sites);
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

  /**
   * Puts the sites that can be nearest to the middle of a pixel of a square into its level's room, and returns how many they are.
   * A step from the square's middle changes the distance to a site by no less than the part of the step that leads away from it,
   * and the distance to the nearest by no more than that and the square of the step over twice that distance.
   * @param {number} x0 @param {number} y0 @param {number} size @param {Int32Array} from @param {number} n @param {number} level
   */
  function candidates(x0, y0, size, from, n, level) {
    const mx = x0 + size / 2, my = y0 + size / 2, step = (size - 1) * Math.SQRT1_2, near = rooms[level] ??= new Int32Array(sites.n);
    let least = Infinity, which = 0, m = 0;
    for (let k = 0; k < n; k++) {
      const d = squared(of, from[k], mx, my);
      far[k] = d;
      if (d < least) [least, which] = [d, from[k]];
    }
    const nearest = Math.sqrt(least), limit = (nearest + 2 * step) ** 2 * 1.0001, bend = (step * step) / (2 * nearest) + 1e-4 * nearest;
    const [ux, uy] = awayFrom(of, which, mx, my, nearest);
    for (let k = 0; k < n; k++) {
      if (far[k] > limit) continue;
      const i = from[k], d = Math.sqrt(far[k]), more = d - nearest - bend;
      if (more > 0) {
        const [vx, vy] = awayFrom(of, i, mx, my, d);
        if (more > Math.sqrt((ux - vx) ** 2 + (uy - vy) ** 2) * step) continue;
      }
      near[m++] = i;
    }
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
          const i = near[k], d = squared(of, i, x + 0.5, y + 0.5);
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
