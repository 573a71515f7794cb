// Scenarios: what one is made of, and how it becomes the page's settings and back.

import { writeArea } from "./drawn.js";
import { statusIn } from "./when.js";
import { readChanges, writeChanges } from "./whatif.js";

/**
 * @typedef {{service: string, radius?: number, area?: any, demand?: string, status?: string, year?: string,
 *   sites?: {added?: {id?: string, lon: number, lat: number}[], moved?: {id: string, lon: number, lat: number}[], closed?: string[]}|null}} Question
 * @typedef {{id: string, version: number, changed_at: string, name: string, note?: string, question: Question}} Scenario
 * @typedef {{id: string, name?: string, version?: number, service: string, radius_m: number, total: number, covered: number, gap: number, ratio: number,
 *   depth: {k: number, amount: number}[], gaps: number, facilities: number}} Side
 * @typedef {{id: string, name?: string, name_en?: string, total_a: number, total_b: number, covered_a: number, covered_b: number, gained: number, lost: number}} District
 * @typedef {{id: string, name: string, name_en?: string, layer: string, change: "added"|"moved"|"closed"|"same", lon: number, lat: number,
 *   from?: [number, number], reach_a: number, reach_b: number, exclusive_a: number, exclusive_b: number}} FacilityChange
 * @typedef {{a: Side, b: Side, area: any, demand: {kind: string, classes: string[], unit: string},
 *   difference: {covered: number, ratio: number, gaps: number, gained: number, lost: number, kept: number, open: number},
 *   districts: District[], facilities: FacilityChange[], layers: Record<string, number>, method: any}} Compared
 */

/** The side that is the data without changes, and the one that is the page's what-if, not kept yet. */
export const today = "today", now = "now";

/**
 * Returns the settings that ask a scenario's question.
 * @param {{id: string, question: Question}} scenario @param {(key: string) => [number, number]|null} placeOf where a facility, as layer/id, stands in the data
 */
export function settingsOf({ id, question: q }, placeOf) {
  const stands = (/** @type {string} */ id) => placeOf(id) ?? [0, 0];
  const { added, moved, closed } = q.sites ?? {};
  return {
    service: q.service, radius: q.radius ?? 0, area: typeof q.area === "string" ? q.area : "", drawn: q.area && typeof q.area === "object" ? writeArea(q.area, id) : "", demand: q.demand || "land",
    status: statusIn(q.status ?? "") ?? q.status, year: Number(q.year) || 0,
    sites: writeChanges({
      added: (added ?? []).map((s, i) => ({ id: s.id || `new-${i + 1}`, lon: s.lon, lat: s.lat })),
      moved: (moved ?? []).map((s) => ({ ...s, from: stands(s.id) })),
      closed: (closed ?? []).map((id) => ({ id, lon: stands(id)[0], lat: stands(id)[1] })),
    }),
  };
}

/**
 * Returns the sides compared: what is chosen, else today beside the what-if of the
 * page, else beside the first scenario kept; "" where there is nothing to compare.
 * @param {{a: string, b: string, sites: string}} s @param {Scenario[]|undefined|null} scenarios
 */
export function sidesOf(s, scenarios) {
  const known = (/** @type {string} */ id) => id === today || (id === now ? Boolean(s.sites) : !scenarios || scenarios.some((x) => x.id === id));
  const first = s.sites ? now : scenarios?.[0]?.id ?? "";
  const a = s.a && known(s.a) ? s.a : today;
  const b = s.b && known(s.b) && !(a === today && s.b === today) ? s.b : first; // today beside itself asks nothing
  return b === a && !s.b ? { a, b: first === a ? "" : first } : { a, b };
}

/** Returns the comparison that is shown: the estimate where there is one, the answer otherwise. @param {import("./state.js").Data} d @returns {(Compared & {estimated?: boolean})|null} */
export const comparison = (d) => d.compareLive?.compared ?? d.compared ?? null;

/** Colours that stay apart, on light paper and on dark. */
const colors = { light: ["#0B6E99", "#9A5B00", "#5B4A8A", "#9C2F6B", "#3D6B1F", "#7A4A32", "#28577F", "#6B6B00", "#8A3B9C", "#00695C", "#A14300", "#4A5568"],
  dark: ["#6CC3E8", "#F0B35A", "#B9A7F0", "#F093C2", "#A6D67F", "#D9A98C", "#8CB8E8", "#D6D36A", "#D99AE8", "#74CDBD", "#F29B68", "#B6C2D1"] };

/** Returns the colour of a scenario: the same wherever it stands in a list. @param {string} id @param {"light"|"dark"} theme */
export function colorOf(id, theme) {
  if (id === today) return theme === "dark" ? "#98A5B2" : "#5F6B77";
  if (id === now) return theme === "dark" ? "#C58FD0" : "#762A83";
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1000003;
  return colors[theme][sum % colors[theme].length];
}

/** Says what a scenario changes, as numbers. @param {Question} q */
export const changesIn = ({ sites }) => ({ added: sites?.added?.length ?? 0, moved: sites?.moved?.length ?? 0, closed: sites?.closed?.length ?? 0 });

/** Returns the changes of a what-if text as numbers. @param {string} sites */
export function changesOf(sites) {
  const { added, moved, closed } = readChanges(sites);
  return { added: added.length, moved: moved.length, closed: closed.length };
}

/** Returns a name that none has: the first of "stem 1", "stem 2", … @param {string} stem @param {{name: string}[]} scenarios */
export function freeName(stem, scenarios) {
  for (let n = 1; ; n++) if (!scenarios.some((s) => s.name === `${stem} ${n}`)) return `${stem} ${n}`;
}
