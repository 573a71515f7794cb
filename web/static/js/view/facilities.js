// The facilities of the answer: what each reaches and what only it reaches.

import { amount, number } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { h } from "./dom.js";
import { sortable } from "./table.js";

/** @param {import("../main.js").Context} ctx */
export function createFacilities({ settings, data, showPoint }) {
  const unit = () => data.get().coverage?.demand.unit ?? "m2";
  const value = (/** @type {number} */ v) => (unit() === "m2" ? number(v / 1e4, 1) : number(v));
  const unitName = () => t(unit() === "m2" ? "unit.ha" : unit() === "jobs" ? "unit.jobs" : "unit.people");
  const table = sortable({
    id: "facilities-table",
    columns: () => [
      { key: "name", text: t("fac.name"), cell: (f) => h("button", { type: "button", class: "rowbutton text" }, nameOf(f)) },
      { key: "reach", text: `${t("fac.reach")} ${unitName()}`, number: true, cell: (f) => bar(f) },
      { key: "exclusive", text: `${t("fac.exclusive")} ${unitName()}`, number: true, cell: (f) => value(f.exclusive) },
    ],
    rowKey: (f) => f.id,
    onRow: (f) => {
      const off = settings.get().facility === f.id;
      settings.set({ facility: off ? "" : f.id });
      if (!off) showPoint([f.lon, f.lat]);
    },
    empty: () => t("gap.nofacility"),
  });

  /** @param {import("../types.js").Facility} f */
  function bar(f) {
    const most = Math.max(...data.get().coverage.facilities.map((/** @type {any} */ o) => o.reach), 1);
    const own = h("span", { class: "own" }), all = h("span", { class: "all" }, own);
    all.style.width = `${(100 * f.reach) / most}%`;
    own.style.width = `${f.reach ? (100 * f.exclusive) / f.reach : 0}%`;
    return h("span", { class: "barcell", title: `${t("fac.reach")} ${amount(f.reach, unit())}, ${t("fac.exclusive")} ${amount(f.exclusive, unit())}` }, value(f.reach), h("span", { class: "bar", "aria-hidden": "true" }, all));
  }

  return {
    element: h("div", null, h("p", { class: "note" }, t("fac.note")), table.element),
    update() {
      table.update([...(data.get().coverage?.facilities ?? [])].sort((a, b) => b.reach - a.reach), settings.get().facility || null);
    },
  };
}
