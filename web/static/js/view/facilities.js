// The facilities of the answer: what each reaches and what only it reaches.

import { facilityColumnWords } from "../formula_coverage.js";
import { amount, number } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { h } from "./dom.js";
import { createLiveHow } from "./how.js";
import { sortable } from "./table.js";

/** @param {import("../main.js").Context} ctx */
export function createFacilities({ settings, data, plan, showPoint }) {
  const unit = () => data.get().coverage?.demand.unit ?? "m2";
  const value = (/** @type {number} */ v) => (unit() === "m2" ? number(v / 1e4, 1) : number(v));
  const unitName = () => t(unit() === "m2" ? "unit.ha" : unit() === "jobs" ? "unit.jobs" : "unit.people");
  const table = sortable({
    id: "facilities-table", settings,
    columns: () => [
      { key: "label", text: t("fac.name"), cell: (f) => h("span", { class: f.change }, h("button", { type: "button", class: "rowbutton text" }, f.label)) },
      { key: "reach", text: `${t("fac.reach")} ${unitName()}`, number: true, cell: (f) => bar(f) },
      { key: "exclusive", text: `${t("fac.exclusive")} ${unitName()}`, number: true, cell: (f) => value(f.exclusive) },
      { key: "change", text: t("wi.title"), cell: (f) => turn(f) },
    ],
    rowKey: (f) => f.key,
    onRow: (f) => {
      const off = settings.get().facility === f.key;
      settings.set({ facility: off ? "" : f.key });
      if (!off) showPoint([f.lon, f.lat]);
    },
    empty: () => t("gap.nofacility"),
  });

  /** Returns the button that closes a facility, opens it again, or takes a proposed one away. @param {any} f */
  function turn(f) {
    const does = f.change === "closed" ? "reopen" : f.change === "added" ? "remove" : "close";
    return h("button", { type: "button", class: "tool small turn", "aria-label": `${t("site." + does)}: ${f.label}`, title: t("site." + does), onClick: (/** @type {Event} */ e) => {
      e.stopPropagation();
      if (does === "close") plan.close(f.facility);
      else plan.restore(f.key);
    } }, does === "reopen" ? "↺" : "×");
  }

  /** @param {import("../types.js").Facility} f */
  function bar(f) {
    const most = Math.max(...(data.get().coverage?.facilities ?? []).map((/** @type {any} */ o) => o.reach), 1);
    const own = h("span", { class: "own" }), all = h("span", { class: "all" }, own);
    all.style.width = `${(100 * f.reach) / most}%`;
    own.style.width = `${f.reach ? (100 * f.exclusive) / f.reach : 0}%`;
    return h("span", { class: "barcell", title: `${t("fac.reach")} ${amount(f.reach, unit())}, ${t("fac.exclusive")} ${amount(f.exclusive, unit())}` }, value(f.reach), h("span", { class: "bar", "aria-hidden": "true" }, all));
  }

  /** Returns the rows: facilities by what they reach. */
  const list = () => plan.facilities().map((f) => ({ ...f.facility, ...f, label: siteName(f) })).sort((a, b) => b.reach - a.reach);

  const how = createLiveHow("facility-columns", t("fac.title"), () => facilityColumnWords(unitName()));
  return {
    element: h("div", null, h("div", { class: "between note" }, h("span", null, t("fac.note")), how.button), how.note, table.element),
    update() {
      how.update();
      table.update(list(), settings.get().facility || null);
    },
  };
}

/** Names a facility of the list; a proposed one by its number. @param {import("../plan.js").Changed} f */
export const siteName = (f) => (f.change === "added" ? t("site.new", { n: f.key.replace("new-", "") }) : nameOf(f.facility));
