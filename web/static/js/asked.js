// Turns the page's question into what the service takes.

import { areaOf } from "./drawn.js";
import { bodyOf, readChanges } from "./whatif.js";
import { counts } from "./when.js";

/** @typedef {import("./types.js").Query} Query */

/** What facilities of layers say, found once for all steps of a slider. @type {WeakMap<any[], Map<string, any>>} */
const found = new WeakMap();

/** @param {any[]} drawn layers */
function facilitiesOf(drawn) {
  let known = found.get(drawn);
  if (known) return known;
  found.set(drawn, known = new Map());
  for (const l of drawn) if (l.role === "facility") for (const s of l.shapes) known.set(`${l.id}/${s.id}`, s.properties);
  return known;
}

/**
 * Returns a question as the service takes it: its drawn area and its changes spelled
 * out, those left away that cannot be made.
 * @param {Query} q @param {import("./state.js").Data} d @returns {Query}
 */
export function spelledOut(q, d) {
  const drawn = areaOf(q.area ?? "", d.scenarios);
  const asked = drawn ? { ...q, area: /** @type {any} */ (drawn) } : q;
  if (!q.sites) return asked;
  const known = facilitiesOf(d.drawn ?? []);
  return { ...asked, sites: bodyOf(readChanges(q.sites), (id) => !known.has(id) || counts(known.get(id), q)) };
}

/** Returns the question that settings ask. @param {import("./state.js").Settings} s @returns {Query} */
export function questionOf(s) {
  const when = s.year ? { year: s.year } : { status: s.status };
  return { service: s.service, radius: s.radius, area: s.drawn || s.area, demand: s.demand, ...when, sites: s.sites || undefined };
}

/** Returns the key of what land out of reach is called: a gap where land is asked for, else gaps are only where somebody is counted. @param {string} demand */
export const outOfReach = (demand) => (/^land/.test(demand) ? "legend.gap" : "cov.gap");
