// The scorecard: every service against its rules, per code and by default apart, with what decides each. Of each service the verdicts are seen at once, its rows when it is opened.

import { request, search } from "../api.js";
import { number } from "../format.js";
import { has, t } from "../i18n.js";
import { createAsked, landQuestion } from "./asked.js";
import { choice, fill, h, say } from "./dom.js";
import { faultParts } from "./fault.js";
import { createScoreRow } from "./score_row.js";
import { statesText, word } from "./words.js";

/** @typedef {import("./score_row.js").Row} Row */

const verdicts = ["fail", "pass", "undecidable"];

/** @param {import("../main.js").Context} ctx */
export function createScorecard(ctx) {
  const { settings, data, loader } = ctx;
  const sentence = h("p", { class: "sentence" }), about = h("div", { id: "score-about" });
  const filter = h("div", { class: "field", id: "score-filter" }), list = h("div", { id: "score-rows" });
  const row = createScoreRow(ctx, () => /** @type {any} */ (card));
  const asked = createAsked(data);
  /** Services opened where all are listed, and closed where those of one verdict are. @type {Set<string>} */
  let turned = new Set();
  const all = h("button", { type: "button", class: "chip", id: "score-all", onClick: turnAll });
  const element = h("div", { class: "panebody", id: "scorecard" }, sentence, about, filter, all, list);
  all.hidden = true;
  /** @type {any} */
  let card = null;

  /** @param {boolean} opened whether the pane was opened just now */
  async function ask(opened) {
    const s = settings.get(), key = landQuestion(s, data.get(), [data.get().services]);
    if (!key || !asked.due(key, opened)) return;
    try {
      card = await loader.awaiting("scorecard", request("api/scorecard" + search({ area: s.area, ...(s.year ? { year: s.year } : { status: s.status }) })));
      draw();
    } catch (error) {
      asked.failed();
      card = null;
      for (const part of [sentence, about, filter]) fill(part);
      all.hidden = true;
      fill(list, h("p", { class: "none" }, faultParts(error)));
    }
  }

  const counted = (/** @type {string} */ key, /** @type {any} */ c) => t(key, { n: number(c.pass + c.fail + c.undecidable), pass: number(c.pass), fail: number(c.fail), open: number(c.undecidable) });
  const some = (/** @type {any} */ c) => c.pass + c.fail + c.undecidable > 0;

  function drawFilter() {
    const rows = /** @type {Row[]} */ (card.rows), count = (/** @type {string} */ v) => number(v ? rows.filter((r) => r.verdict === v).length : rows.length);
    const focused = filter.contains(document.activeElement);
    fill(filter, choice({ label: t("score.filter"), name: "verdict", value: settings.get().verdict, onPick: (verdict) => settings.set({ verdict: /** @type {any} */ (verdict) }),
      options: ["", ...verdicts].map((v) => ({ value: v, text: `${t(v ? "verdict." + v : "score.all")} ${count(v)}` })) }));
    if (focused) filter.querySelector("input:checked")?.focus();
  }

  /** Names the service of rows; a rule about none by what it is of. @param {Row} first */
  const heading = (first) => (has("score.of." + first.service) ? t("score.of." + first.service) : word("kind", first.service, [...(data.get().services ?? []), first]));

  /** @returns {HTMLDetailsElement[]} */
  const folds = () => [...list.querySelectorAll("details.service")];

  /** Says what the button does that opens or closes all. */
  function nameAll() {
    const shut = folds().some((fold) => !fold.open);
    say(all, t(shut ? "score.openall" : "score.closeall"));
    all.hidden = !folds().length;
  }

  function turnAll() {
    const open = folds().some((fold) => !fold.open);
    for (const fold of folds()) fold.open = open;
  }

  /** Returns the rows of a service under its name and verdicts. @param {Row[]} rows */
  function service(rows) {
    const { service: id } = rows[0], { verdict } = settings.get();
    const counts = verdicts.map((v) => ({ v, n: rows.filter((r) => r.verdict === v).length })).filter(({ n }) => n);
    const fold = h("details", { class: "service", data: { service: id }, open: turned.has(id) !== Boolean(verdict), onToggle: () => {
      if (fold.open === Boolean(verdict)) turned.delete(id);
      else turned.add(id);
      nameAll();
    } }, h("summary", null, h("h3", null, heading(rows[0])), counts.map(({ v, n }) => h("span", { class: `badge ${v === "pass" ? "good" : v === "fail" ? "bad" : ""}` }, `${t("verdict." + v)} ${number(n)}`))), rows.map(row));
    return fold;
  }

  function drawList() {
    /** @type {Map<string, Row[]>} */
    const by = new Map(), wanted = settings.get().verdict;
    for (const r of /** @type {Row[]} */ (card.rows)) if (!wanted || r.verdict === wanted) by.set(r.service, [...(by.get(r.service) ?? []), r]);
    fill(list, [...by.values()].map((rows) => service(rows)),
      by.size ? null : h("p", { class: "none" }, t("score.none")),
      card.not_scored.length && !wanted ? h("p", { class: "note" }, t("score.unscored", { n: number(card.not_scored.length) })) : null);
    nameAll();
  }

  function draw() {
    say(sentence, counted("score.percode", card.per_code));
    fill(about, some(card.by_default) ? h("p", { class: "note" }, counted("score.default", card.by_default)) : null, some(card.by_user) ? h("p", { class: "note" }, counted("score.user", card.by_user)) : null,
      h("p", { class: "note" }, t("city.asof", { state: statesText(settings.get()) })));
    drawFilter();
    drawList();
  }

  return {
    element,
    /** @param {Set<string>} changed */
    update(changed) {
      if (changed.has("verdict")) turned = new Set();
      if (card && (changed.has("start") || changed.has("verdict"))) draw();
      ask(changed.has("start"));
    },
  };
}
