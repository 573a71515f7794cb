// Paths of shapes on a canvas frame. Of what lies off the view only as much is followed as the view is told apart by.

/** @typedef {import("./map.js").Frame} Frame */

/**
 * Adds a part's path; points closer than half a pixel to the last are skipped. Corners that follow each other off the same
 * side of the view are passed over but for the first and the last: the line between these lies off that side too, so that
 * the view sees the same line, and lies on the same side of it.
 * @param {Frame} f @param {Float64Array} part @param {boolean} close @param {number} margin pixels around the view in which a line shows
 * @param {boolean} [every] whether no corner may be passed over, as where dashes are counted along them
 * @returns {boolean} whether any of it may be seen: not all of it lies off one side
 */
export function trace(f, part, close, margin, every = false) {
  const { ctx, scale, x0, y0 } = f, right = f.width + margin, bottom = f.height + margin;
  /** Returns the sides of the view that a place lies off. @param {number} x @param {number} y */
  const sidesOf = (x, y) => (x < -margin ? 1 : x > right ? 2 : 0) | (y < -margin ? 4 : y > bottom ? 8 : 0);
  let px = (part[0] - x0) * scale, py = (part[1] - y0) * scale, last = sidesOf(px, py), common = last, off = last, held = false;
  ctx.moveTo(px, py);
  for (let i = 2; i < part.length; i += 2) {
    const x = (part[i] - x0) * scale, y = (part[i + 1] - y0) * scale;
    if (Math.abs(x - px) + Math.abs(y - py) < 0.5 && i + 2 < part.length) continue;
    const sides = sidesOf(x, y);
    if (held && !(common & sides)) { // this corner lies off another side than those held: the path goes on from the last of them
      ctx.lineTo(px, py);
      held = false;
      common = last;
    }
    px = x;
    py = y;
    last = sides;
    off &= sides;
    if (common & sides && !every) {
      common &= sides;
      held = true;
      continue;
    }
    ctx.lineTo(x, y);
    common = sides;
  }
  if (held) ctx.lineTo(px, py);
  if (close) ctx.closePath();
  return !off;
}
