// What is measured of the land, what was checked, and what could not be used.

import { howWords } from "../formula.js";
import { area, number } from "../format.js";
import { has, t, tn } from "../i18n.js";
import { inOrder, measureName, measureText } from "../measures.js";
import { fill, h } from "./dom.js";
import { createHow } from "./how.js";

/** Faults named at once. */
const faultsShown = 12;

/** @param {import("../main.js").Context} ctx */
export function createLandFacts({ data }) {
  const how = createHow();
  const measures = h("dl", { class: "facts rows", id: "lu-measures" });
  const checks = h("dl", { class: "facts" });
  const faults = h("section", { class: "block after", id: "lu-faults" });
  /** @type {any} */
  let shown = null;

  /** @param {any} lu */
  function drawMeasures(lu) {
    fill(measures, inOrder(Object.keys(lu.measures ?? {})).flatMap((key) => {
      const m = lu.measures[key];
      if (typeof m?.value !== "number" || Math.abs(m.value) === Infinity) return [];
      const { button, note } = how(key, measureName(key, m), howWords(key, m));
      return [h("div", { data: { measure: key } }, h("dt", null, measureName(key, m), button), h("dd", null, measureText(key, m.value, m)), note && h("dd", { class: "whole" }, note))];
    }));
  }

  /** @param {any} lu */
  function drawChecks(lu) {
    const fact = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ title = "") => [h("dt", { title: title || null }, name), h("dd", null, value)];
    const km = (/** @type {number} */ m) => `${number(m / 1000, 1)}\u00a0km`;
    const left = (lu.roads?.classes ?? []).filter((/** @type {any} */ c) => !c.counted).map((/** @type {any} */ c) => `${c.class} ${km(c.length_m)}`).join(", ");
    fill(checks, fact(t("lu.uncovered"), area(lu.uncovered_m2)), fact(t("lu.overlap"), area(lu.overlap_m2)),
      lu.slivers ? fact(t("lu.slivers", { n: number(lu.slivers) }), `${number(lu.slivers_m2, 1)}\u00a0m²`) : [],
      lu.unclassified ? fact(t("lu.unclassified"), area(lu.unclassified.area_m2)) : [],
      lu.roads ? fact(t("lu.streets"), km(lu.roads.counted_m), document.documentElement.lang === "en" ? lu.roads.rule_en : lu.roads.rule_zh) : [],
      lu.roads?.left_out_m ? fact(t("lu.nostreets"), km(lu.roads.left_out_m), left) : [],
      (lu.basis ?? []).filter((/** @type {any} */ b) => b.parcels && b.basis !== "none").map((/** @type {any} */ b) => fact(t("basis." + b.basis), tn("lu.parcels", b.parcels))).flat());
  }

  /** Names what was left out of the totals, and what counts but is hard to believe. @param {any} lu */
  function drawFaults(lu) {
    const list = lu.faults ?? [];
    faults.hidden = !list.length;
    fill(faults, h("h2", null, t("lu.faults", { n: number(lu.fault_count ?? list.length) })),
      h("ul", { class: "plain" }, list.slice(0, faultsShown).map((/** @type {any} */ f) => h("li", null, h("b", null, f.feature), ` ${faultWords(f)} `, h("span", { class: "muted" }, t(f.used ? "lu.fault.used" : "lu.fault.left"))))),
      lu.fault_count > faultsShown ? h("p", { class: "note" }, t("lu.faults.more", { n: number(lu.fault_count - Math.min(list.length, faultsShown)) })) : "");
  }

  return {
    elements: [
      h("section", { class: "block after" }, h("h2", null, t("lu.measures")), measures),
      h("section", { class: "block after" }, h("h2", null, t("lu.checks")), checks),
      faults,
    ],
    update() {
      const lu = data.get().landuse;
      if (!lu || lu === shown) return;
      shown = lu;
      drawMeasures(lu);
      drawChecks(lu);
      drawFaults(lu);
    },
  };
}

/** Says what is wrong with a value, by the rule it breaks. @param {{what: string, value: string, rule?: string, message: string}} f */
export function faultWords(f) {
  const what = has("measure." + f.what) ? t("measure." + f.what) : has("fault.what." + f.what) ? t("fault.what." + f.what) : f.what;
  return `${what} ${f.value}: ${has("rule." + f.rule) ? t("rule." + f.rule) : f.message}`;
}
