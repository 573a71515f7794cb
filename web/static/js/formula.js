// How measures are computed, in the present language.

import { has, t } from "./i18n.js";
import { number } from "./format.js";

/**
 * @typedef {{id?: string, formula?: string, note?: string, source?: string, from?: string, n?: number, value?: number|null,
 *   classes?: string[], stated?: number, missing?: number, by_ratio?: number, by_class?: number, doubted?: number}} Computed
 */

/**
 * Returns a measure's formula: the catalogue's words, which know of what land it is,
 * else the service's.
 * @param {string} id @param {Computed|undefined} m @param {string} [cells] kind of the cells; empty for the study area
 */
export function formulaOf(id, m, cells = "") {
  if (cells === "parcel" && has("formula.parcel." + id)) return t("formula.parcel." + id);
  if ((cells === "hex" || cells === "square") && has("formula.cell." + id)) return t("formula.cell." + id);
  if (cells && cells !== "district" || !has("formula." + id)) return m?.formula ?? "";
  return t("formula." + id, { area: t(cells === "district" ? "formula.of.district" : "formula.of.area") });
}

/**
 * Returns what is to be said of how a measure was computed: formula, what it was
 * computed from, what it does not mean, and who says so.
 * @param {string} id @param {Computed|undefined} m @param {string} [cells]
 * @returns {string[]}
 */
export function howWords(id, m, cells) {
  if (!m) return [];
  const lines = [formulaOf(id, m, cells)];
  if (m.n) lines.push(`n = ${number(m.n)}`);
  if (m.from) lines.push(t("how.from", { from: has("from." + m.from) ? t("from." + m.from) : m.from }) + [["missing", m.missing], ["by_ratio", m.by_ratio], ["by_class", m.by_class], ["doubted", m.doubted]].map(([k, n]) => (n ? t("how." + k, { n: number(Number(n)) }) : "")).join(""));
  if (m.note) lines.push(noteOf(id, m));
  if (m.source) lines.push(t("how.source", { source: has("source." + id) ? t("source." + id) : m.source }));
  return lines.filter(Boolean);
}

/** Returns a measure's note. @param {string} id @param {Computed} m */
function noteOf(id, m) {
  if (m.value === null) return t("note.missing");
  return has("note." + id) ? t("note." + id) : m.note ?? "";
}
