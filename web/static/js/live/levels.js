// Distances of a view's pixels in levels, so that a step of the radius only looks
// up the colour of each level, and touches the pixels whose level took another.

/** Levels to a pixel's width, and the last of them: no facility. Level 0 is no demanded land. */
const perPixel = 16, none = 65535;

/** Width of the line around what is reached, in pixels. */
const edge = 1.4;

/**
 * @typedef {object} Levels
 * @property {Uint16Array} of the level of each pixel
 * @property {Uint8Array|null} [bare] 1 for pixels on land where nobody is counted
 * @property {number} least metres: level n is from least + (n-1) * step to a step more
 * @property {number} step
 *
 * @typedef {{gap: string, gapEdge: string, covered: string, open: string}} Colors open: of bare land out of reach
 * @typedef {{from: number, line: number, to: number}} Span levels that a radius divides: those below from are reached, those from to on are not; from line on they have the colour of the line
 */

/**
 * Puts distances into levels. Those of a view differ by no more than its diagonal, so that the levels suffice.
 * @param {Uint16Array} of what the levels are written to @param {Float32Array} field metres, -1 for no land @param {number} metre of a pixel
 * @returns {Levels}
 */
export function levelsOf(of, field, metre) {
  let least = Infinity, most = 0;
  for (let i = 0; i < of.length; i++) {
    const d = field[i];
    if (d < 0 || d === Infinity) continue;
    if (d < least) least = d;
    if (d > most) most = d;
  }
  if (most < least) least = most;
  const step = Math.max(metre / perPixel, (most - least) / (none - 3));
  for (let i = 0; i < of.length; i++) {
    const d = field[i];
    of[i] = d < 0 ? 0 : d === Infinity ? none : 1 + (d - least) / step;
  }
  return { of, least, step };
}

/** Returns red, green and blue of a colour #rrggbb. @param {string} color */
const parts = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));

/** Returns a pixel of ImageData between two colours. @param {string} a @param {string} b @param {number} t 0 for a, 1 for b */
export function between(a, b, t) {
  const p = parts(a), [red, green, blue] = parts(b).map((v, i) => Math.round(p[i] + (v - p[i]) * t));
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

/** The colour of each level, then of each on bare land. */
const colors = new Int32Array(2 * (none + 1));

/**
 * Gives each level the colour it has at a radius.
 * @param {Levels} levels @param {number} radius @param {number} metre of a pixel @param {Colors} c
 * @returns {Span}
 */
function colorLevels({ least, step, bare }, radius, metre, c) {
  const level = (/** @type {number} */ d) => Math.max(1, Math.min(none, Math.ceil((d - least) / step + 0.5))); // the first whose middle lies beyond d
  const sure = level(radius - metre / 2), end = level(radius + metre / 2), dark = level(radius + edge * metre);
  colors[0] = 0;
  colors.fill(between(c.covered, c.covered, 0), 1, sure);
  for (let n = sure; n < end; n++) colors[n] = between(c.covered, c.gapEdge, (least + (n - 0.5) * step - radius) / metre + 0.5);
  colors.fill(between(c.gapEdge, c.gapEdge, 0), end, dark);
  colors.fill(between(c.gap, c.gap, 0), dark, none + 1);
  if (bare) colors.copyWithin(none + 1, 0, none + 1).fill(between(c.open, c.open, 0), none + 1 + dark);
  return { from: sure, line: end, to: dark };
}

/** @typedef {{at: Uint32Array, starts: Uint32Array}} Order pixels with land by level; starts holds where each level begins */

/**
 * Returns the pixels of columns in the order of their levels.
 * @param {Uint16Array} of @param {number} width @param {{left: number, right: number}} columns
 * @param {Uint32Array} at room for as many @param {Uint32Array} starts room for one more than there are levels
 * @returns {Order}
 */
export function orderOf(of, width, { left, right }, at, starts) {
  starts.fill(0);
  for (let row = 0; row < of.length; row += width) for (let i = row + left, to = row + right; i < to; i++) starts[of[i] + 1]++;
  starts[1] = 0; // no land is never painted again
  for (let n = 1; n <= none; n++) starts[n + 1] += starts[n];
  for (let row = 0; row < of.length; row += width) for (let i = row + left, to = row + right; i < to; i++) if (of[i]) at[starts[of[i]]++] = i;
  // Each start has moved to where the next level begins.
  starts.copyWithin(1, 0, none + 1);
  starts[0] = starts[1] = 0;
  return { at, starts };
}

/** Returns room for where levels start. */
export const roomForStarts = () => new Uint32Array(none + 2);

/**
 * Paints the pixels of a box in the colours that their levels have at a radius.
 * @param {Int32Array} pixels @param {number} width @param {{left: number, right: number, top: number, bottom: number}} box
 * @param {Levels} levels @param {number} radius @param {number} metre of a pixel @param {Colors} c
 * @returns {Span} what it leaves the pixels at
 */
export function paintLevels(pixels, width, { left, right, top, bottom }, levels, radius, metre, c) {
  const span = colorLevels(levels, radius, metre, c), { of, bare } = levels;
  for (let row = top * width; row < bottom * width; row += width) {
    if (bare) for (let i = row + left, to = row + right; i < to; i++) pixels[i] = colors[of[i] + bare[i] * (none + 1)];
    else for (let i = row + left, to = row + right; i < to; i++) pixels[i] = colors[of[i]];
  }
  return span;
}

/**
 * Paints anew the pixels whose colour another radius changes, of those that were all painted before.
 * @param {Int32Array} pixels @param {Order} order @param {Span} before @param {Levels} levels @param {number} radius @param {number} metre of a pixel @param {Colors} c
 * @returns {Span}
 */
export function repaintLevels(pixels, { at, starts }, before, levels, radius, metre, c) {
  const span = colorLevels(levels, radius, metre, c), line = Math.max(before.line, span.line), { bare } = levels;
  paint(Math.min(before.from, span.from), line);
  paint(Math.max(line, Math.min(before.to, span.to)), Math.max(before.to, span.to)); // between them is the line, then as now
  return span;

  /** @param {number} from @param {number} to levels */
  function paint(from, to) {
    for (let n = from; n < to; n++) {
      if (bare) for (let k = starts[n], end = starts[n + 1]; k < end; k++) pixels[at[k]] = colors[n + bare[at[k]] * (none + 1)];
      else for (let k = starts[n], end = starts[n + 1], color = colors[n]; k < end; k++) pixels[at[k]] = color;
    }
  }
}
