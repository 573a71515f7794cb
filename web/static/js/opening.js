// What an address leaves open, and what it asks for that the data do not have.

import { belongs, housingIn } from "./codes.js";
import { areaOf, scenarioIn } from "./drawn.js";
import { readChanges, writeChanges } from "./whatif.js";

/** Something asked for that is not here; asked is how it was named, of sites how many. @typedef {{what: "service"|"area"|"demand"|"drawn"|"sites", asked: string}} Unmet */

/** Codes of a layer that the service lists at most. */
const mostCodes = 500;

/** Says whether some land has a class, or may have it once its codes are read in another scheme. @param {string} of @param {import("./state.js").Data} d */
function classKnown(of, { layers, usedCodes, schemes }) {
  const used = [...(usedCodes ?? [])], within = (/** @type {string} */ code) => belongs(code, of);
  if (used.some(within) || layers.some((/** @type {any} */ l) => l.classes?.length >= mostCodes)) return true;
  const listing = (schemes ?? []).filter((/** @type {any} */ s) => s.codes.some((/** @type {any} */ c) => within(c.code)));
  return listing.some((/** @type {any} */ s) => !s.codes.some((/** @type {any} */ c) => used.includes(c.code)));
}

/** Says whether a demand can be asked for. @param {string} demand "land", "landuse:R,A33", "population" or "jobs" @param {import("./state.js").Data} d */
export function canBeServed(demand, d) {
  const [, kind, list] = /^(\w+)(?::(.*))?$/.exec(demand) ?? [];
  if (kind === "landuse") return Boolean(list?.split(",").some((code) => code.trim() && classKnown(code.trim(), d)));
  if (list !== undefined) return false;
  return kind === "land" || ((kind === "population" || kind === "jobs") && d.layers.some((/** @type {any} */ l) => l.role === "population" || l.role === "landuse"));
}

/**
 * Returns what-if changes without those of facilities that the layers lack.
 * @param {string} text @param {any[]} layers with their shapes, tiles or missing where those have not come
 */
export function changesKnown(text, layers) {
  const facilities = layers.filter((l) => l.role === "facility"), open = (/** @type {any} */ l) => l.tiles || l.missing;
  const ids = new Set(facilities.flatMap((l) => l.shapes.flatMap((/** @type {any} */ s) => [`${l.id}/${s.id}`, String(s.id)])));
  const known = (/** @type {{id: string}} */ { id }) => ids.has(id) || facilities.some((l) => open(l) && (!id.includes("/") || id.startsWith(`${l.id}/`)));
  const { added, moved, closed } = readChanges(text), left = { added, moved: moved.filter(known), closed: closed.filter(known) };
  return { left, lost: moved.length + closed.length - left.moved.length - left.closed.length };
}

/**
 * Returns the settings of an opening with what they leave open filled in, and what
 * they ask for that is not here, in whose place they have what an opening without it has.
 * @param {import("./state.js").Settings} s @param {import("./state.js").Data} d
 */
export function opened(s, d) {
  const { layers = [], services = [], areas = [], usedCodes, drawn, scenarios } = d;
  /** @type {Unmet[]} */
  const unmet = [];
  const lacks = (/** @type {Unmet["what"]} */ what, /** @type {string} */ asked) => Boolean(unmet.push({ what, asked }));

  const service = services.find((/** @type {any} */ x) => x.service === s.service) ??
    services.find((/** @type {any} */ x) => x.service === "primary_school" && x.facilities) ??
    services.find((/** @type {any} */ x) => x.facilities) ?? services[0];
  const area = areas.find((/** @type {any} */ a) => a.id === s.area) ?? areas.find((/** @type {any} */ a) => a.kind === "study_area") ?? areas[0];
  if (s.service && service && service.service !== s.service) lacks("service", s.service);
  if (s.area && area && area.id !== s.area) lacks("area", s.area);
  const impossible = s.demand && layers.length && !canBeServed(s.demand, d) && lacks("demand", s.demand);
  const homes = housingIn(usedCodes);
  const gone = scenarioIn(s.drawn) && scenarios && !areaOf(s.drawn, scenarios) && lacks("drawn", scenarioIn(s.drawn));
  const { left, lost } = changesKnown(s.sites, drawn ?? []);
  if (drawn && lost) lacks("sites", String(lost));
  return {
    unmet,
    settings: {
      service: service?.service ?? s.service, area: area?.id ?? s.area, radius: s.radius || Math.round(service?.radius_m || 500),
      demand: impossible || !s.demand ? (homes ? `landuse:${homes}` : "land") : s.demand,
      drawn: gone ? "" : s.drawn,
      sites: writeChanges(drawn ? left : readChanges(s.sites)), // without what is malformed
    },
  };
}
