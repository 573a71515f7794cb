// The land use inside a gap where parcels come as tiles: the service is asked, for the page does not have them all.

import { api } from "./api.js";

/**
 * Returns the shares of land-use codes inside an area, the largest first; "" stands for land in no parcel
 * and in none with a class. Shares add up to 1, also where parcels overlap.
 * @param {any} geometry of the area @returns {Promise<{code: string, share: number}[]>}
 */
export async function askMix(geometry) {
  const { classes, unclassified, uncovered_share: bare } = await api.landuseOf(geometry);
  return sharesOf([...classes, { code: "", share: unclassified.share + bare }]);
}

/** A part below this is an edge of the outline, not a land use. */
const sliver = 5e-4;

/** Returns parts, slivers left out, as shares of their sum, the largest first. @param {{code: string, share: number}[]} parts */
export function sharesOf(parts) {
  const some = parts.filter((p) => p.share > sliver), all = some.reduce((sum, p) => sum + p.share, 0);
  return some.map(({ code, share }) => ({ code, share: share / all })).sort((a, b) => b.share - a.share);
}
