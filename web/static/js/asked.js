// Turns the page's question into what the service takes.

import { areaOf } from "./drawn.js";
import { bodyOf, readChanges } from "./whatif.js";
import { counts } from "./when.js";

/** @typedef {import("./types.js").Query} Query */

/**
 * Returns a question as the service takes it: its drawn area and its changes spelled
 * out, those left away that cannot be made.
 * @param {Query} q @param {import("./state.js").Data} d @returns {Query}
 */
export function spelledOut(q, d) {
  const drawn = areaOf(q.area ?? "", d.scenarios);
  const asked = drawn ? { ...q, area: /** @type {any} */ (drawn) } : q;
  if (!q.sites) return asked;
  /** @type {Map<string, any>} */
  const known = new Map();
  for (const l of d.drawn ?? []) if (l.role === "facility") for (const s of l.shapes) known.set(`${l.id}/${s.id}`, s.properties);
  return { ...asked, sites: bodyOf(readChanges(q.sites), (id) => !known.has(id) || counts(known.get(id), q)) };
}

/** Returns the question that settings ask. @param {import("./state.js").Settings} s @returns {Query} */
export function questionOf(s) {
  const when = s.year ? { year: s.year } : { status: s.status };
  return { service: s.service, radius: s.radius, area: s.drawn || s.area, demand: s.demand, ...when, sites: s.sites || undefined };
}
