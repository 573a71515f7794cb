// One line of the scorecard: verdict, value, land and people, where the rule stands, and how it stands by state and district.

import { area, metres, number } from "../format.js";
import { currentLanguage, has, headed, nameOf, t } from "../i18n.js";
import { h } from "./dom.js";
import { createHow } from "./how.js";
import { perCode, ruleBasis, unitText } from "./rule_words.js";

/**
 * @typedef {{zh: string, en: string}} Words
 * @typedef {{total: number, covered: number, ratio: number, unit: string}} Share
 * @typedef {{in: string, value: number|null, numerator?: number, denominator?: number, verdict: string, why: Words, land?: Share, people?: Share,
 *   facilities: number, inside: number, needed?: number}} Standing
 * @typedef {Standing & {id: string, service: string, name_zh: string, name_en: string, rule: any, metric: string, condition?: Words, radius_m?: number, unit: string,
 *   denominator_of: {id: string, name: Words, demand?: string, named: boolean}, target: Words, formula: Words, states: Standing[], districts: Standing[]}} Row
 */

/** @param {number} ratio */
const share = (ratio) => `${number(100 * ratio, 2)}\u202f%`;

/** Writes units as they stand in a sentence. @param {string} s */
const tidy = (s) => s.replaceAll("km2", "km²").replaceAll("m2", "m²");

/**
 * Returns what draws a row.
 * @param {import("../main.js").Context} ctx
 * @param {() => {rows: Row[], states: any[], districts: any[]}} card
 */
export function createScoreRow({ settings, data }, card) {
  const how = createHow();
  const pick = (/** @type {Words|undefined} */ text) => tidy(text?.[currentLanguage()] ?? "");

  const valueOf = (/** @type {number|null} */ v, /** @type {string} */ unit) => (v === null ? "–" : unit === "1" ? share(v) : `${number(v, 2)}${unitText(unit)}`);
  const badge = (/** @type {string} */ v) => h("span", { class: `badge ${v === "pass" ? "good" : v === "fail" ? "bad" : ""}`, data: { verdict: v } }, t("verdict." + v));

  /** Land and people side by side, as bars. @param {Row} r */
  const sides = (r) => h("dl", { class: "sides" }, /** @type {[string, Share|undefined][]} */ ([["land", r.land], ["people", r.people]]).filter(([, s]) => s && s.total > 0).map(([side, s]) => {
    const part = /** @type {Share} */ (s), bar = h("span", { class: "own" });
    bar.style.width = `${100 * part.ratio}%`;
    return h("div", { data: { side } }, h("dt", null, side === "land" ? headed(pick(r.denominator_of.name)) : t("score.people")), h("dd", null, share(part.ratio)), h("dd", { class: `bar ${side}`, "aria-hidden": "true" }, bar));
  }));

  /** How the value was computed, and of what. @param {Row} r */
  function computed(r) {
    const of = pick(r.denominator_of.name);
    return [pick(r.formula).replace(/^—$/, ""), r.land && r.numerator !== undefined ? `${area(r.numerator)} ÷ ${area(/** @type {number} */ (r.denominator))}` : "",
      of ? t(r.denominator_of.named ? "score.named" : "score.taken", { of }) : "", r.people ? t("score.people.is") : ""].filter(Boolean);
  }

  /** Rules that answer the same question otherwise, with what they come to. @param {Row} r */
  function otherwise(r) {
    const others = (r.rule.differs_from ?? []).map((/** @type {string} */ id) => card().rows.find((o) => o.rule.id === id)).filter(Boolean);
    return others.length ? h("div", { class: "note otherwise" }, t("score.otherwise"),
      others.map((/** @type {Row} */ o) => h("p", { data: { rule: o.rule.id } }, [o.rule.standard || pick(o.rule.basis), o.radius_m ? metres(o.radius_m) : "", valueOf(o.value, o.unit), t("verdict." + o.verdict)].filter(Boolean).join(" · ")))) : null;
  }

  /** Shows on the map what a row is about. @param {Row} r */
  function mapButton(r) {
    if (!r.radius_m || !r.denominator_of.demand || !(data.get().services ?? []).some((/** @type {any} */ s) => s.service === r.service)) return null;
    const show = () => settings.set({ view: "coverage", service: r.service, radius: r.radius_m, demand: r.denominator_of.demand, gap: 0, facility: "", sites: "" });
    const every = r.condition ? t("score.map.every") : null;
    return h("button", { type: "button", class: "button quiet", data: { act: "map" }, title: every, "aria-label": [t("score.map"), `${nameOf(r)} ${metres(r.radius_m)}`].join(t("colon")), onClick: show }, t("score.map"));
  }

  /** @param {Row} r @param {string} head @param {Standing[]} list @param {any[]} places named as the standings are */
  function table(r, head, list, places) {
    const landed = list.some((s) => s.land), peopled = list.some((s) => s.people);
    return h("table", { class: "table scoretable" }, h("thead", null, h("tr", null, h("th", { scope: "col" }, head), h("th", { scope: "col", class: "num" }, landed ? t("score.land") : t("score.value")),
      peopled ? h("th", { scope: "col", class: "num" }, t("score.people.short")) : null, h("th", { scope: "col", class: "num" }, t("score.sites")), h("th", { scope: "col" }, t("score.verdict")))),
    h("tbody", null, list.map((s, i) => h("tr", { data: { in: s.in } }, h("th", { scope: "row", title: pick(s.why) }, places[i]), h("td", { class: "num" }, valueOf(s.value, r.unit)),
      peopled ? h("td", { class: "num" }, s.people && s.people.total > 0 ? share(s.people.ratio) : "–") : null,
      h("td", { class: "num" }, s.needed === undefined ? number(s.facilities) : t("score.ofneeded", { n: number(s.facilities), needed: number(s.needed) })), h("td", null, badge(s.verdict))))));
  }

  /** States of the plan and districts, drawn when they are first opened. @param {Row} r */
  function apart(r) {
    if (!r.states.length && !r.districts.length) return null;
    const body = h("div", null);
    const draw = () => {
      if (body.firstChild) return;
      const { states, districts } = card();
      if (r.states.length) body.append(table(r, t("score.state"), r.states, states.map((s) => headed(pick(s.name)))));
      if (r.districts.length) body.append(table(r, t("sc.district"), r.districts, districts.map(nameOf)));
    };
    return h("details", { class: "method apart", onToggle: draw }, h("summary", null, t("score.apart")), body);
  }

  return (/** @type {Row} */ r) => {
    const condition = pick(r.condition), name = headed(nameOf(r)), { button, note } = how("score-" + r.id.replace(/[^\w-]+/g, "-"), name, computed(r));
    return h("article", { class: `rulecard ${perCode(r.rule) ? "" : "default"}`, data: { row: r.id, verdict: r.verdict } },
      h("div", { class: "between named" }, h("h4", null, name, condition && !name.includes(condition) ? h("span", { class: "muted" }, ` ${condition}`) : null), badge(r.verdict)),
      h("p", { class: "values" }, h("span", { class: "rulevalue" }, valueOf(r.value, r.unit), button), r.target.en === "—" ? null : h("span", { class: "muted target" }, t("score.target", { target: pick(r.target) }))),
      note, r.land || r.people ? sides(r) : null,
      h("p", { class: "note why" }, headed(pick(r.why)), t("sheet.stop")), ruleBasis(r.rule),
      perCode(r.rule) ? null : h("p", { class: "note" }, r.rule.set ? t("rules.ofset", { id: r.rule.set }) : headed(pick(r.rule.basis)), t("sheet.stop")),
      otherwise(r), apart(r), mapButton(r));
  };
}
