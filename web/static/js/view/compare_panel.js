// The two scenarios in numbers: the whole, what flows between them, districts, facilities.

import { comparedWords } from "../formula_coverage.js";
import { amount, number, percent, signed } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { changes } from "../kept.js";
import { colorOf, comparison } from "../scenarios.js";
import { choice, fill, h } from "./dom.js";
import { faultParts } from "./fault.js";
import { createHow, createLiveHow } from "./how.js";
import { sortable } from "./table.js";

/** @typedef {import("../scenarios.js").Compared} Compared */

/**
 * @param {import("../main.js").Context} ctx
 * @param {{sides: () => {a: string, b: string}, nameOfSide: (id: string) => string}} parts
 */
export function createPanel({ settings, data, palette, theme, showPoint }, { sides, nameOfSide }) {
  const compared = () => comparison(data.get());
  const unit = () => compared()?.demand.unit ?? "m2";
  const value = (/** @type {number} */ v) => (unit() === "m2" ? number(v / 1e4, 1) : number(v));
  const unitName = () => t(unit() === "m2" ? "unit.ha" : unit() === "jobs" ? "unit.jobs" : "unit.people");
  const delta = (/** @type {number} */ v) => h("span", { class: "delta" }, signed(v, value));

  const modes = h("div", { class: "picker" });
  const whole = h("div", { class: "whole" }), flows = h("div", { class: "flows" }), refused = h("p", { class: "verdict bad", id: "compare-refused", role: "status" });
  const districts = sortable({
    id: "districts-table", settings, rowKey: (d) => d.id || "-",
    columns: () => [
      { key: "label", text: t("sc.district"), cell: (d) => d.label },
      { key: "ratioA", text: "A %", number: true, cell: (d) => percentOnly(d.ratioA) },
      { key: "ratioB", text: "B %", number: true, cell: (d) => percentOnly(d.ratioB) },
      { key: "change", text: `Δ ${unitName()}`, number: true, cell: (d) => delta(d.change) },
    ],
  });
  const facilities = sortable({
    id: "changes-table", settings, rowKey: (f) => `${f.layer}/${f.id}`, onRow: (f) => showPoint([f.lon, f.lat]),
    columns: () => [
      { key: "label", text: t("fac.name"), cell: (f) => h("span", { class: f.change }, h("button", { type: "button", class: "rowbutton text" }, f.label), h("small", null, t("sc.site." + f.change))) },
      { key: "exclusive_a", text: "A", number: true, cell: (f) => (f.change === "added" ? "–" : value(f.exclusive_a)) },
      { key: "exclusive_b", text: "B", number: true, cell: (f) => (f.change === "closed" ? "–" : value(f.exclusive_b)) },
      { key: "change_by", text: `Δ ${unitName()}`, number: true, cell: (f) => delta(f.change_by) },
    ],
    empty: () => t("sc.nochanges"),
  });
  const how = createHow(), facilitiesChanged = changes(); // a step of the radius leaves them as they are
  const [districtHow, facilityHow] = [["districts", "bydistrict"], ["facility", "byfacility"]].map(([id, name]) => createLiveHow(`sc-${id}`, t("sc." + name), () => [t("how.sc." + id)]));
  const districtBlock = h("section", { class: "block tabled" }, h("h2", null, t("sc.bydistrict"), districtHow.button), districtHow.note, districts.element);
  const facilityBlock = h("section", { class: "block tabled" }, h("h2", null, t("sc.byfacility"), facilityHow.button), facilityHow.note, h("p", { class: "note" }, t("sc.byfacility.note")), facilities.element);
  const pane = h("div", { class: "pane" }, refused, h("section", { class: "block" }, whole, flows), districtBlock, facilityBlock);
  const element = h("div", { class: "stack compared" }, modes, pane);

  /** @param {number} ratio */
  const percentOnly = (ratio) => number(ratio * 100, 1);

  function wholeTable() {
    const c = /** @type {Compared & {estimated?: boolean}} */ (compared()), { a, b } = data.get().comparedSides ?? sides();
    const sum = (/** @type {any} */ side) => side.depth.filter((/** @type {any} */ d) => d.k >= 2).reduce((/** @type {number} */ n, /** @type {any} */ d) => n + d.amount, 0);
    const head = (/** @type {string} */ letter, /** @type {string} */ id) => {
      const badge = h("span", { class: "letter", "aria-hidden": "true" }, letter);
      badge.style.backgroundColor = colorOf(id, theme());
      return h("th", { scope: "col", class: "num" }, badge, h("span", { class: "colname", title: nameOfSide(id) }, h("span", { class: "hidden" }, `${letter} `), nameOfSide(id)));
    };
    const row = (/** @type {string} */ name, /** @type {string} */ x, /** @type {string} */ y, /** @type {string} */ z, /** @type {any} */ id) => {
      const { button, note } = how(`sc-${id}`, name, comparedWords(id, c));
      return [h("tr", { data: { key: id } }, h("th", { scope: "row" }, h("span", { class: "withhow" }, name, button)), h("td", { class: "num" }, x), h("td", { class: "num" }, y), h("td", { class: "num" }, h("span", { class: "delta" }, z))), h("tr", { class: "howrow" }, h("td", { colspan: 4 }, note))];
    };
    /** What samples do not say waits for the service. @param {[string, string, string]} words @returns {[string, string, string]} */
    const told = (...words) => (c.estimated ? ["…", "…", "…"] : words);
    fill(whole, h("table", { class: "table", id: "whole-table" }, h("thead", null, h("tr", null, h("td", null), head("A", a), head("B", b), h("th", { scope: "col", class: "num" }, "Δ"))),
      h("tbody", null,
        [
          row(t("sc.ratio"), percent(c.a.ratio), percent(c.b.ratio), signed(c.difference.ratio * 100, (v) => number(v, 2)), "ratio"),
          row(`${t("cov.covered")} ${unitName()}`, value(c.a.covered), value(c.b.covered), signed(c.difference.covered, value), "covered"),
          row(`${t("cov.gap")} ${unitName()}`, value(c.a.gap), value(c.b.gap), signed(c.b.gap - c.a.gap, value), "gap"),
          row(`${t("sc.twice")} ${unitName()}`, ...told(value(sum(c.a)), value(sum(c.b)), signed(sum(c.b) - sum(c.a), value)), "twice"),
          row(t("cov.gaps"), number(c.a.gaps), number(c.b.gaps), signed(c.difference.gaps, (v) => number(v)), "gaps"),
          row(t("fac.title"), ...told(number(c.a.facilities), number(c.b.facilities), signed(c.b.facilities - c.a.facilities, (v) => number(v))), "facilities"),
        ].flat())));
  }

  /** Draws how demand flows from A to B: gained, kept, lost, open. */
  function flowBar() {
    const { difference: d } = /** @type {Compared} */ (compared()), c = palette();
    const parts = [{ key: "gained", size: d.gained, color: c.site }, { key: "kept", size: d.kept, color: c.kept }, { key: "lost", size: d.lost, color: c.mark }, { key: "open", size: d.open, color: c.open }];
    const all = parts.reduce((n, p) => n + p.size, 0) || 1;
    const bar = h("div", { class: "depth", role: "img", "aria-label": parts.map((p) => `${t("sc.change." + p.key)} ${amount(p.size, unit())}`).join(", ") },
      parts.map((p) => {
        const part = h("span", { class: p.key === "gained" ? "part hatched" : "part", title: `${t("sc.change." + p.key)}: ${amount(p.size, unit())}` });
        part.style.flexGrow = String(p.size / all);
        part.style.backgroundColor = p.color;
        part.hidden = p.size <= 0;
        return part;
      }));
    const { button, note } = how("sc-flows", t("sc.flows"), [t("how.sc.flows")]);
    fill(flows, bar, h("p", { class: "between note" }, t("sc.flows"), button), note, h("dl", { class: "facts" }, parts.map((p) => {
      const mark = h("span", { class: p.key === "gained" ? "swatch hatched" : "swatch", "aria-hidden": "true" });
      mark.style.backgroundColor = p.color;
      return [h("dt", null, mark, " ", t("sc.change." + p.key)), h("dd", { id: `flow-${p.key}` }, amount(p.size, unit()))];
    }).flat()));
  }

  return {
    element,
    update() {
      const { mode } = settings.get(), c = compared(), error = data.get().compareError;
      if (modes.dataset.of !== mode) fill(modes, choice({ label: t("sc.mode"), name: "mode", value: mode, onPick: (v) => settings.set({ mode: /** @type {any} */ (v) }), options: [{ value: "swipe", text: t("sc.mode.swipe") }, { value: "change", text: t("sc.mode.change") }] }));
      modes.dataset.of = mode;
      const now = sides(), shown = data.get().comparedSides;
      pane.dataset.stale = String(Boolean(c) && (data.get().compareStale || now.a !== shown?.a || now.b !== shown?.b));
      refused.hidden = !error;
      fill(refused, error ? [t("sc.refused", { why: "" }), ...faultParts(error)] : null);
      for (const block of [whole.parentElement, districtBlock, facilityBlock]) block.hidden = !c;
      if (!c) return;
      facilityBlock.dataset.stale = String(Boolean(c.estimated));
      wholeTable();
      flowBar();
      const ratio = (/** @type {number} */ part, /** @type {number} */ total) => (total > 0 ? part / total : 0);
      districtBlock.hidden = !c.districts.length;
      districts.update(c.districts.map((d) => ({ ...d, label: d.id ? nameOf(d) : t("sc.nodistrict"), ratioA: ratio(d.covered_a, d.total_a), ratioB: ratio(d.covered_b, d.total_b), change: d.covered_b - d.covered_a })), null);
      if (facilitiesChanged([c.facilities, settings.get().sort, c.demand.unit])) facilities.update(c.facilities.map((f) => ({ ...f, label: f.layer === "what-if" && !f.name ? t("site.new", { n: f.id.replace("new-", "") }) : nameOf(f), change_by: f.exclusive_b - f.exclusive_a })), null);
    },
  };
}
