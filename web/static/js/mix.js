// The land use inside an area, found by sampling: for a card, not for a balance.

import { contains, topmost } from "./geo/inside.js";
import { codeOf } from "./codes.js";

/** @typedef {import("./geo/shape.js").Shape} Shape */

/** Sample points along the longer side of the area's box. */
const across = 70;

/**
 * Returns the shares of land-use codes inside an area, the largest first; "" stands
 * for land in no parcel. Shares add up to 1, each right to about a hundredth.
 * @param {Shape} area @param {Shape[]} parcels
 * @returns {{code: string, share: number}[]}
 */
export function mixOf(area, parcels) {
  const [x0, y0, x1, y1] = area.box;
  const near = parcels.filter((s) => s.box[0] <= x1 && s.box[2] >= x0 && s.box[1] <= y1 && s.box[3] >= y0);
  const step = Math.max(x1 - x0, y1 - y0) / across;
  if (!(step > 0)) return [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  let all = 0;
  for (let y = y0 + step / 2; y < y1; y += step) {
    for (let x = x0 + step / 2; x < x1; x += step) {
      if (!contains(area, x, y)) continue;
      const code = codeOf(topmost(near, [x, y])?.properties ?? {});
      counts.set(code, (counts.get(code) ?? 0) + 1);
      all++;
    }
  }
  return [...counts].map(([code, n]) => ({ code, share: n / all })).sort((a, b) => b.share - a.share);
}
