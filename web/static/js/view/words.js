// Words for roles and kinds of layers, and for why they are what they are.

import { number } from "../format.js";
import { has, headed, nameOf, t } from "../i18n.js";
import { offeredStates } from "../when.js";

/**
 * Names a role or kind in the present language: in the catalogue's words, else in
 * the service's, else the word itself.
 * @param {"role"|"kind"} what @param {string|undefined|null} value
 * @param {{service: string, name_zh?: string, name_en?: string}[]} [services]
 */
export function word(what, value, services = []) {
  if (!value) return "–";
  if (has(`${what}.${value}`)) return t(`${what}.${value}`);
  return headed(nameOf({ ...services.find((s) => s.service === value), id: value }));
}

/** Names what was concluded about a layer. @param {import("../types.js").Inference} i */
export const factName = ({ field }) => (has("fact." + field) ? t("fact." + field) : t("data." + field));

/**
 * Says why something was concluded about a layer; layers loaded long ago have the service's own words only.
 * @param {import("../types.js").Inference} i @returns {{lang: string|null, words: string}}
 */
export function reasonWords(i) {
  const key = "reason." + i.reason, n = (/** @type {number|undefined} */ count) => number(count ?? 0);
  return has(key) ? { lang: null, words: t(key, { evidence: nameOf({ name: i.evidence }), within: nameOf({ name: i.within }), count: n(i.count), looked: n(i.looked) }) } : { lang: "en", words: i.why };
}

/** Names the study area that is asked for. @param {{view: string, area: string, drawn: string}} s settings @param {any} d data */
export const areaName = (s, d) => (s.drawn && s.view === "coverage" ? t("area.drawn") : nameOf((d.areas ?? []).find((/** @type {any} */ a) => a.id === s.area)));

/** Names the state of the plan that is counted: a year, or a status. @param {{year: number, status: string}} settings */
export const statesText = ({ year, status }) => (year ? String(year) : statusText(status));

/** Names the states that are counted. @param {string} status as statusIn gives it */
export const statusText = (status) => (offeredStates.includes(status) ? t(`status.${status.split(",").at(-1)}.count`) : status.split(",").map((state) => t("status." + state)).join(t("wi.and")));
