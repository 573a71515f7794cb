// Clearance conflicts: what stands too close to hazardous facilities, and by which rule.

import { request, search } from "../api.js";
import { toWorld } from "../geo/shape.js";
import { metres, number } from "../format.js";
import { currentLanguage, headed, nameOf, t } from "../i18n.js";
import { createAsked, landQuestion } from "./asked.js";
import { fill, h } from "./dom.js";
import { faultParts } from "./fault.js";
import { dot, labeller, pixel } from "./paint.js";
import { ruleBasis } from "./rule_words.js";
import { statesText, word } from "./words.js";

/** @typedef {import("./map.js").Frame} Frame */

/** Pairs listed under one rule. */
const most = 40;

/** @param {import("../main.js").Context} ctx */
export function createClearance({ settings, data, loader, palette, showBox }) {
  const body = h("div", { class: "panebody", id: "clearance" });
  const asked = createAsked(data);
  /** @type {any} */
  let answer = null;
  let chosen = -1;

  /** @param {boolean} opened whether the pane was opened just now */
  async function ask(opened) {
    const s = settings.get(), key = landQuestion(s, data.get());
    if (!key || !asked.due(key, opened)) return;
    chosen = -1;
    try {
      answer = await loader.awaiting("clearance", request("api/conflicts" + search({ area: s.area, ...(s.year ? { year: s.year } : { status: s.status }) })));
      draw();
      data.set({ clearance: answer });
    } catch (error) {
      asked.failed();
      fill(body, h("p", { class: "none" }, faultParts(error)));
    }
  }

  const kinds = (/** @type {string[]} */ list) => list.map((k) => (k === "homes" ? t("clear.homes") : word("kind", k, data.get().services))).join(t("list.and"));

  /** @param {any} pair @param {number} i */
  function pairRow(pair, i) {
    return h("button", { type: "button", class: "pairrow", "aria-pressed": String(i === chosen), data: { pair: i, finding: pair.finding }, onClick: () => show(i) },
      h("b", null, `${nameOf(pair.hazard)} – ${nameOf(pair.exposed)}`),
      h("small", null, t("clear.distance", { d: metres(pair.distance_m), site: metres(pair.site_distance_m) }), pair.short_m > 0 ? t("clear.short", { m: metres(pair.short_m) }) : ""));
  }

  /** Brings a pair into view. @param {number} i */
  function show(i) {
    chosen = chosen === i ? -1 : i;
    const { hazard: a, exposed: b } = answer.pairs[i];
    if (chosen === i) showBox([Math.min(a.lon, b.lon) - 0.002, Math.min(a.lat, b.lat) - 0.002, Math.max(a.lon, b.lon) + 0.002, Math.max(a.lat, b.lat) + 0.002]);
    draw();
    body.querySelector(`[data-pair="${i}"]`)?.focus();
    data.set({ clearance: { ...answer } });
  }

  /** @param {any} c @param {number} k */
  function rule(c, k) {
    const pairs = answer.pairs.map((/** @type {any} */ p, /** @type {number} */ i) => ({ p, i })).filter((/** @type {any} */ x) => x.p.clearance === k);
    const finding = ["conflict", "possible", "undecidable"].find((f) => c.counts[f]);
    return h("section", { class: "rulecard", data: { finding: finding ?? "clear" } },
      h("div", { class: "between" }, h("h3", null, headed(nameOf(c))), h("span", { class: `badge ${finding === "conflict" ? "bad" : finding ? "warn" : c.outcome === "checked" ? "good" : ""}` },
        finding ? `${t("clear." + finding)} ${number(c.counts[finding])}` : c.outcome === "nothing_there" ? t("clear.nohazard") : c.clearance_m === null ? t("clear.nothing", { m: metres(answer.screen_m) }) : t("clear.none"))),
      c.clearance_m === null ? h("p", { class: "muted" }, t("clear.unknown", { m: metres(answer.screen_m) })) : h("p", { class: "rulevalue" }, t("clear.value", { m: metres(c.clearance_m) })),
      ruleBasis(c),
      h("p", { class: "note" }, t("clear.between", { hazards: kinds(c.hazards), exposed: kinds(c.exposed) }), " ", headed(currentLanguage() === "zh" ? c.outcome_zh : c.outcome_en), t("sheet.stop")),
      c.set ? h("p", { class: "note" }, t("rules.ofset", { id: c.set })) : null,
      pairs.slice(0, most).map((/** @type {any} */ x) => pairRow(x.p, x.i)),
      pairs.length > most ? h("p", { class: "note" }, t("report.more", { n: number(pairs.length - most) })) : null);
  }

  function draw() {
    if (!answer) return;
    const n = answer.pairs.filter((/** @type {any} */ p) => p.finding === "conflict").length;
    fill(body, h("p", { class: "sentence" }, n ? t("clear.sentence", { n: number(n) }) : t("clear.sentence.none")), h("p", { class: "note" }, t("clear.about"), " ", t("city.asof", { state: statesText(settings.get()) })),
      answer.clearances.map(rule));
  }

  return {
    element: body,
    /** @param {Set<string>} changed */
    update(changed) {
      if (changed.has("start")) draw();
      ask(changed.has("start"));
    },

    /** Paints each pair as a line from what is hazardous to what is exposed. @param {Frame} f */
    mark(f) {
      const c = palette(), write = labeller(f), g = f.ctx;
      /** @type {{from: [number, number], to: [number, number], words: string}[]} */
      const lines = (answer?.pairs ?? []).map((/** @type {any} */ p) => ({ from: toWorld(p.hazard.lon, p.hazard.lat), to: toWorld(p.exposed.lon, p.exposed.lat), words: metres(p.distance_m) }));
      lines.forEach(({ from, to }, i) => {
        for (const [color, width] of /** @type {[string, number][]} */ ([[c.halo, 6], [c.gap, i === chosen ? 3.4 : 2]])) {
          g.beginPath();
          g.moveTo(...pixel(f, ...from));
          g.lineTo(...pixel(f, ...to));
          g.strokeStyle = color;
          g.lineWidth = width;
          g.stroke();
        }
        dot(f, from, { r: 6, fill: c.gap, halo: c.halo });
        dot(f, to, { r: 6, fill: c.mark, halo: c.halo, hollow: true });
      });
      lines.forEach(({ from, to, words }, i) => {
        if (i === chosen || f.zoom >= 15) write([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], words, { ink: c.ink, halo: c.halo, size: 12.5, weight: 700, dx: 10, align: "left" });
      });
    },
  };
}
