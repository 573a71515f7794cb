// What a report says about coordinate systems, as choices.

/** @typedef {import("./types.js").Problem} Problem */

/** The names; those of a whole datum are in sentences too, and count only as the value of crs. */
const named = /\b(?:EPSG:\d{4,5}|GCJ-?02|BD-?09|crs=(?:WGS84|CGCS2000))(?:,yx)?/g;

/**
 * Returns the systems that problems propose to read the file in, in the order
 * they are named, without the one it was read in.
 * @param {Problem[]} problems @param {string|undefined} tried
 */
export function proposedSystems(problems, tried) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const p of problems) {
    if (!["projected", "transform", "crs_not_wgs84", "crs_contradiction", "crs_label_wrong", "axes_swapped"].includes(p.rule) && !p.message.includes("crs=")) continue;
    for (const m of p.message.matchAll(named)) found.add(m[0].replace("crs=", ""));
  }
  found.delete(tried ?? "");
  return [...found].slice(0, 8);
}
