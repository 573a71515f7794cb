// The land-use balance as a table.

import { number } from "../format.js";
import { t } from "../i18n.js";
import { h } from "./dom.js";
import { createLiveHow } from "./how.js";
import { markOf } from "./paint.js";
import { sortable } from "./table.js";

/** @param {import("../main.js").Context} ctx @param {ReturnType<typeof import("./landbook.js").createLandBook>} book */
export function createBalance({ settings, data }, book) {
  const { alone, classes, codeText, lookOf, className, toggle } = book;
  const table = sortable({
    id: "landuse-table", settings,
    columns: () => [
      { key: "code", text: t("lu.code"), cell: (c) => h("span", { class: "codecell" }, book.mark(c.code, "rgba(0,0,0,.18)"), codeText(c.code)) },
      { key: "name_" + (document.documentElement.lang === "en" ? "en" : "zh"), text: t("lu.class"), cell: (c) => h("button", { type: "button", class: "rowbutton text" }, className(c)) },
      { key: "area_m2", text: t("unit.ha"), number: true, cell: (c) => number(c.area_m2 / 1e4, 1) },
      { key: "share", text: "%", number: true, cell: share },
    ],
    rowKey: (c) => c.code,
    onRow: (c) => toggle(c.code),
    empty: () => (data.get().landuse ? t("lu.none") : ""),
  });

  const how = createLiveHow("balance", t("lu.balance"), () => [t("how.balance.area"), t("how.balance.share")]);

  /** @param {any} c */
  function share(c) {
    const most = Math.max(...classes().map((o) => o.share), 1e-9);
    const all = markOf(lookOf(c), undefined, "all");
    all.style.width = `${(100 * c.share) / most}%`;
    return h("span", { class: "barcell land" }, number(c.share_percent ?? c.share * 100, 2), h("span", { class: "bar", "aria-hidden": "true" }, all));
  }

  return {
    element: h("div", null, h("div", { class: "between note" }, h("span", null, t("lu.note")), how.button), how.note, table.element),
    update: () => table.update(classes(), alone() || null),
  };
}
