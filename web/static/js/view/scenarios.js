// The scenarios view: the list on the left, two states on the map, their numbers on the right.

import { metres, number, percent, signed } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { comparison, now, sidesOf, today } from "../scenarios.js";
import { demandKey } from "./coverage.js";
import { createCompareMap } from "./compare_map.js";
import { createPanel } from "./compare_panel.js";
import { createCompareRadius } from "./compare_radius.js";
import { h, say } from "./dom.js";
import { createDraftList } from "./draft_list.js";
import { createActions } from "./scenario_actions.js";
import { createList } from "./scenario_list.js";
import { createSave } from "./scenario_save.js";
import { createSwipe } from "./swipe.js";
import { createToast } from "./toast.js";

/** @typedef {import("../scenarios.js").Scenario} Scenario */

/** @param {import("../main.js").Context} ctx */
export function createScenarios(ctx) {
  const { settings, data, loader } = ctx;
  const sides = () => sidesOf(/** @type {any} */ (settings.get()), data.get().scenarios);
  const find = (/** @type {string} */ id) => /** @type {Scenario|undefined} */ ((data.get().scenarios ?? []).find((/** @type {Scenario} */ s) => s.id === id));
  const nameOfSide = (/** @type {string} */ id) => (id === today ? t("sc.today") : id === now ? t("sc.now") : nameOf({ id, name: find(id)?.name }));

  /** Says what a question asks, in a few words. @param {any} q */
  function describe(q) {
    const service = (data.get().services ?? []).find((/** @type {any} */ s) => s.service === q.service);
    const [kind, classes = ""] = String(q.demand || "land").split(":"), demand = demandKey({ kind, classes: classes.split(",") });
    return [headed(nameOf({ ...service, id: q.service })), metres(q.radius ?? service?.radius_m), demand === "classes" ? classes : t("demand." + demand), q.year ? String(q.year) : ""].filter(Boolean).join(" · ");
  }

  const toast = createToast(), swipe = createSwipe((percent) => settings.set({ swipe: percent }));
  const over = h("div", { class: "compare-over" }, swipe.element, toast.element);
  const actions = createActions(ctx, toast.say);
  const list = createList(ctx, { sides, actions, describe }), save = createSave(ctx, { actions, describe }), drafts = createDraftList(ctx, { actions, toast: toast.say });
  const radius = createCompareRadius(ctx), panel = createPanel(ctx, { sides, nameOfSide, pick: radius.set });
  const big = h("output", { class: "big", id: "compare-ratio" }), delta = h("span", { class: "delta", id: "compare-delta" });
  const sentence = h("p", { class: "sentence", id: "compare-sentence" });
  const sure = h("span", { class: "sure", id: "compare-sure", title: t("live.about") });
  const lead = h("section", { class: "block lead answer" }, h("div", { class: "headline" }, big, delta, sure), sentence);
  const map = createCompareMap(ctx, { sides, nameOfSide, questionOf: loader.scenarios.questionOf });

  /** Says whether the answer is at other radii than those asked for. */
  function staleRadii() {
    const asked = loader.scenarios.sidesNow().radii, { radii } = data.get().comparedSides ?? { radii: asked };
    return asked.a !== radii.a || asked.b !== radii.b;
  }

  function answerNow() {
    const c = comparison(data.get()), shown = data.get().comparedSides;
    const { a, b } = sides();
    lead.dataset.stale = String(Boolean(c) && (b !== shown?.b || a !== shown?.a || (!c?.estimated && staleRadii())));
    big.parentElement.hidden = !c;
    say(sure, c ? t(c.estimated ? "live.estimated" : "live.confirmed") : "");
    sure.dataset.estimated = String(Boolean(c?.estimated));
    if (!c || !shown) return say(sentence, data.get().compareError ? t("sc.refused.short") : b ? t("sc.loading") : t("sc.intro"));
    say(big, percent(c.b.ratio));
    say(delta, `${signed(c.difference.ratio * 100, (v) => number(v, 2))}\u00a0${t("unit.points")}`);
    const service = nameOf({ ...(data.get().services ?? []).find((/** @type {any} */ s) => s.service === c.b.service), id: c.b.service });
    const change = c.difference.ratio > 0 ? "more" : c.difference.ratio < 0 ? "less" : "same";
    say(sentence, t(`sc.sentence.${change}`, { a: nameOfSide(shown.a), b: nameOfSide(shown.b), pct: percent(c.b.ratio), demand: t(`demand.${demandKey(c.demand)}.in`), service, radius: number(c.b.radius_m), points: number(Math.abs(c.difference.ratio) * 100, 2) }));
  }

  return {
    left: [lead, radius.element, list.element, save.element, drafts.element], right: panel.element, over, map,
    /** @param {Set<string>} changed */
    update(changed) {
      const some = (/** @type {string[]} */ ...keys) => keys.some((key) => changed.has(key));
      const { swipe: at, mode } = settings.get(), { a, b } = data.get().comparedSides ?? sides();
      swipe.element.hidden = mode !== "swipe" || !data.get().compared;
      swipe.update(at, { a: nameOfSide(a), b: b ? nameOfSide(b) : "–" });
      if (some("start", "theme", "compared", "comparedSides", "compareError", "scenarios", "a", "b", "mode", "services", "busy", "sort", "compareLive", "compareStands", "radius", "reach")) {
        answerNow();
        panel.update();
      }
      if (some("start", "theme", "compared", "scenarios", "briefs", "a", "b", "sites", "edit", "services", "error")) list.update();
      if (some("start", "scenarios", "a", "b", "sites", "services", "radius", "reach")) radius.update();
      if (some("start", "scenarios", "scenarioBusy", "sites", "edit", "services", "drawn", "radius")) save.update();
      drafts.update(changed);
    },
    focusRadius: radius.focus,
    title: () => t("view.scenarios"),
    summary: () => [data.get().compared ? `${delta.textContent} · ${sentence.textContent}` : ""],
  };
}
