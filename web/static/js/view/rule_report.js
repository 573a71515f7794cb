// The report of a rule file that was checked: what it holds, or where it is wrong.

import { number } from "../format.js";
import { has, t, tn } from "../i18n.js";
import { h } from "./dom.js";
import { conflictCard } from "./rule_list.js";

/**
 * Says what a file holds, how its rules are known, and whom they contradict.
 * @param {{rules: number, documents: {id: string}[], evidence: Record<string, number>, conflicts: any[], conflicting: any[]}} found
 * @param {any} known the rules in force
 */
export function checkWords(found, known) {
  const by = new Map([...(known?.rules ?? []), ...found.conflicting].map((r) => [r.id, r]));
  return [
    h("p", null, tn("rules.holds", found.rules, { documents: found.documents.map((d) => d.id).join(t("list.and")) })),
    h("dl", { class: "facts" }, Object.entries(found.evidence).flatMap(([evidence, n]) => [h("dt", null, t("evidence." + evidence)), h("dd", null, number(n))])),
    h("p", { class: "note" }, found.evidence.verbatim === found.rules ? t("rules.allseen") : t("rules.notseen")),
    found.conflicts.length ? h("h4", null, t("rules.wouldconflict", { n: number(found.conflicts.length) })) : h("p", { class: "note" }, t("rules.noconflict")),
    ...found.conflicts.map((c) => conflictCard(c, (id) => by.get(id))),
  ];
}

/** Says where a file is wrong: rule, field, or line and column. @param {{status: number, message: string, document?: any}} error */
export function refusal(error) {
  if (error.status === 0) return h("p", { class: "bad" }, t("error.offline"));
  const d = error.document ?? {}, at = /^\/(rules|documents)\/(\d+)(?:\/(.+))?$/.exec(d.path ?? ""), place = /line (\d+), column (\d+)/.exec(d.detail ?? "");
  const where = at ? t("rules.at." + at[1], { n: number(Number(at[2]) + 1), field: at[3] ?? "–" }) : place ? t("report.at", { line: place[1], column: place[2] }) : "";
  const field = at?.[3] ?? "", why = has("rulefault." + field) ? t("rulefault." + field) : at ? t("rulefault") : t(error.status === 413 ? "rulefault.size" : "rulefault.form");
  return [
    h("p", { class: "bad" }, t("rules.refused")),
    h("p", null, h("b", null, [where, why].filter(Boolean).join(t("colon")))),
    h("p", { class: "muted", lang: "en" }, error.message),
  ];
}
