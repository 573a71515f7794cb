// The answer by district, beside the map.

import { byDistrict } from "../districts.js";
import { number, percent, signed } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { latest } from "../latest.js";
import { shown } from "../live/live.js";
import { h } from "./dom.js";
import { createLiveHow } from "./how.js";
import { sortable } from "./table.js";

export { byDistrict }; // a module that is fetched later is imported in no other way

/** @param {import("../main.js").Context} ctx */
export function createDistricts({ settings, data, loader, showBox }) {
  /** @type {{of: string, rows: import("../districts.js").DistrictRow[], failed?: boolean}|null} */
  let found = null;
  let wanted = "";

  const unit = () => found?.rows[0]?.unit ?? "m2";
  const value = (/** @type {number} */ v) => (unit() === "m2" ? number(v / 1e4, 1) : number(v));
  const unitName = () => t(unit() === "m2" ? "unit.ha" : unit() === "jobs" ? "unit.jobs" : "unit.people");
  const table = sortable({
    id: "by-district", settings,
    columns: () => [
      { key: "label", text: t("sc.district"), cell: (d) => (d.id ? h("button", { type: "button", class: "rowbutton text" }, d.label) : d.label) },
      { key: "total", text: `${t("dis.total")} ${unitName()}`, number: true, cell: (d) => value(d.total) },
      { key: "gap", text: `${t("cov.gap")} ${unitName()}`, number: true, cell: (d) => value(d.gap) },
      { key: "ratio", text: t("sc.ratio"), number: true, cell: (d) => (d.ratio === null ? "–" : percent(d.ratio)) },
      (found?.rows ?? []).some((d) => d.ratio_change !== undefined) && { key: "ratio_change", text: "Δ", number: true, cell: (d) => (d.ratio_change == null ? "–" : h("span", { class: "delta" }, signed(d.ratio_change * 100, (v) => number(v, 1)))) },
    ],
    rowKey: (d) => d.id || "-",
    onRow: (d) => {
      const box = (data.get().areas ?? []).find((/** @type {any} */ a) => a.id === d.id)?.bbox;
      if (box) showBox(box);
    },
    empty: () => (!found ? "" : t(found.failed ? "dis.missing" : "dis.none")),
  });

  const ask = latest(
    (/** @type {{key: string, q: any}} */ { q }, signal) => loader.awaiting("districts", byDistrict(q, data.get(), signal)),
    (rows, { key }) => { found = { of: key, rows }; draw(); },
    (_, { key }) => { found = { of: key, rows: [], failed: true }; wanted = ""; draw(); },
  );

  function draw() {
    const stale = String(shown(data.get()).estimated || found?.of !== wanted);
    if (table.element.dataset.stale !== stale) table.element.dataset.stale = stale;
    how.update();
    table.update((found?.rows ?? []).map((d) => ({ ...d, label: d.id ? nameOf(d) : t("sc.nodistrict") })), null);
  }

  const how = createLiveHow("by-district", t("dis.title"), () => [t("how.dis"), t("how.sc.delta.sites")]);
  return {
    element: h("div", null, h("div", { class: "between note" }, h("span", null, t("dis.note")), how.button), how.note, table.element),
    update() {
      const { asked, coverage } = data.get(), key = coverage ? JSON.stringify([asked, coverage.layers]) : "";
      if (key && key !== wanted) {
        wanted = key;
        ask({ key, q: asked }, false);
      }
      draw();
    },
  };
}
