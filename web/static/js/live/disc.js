// What a site that was added or moved reaches, painted over the pixels of a view.

import { toWorld, worldPerMetre } from "../geo/shape.js";
import { between } from "./levels.js";

/** Width of the line around what a site reaches, in pixels. */
const edge = 1.4;

/** @typedef {{left: number, right: number, top: number, bottom: number, cx: number, cy: number, r: number}} Disc in pixels: the box that it and its line may touch, its middle and its radius */

/**
 * Returns what a site reaches of columns of a view.
 * @param {{x0: number, y0: number, scale: number, height: number}} view @param {{lon: number, lat: number}} site @param {number} radius metres @param {{left: number, right: number}} columns
 * @returns {Disc}
 */
export function discOf({ x0, y0, scale, height }, { lon, lat }, radius, { left, right }) {
  const [wx, wy] = toWorld(lon, lat), cx = (wx - x0) * scale, cy = (wy - y0) * scale, r = radius * worldPerMetre(lat) * scale, outer = r + edge;
  return {
    left: Math.max(left, Math.floor(cx - outer)), right: Math.min(right, Math.ceil(cx + outer + 1)),
    top: Math.max(0, Math.floor(cy - outer)), bottom: Math.min(height, Math.ceil(cy + outer + 1)), cx, cy, r,
  };
}

/** Paints it. @param {Int32Array} pixels @param {number} width @param {Disc} disc @param {import("./levels.js").Colors} c */
export function paintDisc(pixels, width, { left, right, top, bottom, cx, cy, r }, c) {
  const [gap, open, line, covered] = [c.gap, c.open, c.gapEdge, c.covered].map((color) => between(color, color, 0)), outer = r + edge;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = y * width + x;
      if (pixels[i] === 0 || pixels[i] === covered) continue;
      const d = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
      if (d > outer) continue;
      if (d <= r) pixels[i] = covered;
      else if (pixels[i] === gap || pixels[i] === open) pixels[i] = line;
    }
  }
}
