// How a rule is worded: its value, its force, where it stands, and how its text is known.

import { number } from "../format.js";
import { currentLanguage, has, t } from "../i18n.js";
import { h } from "./dom.js";

/**
 * @typedef {{id: string, set?: string, kinds: string[], subject?: string, name_zh: string, name_en: string, metric: string, unit?: string, when?: string,
 *   values: Value[], minutes?: number, text?: string, force?: string, wording?: string, standard: string, clause?: string, evidence: string,
 *   confidence?: string, jurisdiction?: string, note?: string, source?: string[]}} Rule
 * @typedef {{case?: string, min?: number, max?: number, radius_m?: number}} Value
 */

/** Says whether a rule may be shown as what its document says. @param {{evidence?: string, set?: string}} r */
export const perCode = (r) => r.evidence === "verbatim" || (r.evidence === "secondary" && !r.set);

const units = /** @type {Record<string, string>} */ ({ m2: "m²", km2: "km²", "m2/person": "m²", "km/km2": "km/km²", 1: "" });

/** @param {number} v @param {Rule} r */
const bound = (v, r) => (r.unit === "1" && v <= 1 ? `${number(v * 100)}\u202f%` : `${number(v, Number.isInteger(v) ? 0 : v < 10 ? 2 : 1)}${unitOf(r)}`);

/** @param {Rule} r */
const unitOf = ({ unit = "" }) => unitText(unit);

/** Returns a unit as it follows a number; nothing where there is none. @param {string} unit */
export function unitText(unit) {
  const name = has("unit." + unit) ? t("unit." + unit) : units[unit] ?? unit;
  return name && name !== "1" ? `\u00a0${name}` : "";
}

/** Writes one value: at most, at least, or both. @param {Value} v @param {Rule} r */
export function valueText(v, r) {
  const said = v.min !== undefined && v.max !== undefined ? `${bound(v.min, { ...r, unit: "" })}–${bound(v.max, r)}`
    : v.max !== undefined ? `≤ ${bound(v.max, r)}` : v.min !== undefined ? `≥ ${bound(v.min, r)}` : "";
  return v.radius_m ? [t("rules.within", { m: number(v.radius_m) }), said].filter(Boolean).join(": ") : said;
}

/** Returns the badge that says how a rule's text is known. @param {{evidence?: string}} r */
export const evidenceBadge = (r) => h("span", { class: `badge evidence ${r.evidence}`, title: t("evidence." + (r.evidence || "not_found") + ".is") }, t("evidence." + (r.evidence || "not_found")));

/** Writes a document's number; in Chinese the badge beside it says that it is a draft. @param {string} standard */
const standardText = (standard) => (currentLanguage() === "zh" ? standard.replace(/ draft$/, "") : standard);

/** Writes a clause in the present language; documents of China number their tables as 表. @param {string} clause */
const clauseText = (clause) => (currentLanguage() === "en" ? clause.replaceAll("表", "table ") : clause);

/**
 * Returns where a rule stands, how binding it is and how it is known. A clause is
 * named only where the rule may be shown as its document's.
 * @param {{standard?: string, clause?: string, evidence?: string, force?: string, wording?: string, set?: string, status?: string}} r
 */
export function ruleBasis(r) {
  const force = (currentLanguage() === "zh" && r.wording) || (r.force ? t("force." + r.force) : "");
  const place = r.standard ? [standardText(r.standard), perCode(r) ? (r.clause ? t("rules.clause", { clause: clauseText(r.clause) }) : t("rules.noclause")) : ""].filter(Boolean).join(" · ") : t("rules.nodocument");
  return h("p", { class: "rulebasis" }, r.evidence ? evidenceBadge(r) : null,
    force ? h("span", { class: "badge force", title: [t("force.is"), r.wording].filter(Boolean).join(t("colon")) }, force) : null,
    r.status && r.status !== "in_force" ? h("span", { class: "badge warn" }, t("docstatus." + r.status)) : null,
    h("span", null, place));
}
