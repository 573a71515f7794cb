// The two scenarios in numbers: the whole, what flows between them, districts, facilities.

import { number, signed } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { changes } from "../kept.js";
import { comparison } from "../scenarios.js";
import { createCurves } from "./compare_curves.js";
import { createFlows, createWhole } from "./compare_whole.js";
import { choice, fill, h } from "./dom.js";
import { faultParts } from "./fault.js";
import { createLiveHow } from "./how.js";
import { sortable } from "./table.js";

/** @typedef {import("../scenarios.js").Compared} Compared */

/**
 * @param {import("../main.js").Context} ctx
 * @param {{sides: () => {a: string, b: string}, nameOfSide: (id: string) => string, pick: (radius: number) => void}} parts pick compares at a radius
 */
export function createPanel({ settings, data, palette, theme, showPoint }, { sides, nameOfSide, pick }) {
  const compared = () => comparison(data.get());
  const unit = () => compared()?.demand.unit ?? "m2";
  const value = (/** @type {number} */ v) => (unit() === "m2" ? number(v / 1e4, 1) : number(v));
  const unitName = () => t(unit() === "m2" ? "unit.ha" : unit() === "jobs" ? "unit.jobs" : "unit.people");
  const delta = (/** @type {number} */ v) => h("span", { class: "delta" }, signed(v, value));

  const modes = h("div", { class: "picker" });
  const parts = { now: () => /** @type {Compared} */ (compared()), unit, unitName, value }, comparedSides = () => data.get().comparedSides ?? sides();
  const whole = createWhole({ theme }, { ...parts, sides: comparedSides, nameOfSide }), flows = createFlows({ palette }, parts), curves = createCurves({ theme, palette, data }, { sides: comparedSides, pick });
  const refused = h("p", { class: "verdict bad", id: "compare-refused", role: "status" });
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
  const facilitiesChanged = changes(); // a step of the radius leaves them as they are
  const [districtHow, facilityHow] = [["districts", "bydistrict"], ["facility", "byfacility"]].map(([id, name]) => createLiveHow(`sc-${id}`, t("sc." + name), () => [t("how.sc." + id)]));
  const districtBlock = h("section", { class: "block tabled" }, h("h2", null, t("sc.bydistrict"), districtHow.button), districtHow.note, districts.element);
  const facilityBlock = h("section", { class: "block tabled" }, h("h2", null, t("sc.byfacility"), facilityHow.button), facilityHow.note, h("p", { class: "note" }, t("sc.byfacility.note")), facilities.element);
  const pane = h("div", { class: "pane" }, refused, h("section", { class: "block" }, whole.element, flows.element), curves.element, districtBlock, facilityBlock);
  const element = h("div", { class: "stack compared" }, modes, pane);

  /** @param {number} ratio */
  const percentOnly = (ratio) => number(ratio * 100, 1);

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
      for (const block of [whole.element.parentElement, curves.element, districtBlock, facilityBlock]) block.hidden = !c;
      if (!c) return;
      facilityBlock.dataset.stale = String(Boolean(c.estimated));
      whole.update();
      flows.update();
      curves.update();
      const ratio = (/** @type {number} */ part, /** @type {number} */ total) => (total > 0 ? part / total : 0);
      districtBlock.hidden = !c.districts.length;
      districts.update(c.districts.map((d) => ({ ...d, label: d.id ? nameOf(d) : t("sc.nodistrict"), ratioA: ratio(d.covered_a, d.total_a), ratioB: ratio(d.covered_b, d.total_b), change: d.covered_b - d.covered_a })), null);
      if (facilitiesChanged([c.facilities, settings.get().sort, c.demand.unit])) facilities.update(c.facilities.map((f) => ({ ...f, label: f.layer === "what-if" && !f.name ? t("site.new", { n: f.id.replace("new-", "") }) : nameOf(f), change_by: f.exclusive_b - f.exclusive_a })), null);
    },
  };
}
