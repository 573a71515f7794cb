// The rules in force with where they stand and how they are known, and where two answer differently.

import { headed, nameOf, has, t } from "../i18n.js";
import { number } from "../format.js";
import { fill, h } from "./dom.js";
import { evidenceBadge, perCode, ruleBasis, valueText } from "./rule_words.js";
import { word } from "./words.js";

/** @typedef {import("./rule_words.js").Rule} Rule */

/** Rules shown at once. */
const most = 60;

/** @param {string} metric */
const metricName = (metric) => (has("metric." + metric) ? t("metric." + metric) : headed(metric));

/** Says in which case or under which condition a value holds; empty for always. @param {string|undefined} text */
const caseText = (text) => (text ? h("span", { class: "muted" }, ` ${has("case." + text) ? t("case." + text) : text}`) : null);

/** @param {Rule} r */
function ruleCard(r) {
  const values = r.values.length ? r.values.map((v) => h("span", { class: "rulevalue" }, valueText(v, r), caseText(v.case))) : [h("span", { class: "muted" }, has("ruletext." + r.id) ? t("ruletext." + r.id) : r.text || t("rules.novalue"))];
  return h("li", { class: `rulecard ${perCode(r) ? "" : "default"}`, data: { rule: r.id, evidence: r.evidence } },
    h("p", { class: "rulename" }, h("b", null, headed(nameOf({ ...r, id: r.subject }))), h("span", { class: "muted" }, ` ${metricName(r.metric)}`), caseText(r.when)),
    h("p", { class: "values" }, perCode(r) || !r.values.length ? null : h("span", { class: "muted" }, `${t(r.set ? "rules.brought" : "rules.default")} `), values),
    ruleBasis(r), r.set ? h("p", { class: "note" }, t("rules.ofset", { id: r.set })) : null,
    r.source?.length ? h("details", { class: "method" }, h("summary", null, t("rules.source")), r.source.map((s) => h("p", null, s))) : null);
}

/**
 * Returns a question that documents answer differently, their answers side by side.
 * @param {any} c @param {(id: string) => Rule|undefined} ruleOf
 */
export function conflictCard(c, ruleOf) {
  const first = ruleOf(c.rules[0]);
  return h("section", { class: "conflict", data: { conflict: [c.kind, c.metric].join("/") } },
    h("p", { class: "rulename" }, h("b", null, headed(c.kind ? word("kind", c.kind, first ? [{ service: c.kind, name_zh: first.name_zh, name_en: first.name_en }] : []) : nameOf({ ...first, id: c.subject }))), h("span", { class: "muted" }, ` ${metricName(c.metric)}`), caseText(c.when ?? c.case)),
    h("div", { class: "answers" }, c.rules.map((/** @type {string} */ id, /** @type {number} */ i) => {
      const r = ruleOf(id);
      return h("div", { class: "answer1", data: { rule: id } }, h("b", { class: "rulevalue" }, valueText(c.answers[i], r ?? /** @type {any} */ ({}))),
        h("span", null, r?.standard ?? id), r ? evidenceBadge(r) : null, r?.set ? h("small", { class: "muted" }, t("rules.ofset", { id: r.set })) : null);
    })));
}

/** @param {{data: any}} ctx */
export function createRuleList({ data }) {
  let kind = "", text = "", shown = /** @type {any} */ (null);
  const conflicts = h("section", { id: "rule-conflicts" });
  const pick = h("select", { id: "rule-kind", onChange: () => { kind = pick.value; draw(); } });
  const find = h("input", { type: "text", role: "searchbox", id: "rule-find", autocomplete: "off", onInput: () => { text = find.value.trim().toLowerCase(); draw(); } });
  const list = h("ul", { class: "plain", id: "rule-list" });
  const count = h("p", { class: "note", role: "status" });
  const element = h("div", null, conflicts,
    h("h3", null, t("rules.all")),
    h("div", { class: "field" }, h("label", { for: "rule-kind" }, t("q.service")), pick),
    h("div", { class: "field" }, h("label", { for: "rule-find" }, t("rules.find")), find),
    count, list);

  const kindName = (/** @type {string} */ k) => word("kind", k, data.get().services ?? []);
  const fits = (/** @type {Rule} */ r) => (!kind || r.kinds.includes(kind)) &&
    (!text || [r.id, r.name_zh, r.name_en, r.standard, r.clause, metricName(r.metric), ...r.kinds.map(kindName)].some((s) => s?.toLowerCase().includes(text)));

  function draw() {
    const found = /** @type {Rule[]} */ (shown.rules).filter(fits);
    count.textContent = t("rules.found", { n: number(found.length), all: number(shown.rules.length) });
    fill(list, found.slice(0, most).map(ruleCard), found.length > most ? h("li", { class: "note" }, t("report.more", { n: number(found.length - most) })) : null);
  }

  return {
    element,
    /** @param {any} standards as the service answers @param {string} service kind to begin with */
    update(standards, service) {
      const first = !shown;
      shown = standards;
      const kinds = [...new Set(/** @type {Rule[]} */ (shown.rules).flatMap((r) => r.kinds))].sort((a, b) => kindName(a).localeCompare(kindName(b)));
      if (first && kinds.includes(service)) kind = service;
      fill(pick, h("option", { value: "" }, t("rules.everykind")), kinds.map((k) => h("option", { value: k }, kindName(k))));
      pick.value = kind;
      const by = new Map(shown.rules.map((/** @type {Rule} */ r) => [r.id, r]));
      fill(conflicts, h("h3", null, t("rules.conflicts", { n: number(shown.conflicts.length) })), shown.conflicts.length ? h("p", { class: "note" }, t("rules.conflicts.about")) : h("p", { class: "note" }, t("rules.noconflict")),
        shown.conflicts.map((/** @type {any} */ c) => conflictCard(c, (id) => by.get(id))));
      draw();
    },
  };
}
