// The coverage view: question and answer on the left, gaps and facilities on the right.

import { questionOf } from "../asked.js";
import { isHousing } from "../codes.js";
import { coverageWords, curveWords } from "../formula_coverage.js";
import { amount, number, perCent, percent, signed, tenths } from "../format.js";
import { nameOf, t, tn } from "../i18n.js";
import { shown } from "../live/live.js";
import { depthColors } from "../palette.js";
import { depthShares } from "../shares.js";
import { createCoverageMap } from "./coverage_map.js";
import { createCurve, endOf, ratioAt } from "./curve.js";
import { choice, fill, h, say, swatch } from "./dom.js";
import { createFacilities } from "./facilities.js";
import { createGaps } from "./gaps.js";
import { bring } from "./module.js";
import { createLiveHow } from "./how.js";
import { createQuestion } from "./question.js";
import { createSiteCard } from "./sitecard.js";
import { createWhatIf } from "./whatif.js";

/** @typedef {import("../main.js").Context} Context */

/** @param {Context} ctx */
export function createCoverage(ctx) {
  const { settings, data, plan, loader } = ctx;
  const question = createQuestion(ctx);
  const curve = createCurve((radius) => settings.set({ radius }));
  const gaps = createGaps(ctx);
  const facilities = createFacilities(ctx);
  const whatIf = createWhatIf(ctx), site = createSiteCard(ctx);
  const sentence = h("p", { class: "sentence", id: "sentence" });
  const ratio = h("output", { class: "big", id: "ratio" });
  const total = h("dd", { id: "total" });
  const depth = h("div", { class: "depth", role: "img" });
  const depthKey = h("ul", { class: "keys" });
  const covered = h("dd", { id: "covered" });
  const gap = h("dd", { id: "gap-amount" });
  const count = h("dd", { id: "gap-count" });
  const hows = /** @type {const} */ (["ratio", "total", "covered", "gap", "gaps", "depth"]).map((what) => createLiveHow(`cov-${what}`, t("cov." + what), () => coverageWords(what, data.get())));
  const [ratioHow, totalHow, coveredHow, gapHow, countHow, depthHow] = hows;
  const curveHow = createLiveHow("curve", t("curve.title"), () => {
    const shape = curveNow();
    return curveWords(data.get().curve, settings.get().radius, shape ? withoutChanges(shape) : null);
  });
  const delta = h("span", { class: "delta", id: "delta" });
  const sure = h("span", { class: "sure", id: "sure", title: t("live.about") });
  const answer = h("section", { class: "block lead answer" }, h("div", { class: "headline" }, ratio, ratioHow.button, sure), ratioHow.note, sentence, delta, depth, h("div", { class: "between" }, depthKey, depthHow.button), depthHow.note);
  const curveNote = h("p", { class: "note" }, t("wi.curve"));
  const left = [
    answer, question.element, whatIf.element,
    h("section", { class: "block" }, h("h2", null, t("curve.title"), curveHow.button), curveHow.note, curve.element, curveNote),
    h("section", { class: "block" }, h("dl", { class: "facts rows" }, fact("total", total, totalHow), fact("covered", covered, coveredHow), fact("gap", gap, gapHow), fact("gaps", count, countHow))),
  ];

  const right = h("div", { class: "stack" });
  const picker = h("div", { class: "picker" });
  const pane = h("div", { class: "pane" });
  right.append(picker, pane, gaps.card, site.element);

  /** Fetched when it is first wanted. @type {{element: any, update: () => void}|null} */
  let districts = null;
  let coming = false;
  show();

  function bringDistricts() {
    if (coming) return;
    coming = true;
    bring(ctx, "districts", import("./districts.js")).then((m) => { districts = m.createDistricts(ctx); show(); }, () => { coming = false; });
  }

  function show() {
    const tab = settings.get().list;
    const n = (/** @type {any[]|undefined} */ list) => (list ? ` ${number(list.length)}` : "");
    const { coverage, gaps: list } = shown(data.get());
    const tables = ["gaps", "facilities", ...((data.get().areas ?? []).some((/** @type {any} */ a) => a.kind === "district") || tab === "districts" ? ["districts"] : [])];
    const of = tab + tables.length;
    if (picker.dataset.of !== of) {
      const focused = picker.contains(document.activeElement);
      fill(picker, choice({ label: t("panel.results"), name: "result", value: tab, onPick: (list) => settings.set({ list: /** @type {any} */ (list) }), options: tables.map((value) => ({ value, text: t("dis.title") })) }));
      if (focused) picker.querySelector("input:checked")?.focus();
      picker.dataset.of = of;
    }
    const [first, second] = picker.querySelectorAll("span");
    say(first, t("gaps.title") + n(list?.features));
    say(second, t("fac.title") + n(coverage && plan.facilities()));
    if (tab === "districts" && !districts) bringDistricts();
    const element = tab === "gaps" ? gaps.element : tab === "facilities" ? facilities.element : districts?.element;
    if (!element || element.parentNode === pane) return;
    fill(pane, element);
    if (tab === "facilities") facilities.update();
    if (tab === "districts") districts?.update();
  }

  function answerNow() {
    const { coverage: c, asked, estimated } = shown(data.get());
    say(sure, c ? t(estimated ? "live.estimated" : "live.confirmed") : "");
    sure.dataset.estimated = String(estimated);
    answer.dataset.stale = String(!c || isStale(asked, settings.get()));
    if (!c) {
      say(ratio, "–");
      for (const e of [sentence, delta, total, covered, gap, count]) say(e, "");
      fill(depth);
      fill(depthKey);
      return;
    }
    const unit = c.demand.unit;
    const demand = t("demand." + demandKey(c.demand) + ".in");
    const service = nameOf({ ...data.get().services.find((/** @type {any} */ s) => s.service === c.service), id: c.service });
    const values = { pct: percent(c.ratio), radius: number(c.radius_m), service, demand, gap: amount(c.gap, unit) };
    say(sentence, c.facilities.length === 0 ? t("cov.sentence.none", values) : c.gap <= 0 ? t("cov.sentence.all", values) : tn("cov.sentence", c.facilities.length, values));
    say(ratio, percent(c.ratio));
    const d = plan.difference();
    say(delta, d ? `${signed(d.ratio * 100, (v) => number(v, 2))}\u00a0${t("unit.points")}` : "");
    say(total, amount(c.demand.total, unit));
    say(covered, amount(c.covered, unit));
    say(gap, amount(c.gap, unit));
    say(count, number(c.gaps.count));
    depth.dataset.stale = depthKey.dataset.stale = String(estimated);
    if (!estimated) depthBar(c); // depths are the service's to say
  }

  /** Returns a number with its name and how it is computed. @param {string} name @param {any} value @param {{button: any, note: any}} how */
  function fact(name, value, how) {
    return h("div", null, h("dt", null, t("cov." + name), how.button), value, h("dd", { class: "whole" }, how.note));
  }

  /** Returns the curve that is drawn: the service's, or the page's own. */
  const curveNow = () => data.get().curve ?? loader.live.model()?.curve(endOf(question.standardRadius(), settings.get().radius));

  /** Returns the ratio at the radius without changes: the answer's, else between the points of the curve. @param {import("../types.js").Curve} of */
  function withoutChanges(of) {
    const { radius, service, sites } = settings.get(), { coverage, baseline } = shown(data.get()), own = sites ? baseline : coverage;
    return own?.radius_m === radius && own.service === service && own.ratio !== null ? own.ratio : ratioAt(of, radius);
  }

  /** @param {import("../types.js").Coverage} c */
  function depthBar(c) {
    const total = c.demand.total || 1;
    const sums = [0, 0, 0, 0];
    for (const { k, amount: value } of c.depth) sums[Math.min(k, 3)] += value;
    const shares = depthShares(sums, tenths(c.ratio ?? 0)), share = (/** @type {number} */ k) => perCent(shares[k] / 10);
    fill(depth, [1, 2, 3, 0].map((k) => {
      const part = h("span", { class: "part", title: `${t("depth." + k)}: ${share(k)}` });
      part.style.flexGrow = String(sums[k] / total);
      part.style.backgroundColor = depthColors[k];
      part.hidden = sums[k] <= 0;
      return part;
    }));
    depth.setAttribute("aria-label", [1, 2, 3, 0].map((k) => `${t("depth." + k)} ${share(k)}`).join(", "));
    fill(depthKey, [1, 2, 3, 0].filter((k) => sums[k] > 0).map((k) =>
      h("li", null, swatch(depthColors[k]), t("depth." + k), h("b", null, share(k)))));
  }

  const map = createCoverageMap(ctx);
  return {
    left, right, map,
    /** @param {Set<string>} changed */
    update(changed) {
      const some = (/** @type {string[]} */ ...keys) => keys.some((key) => changed.has(key));
      question.update();
      if (some("coverage", "gaps", "services", "areas", "service", "area", "demand", "status", "year", "sites", "live", "start")) {
        answerNow(); // of another question, it is marked as of before
        show();
      } else if (some("list")) show();
      const d = plan.difference(), shape = curveNow();
      curve.update(shape, settings.get().radius, question.standardRadius(), shape ? withoutChanges(shape) : 0, d ? shown(data.get()).coverage.ratio : null);
      curveNote.hidden = !d;
      for (const how of [...hows, curveHow]) how.update();
      if (some("gaps", "gap", "coverage", "asked", "gapsAsked", "live", "sort", "seek", "drawn", "schemes", "start")) gaps.update();
      if (settings.get().list === "facilities" && some("coverage", "facility", "sites", "sort", "start")) facilities.update();
      if (settings.get().list === "districts" && some("coverage", "asked", "live", "sites", "sort", "start")) districts?.update();
      if (some("coverage", "baseline", "sites", "proposing", "draftHeld", "live", "start")) whatIf.update();
      if (some("coverage", "facility", "sites", "start")) site.update();
    },
    nextGap: gaps.next,
    curve: curveNow,
    propose: whatIf.toggle,
    drawArea: ctx.drawArea,
    turnSite: site.turn,
    siteHere: site.here,
    focusRadius: question.focus,
    title: () => t("view.coverage"),
    summary: () => [`${ratio.textContent} ${sentence.textContent}`, whatIf.summary(), question.terms()],
  };
}

/** Says whether an answer is to another question, of which only the radius and the sites may differ. @param {any} asked @param {any} now settings */
function isStale(asked, now) {
  const present = /** @type {any} */ (questionOf(now));
  return ["service", "area", "demand", "year", "status"].some((key) => (asked?.[key] || "") !== (present[key] || ""));
}

/** Returns the catalogue's word for a demand. @param {{kind: string, classes?: string[]}} demand */
export function demandKey(demand) {
  if (demand.kind !== "landuse") return demand.kind;
  return isHousing(demand.classes) ? "homes" : "classes";
}
