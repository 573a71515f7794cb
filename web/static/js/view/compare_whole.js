// The two scenarios as wholes: a table of both and what is between them, and how demand flows from one to the other.
// Both follow a slider: only words and widths that are others are written.

import { comparedWords } from "../formula_coverage.js";
import { amount, number, percent, signed } from "../format.js";
import { t } from "../i18n.js";
import { changes } from "../kept.js";
import { colorOf } from "../scenarios.js";
import { gained } from "./compare_map.js";
import { fill, h, mark, say } from "./dom.js";
import { createLiveHow } from "./how.js";
import { hatchOn } from "./paint.js";

/** @typedef {import("../scenarios.js").Compared & {estimated?: boolean}} Compared */
/** @typedef {{a: string, b: string}} Sides */
/** @typedef {Parameters<typeof comparedWords>[0]} RowId */
/** @typedef {{now: () => Compared, unit: () => string, unitName: () => string, value: (v: number) => string}} Parts now: the comparison shown */

/** Demand that is reached twice or more. @param {import("../scenarios.js").Side} side */
const twice = (side) => side.depth.filter((d) => d.k >= 2).reduce((n, d) => n + d.amount, 0);

/**
 * @param {Pick<import("../main.js").Context, "theme">} ctx
 * @param {Parts & {sides: () => Sides, nameOfSide: (id: string) => string}} parts
 */
export function createWhole({ theme }, { now, unitName, value, sides, nameOfSide }) {
  const head = h("thead", null), body = h("tbody", null);
  const element = h("div", { class: "whole" }, h("table", { class: "table", id: "whole-table" }, head, body));
  const headChanged = changes(), rowsChanged = changes();
  /** @type {{id: RowId, cells: any[], how: ReturnType<typeof createLiveHow>}[]} */
  let rows = [];

  /** Returns what each row says of A, of B and of the change; what samples do not say waits for the service. @returns {[RowId, string, [string, string, string]][]} id, name and words */
  function told() {
    const c = now(), { a, b, difference: d } = c, unit = unitName(), unsaid = /** @type {[string, string, string]} */ (["…", "…", "…"]);
    return [
      ["ratio", t("sc.ratio"), [percent(a.ratio), percent(b.ratio), signed(d.ratio * 100, (v) => number(v, 2))]],
      ["covered", `${t("cov.covered")} ${unit}`, [value(a.covered), value(b.covered), signed(d.covered, value)]],
      ["gap", `${t("cov.gap")} ${unit}`, [value(a.gap), value(b.gap), signed(b.gap - a.gap, value)]],
      ["twice", `${t("sc.twice")} ${unit}`, c.estimated ? unsaid : [value(twice(a)), value(twice(b)), signed(twice(b) - twice(a), value)]],
      ["gaps", t("cov.gaps"), [number(a.gaps), number(b.gaps), signed(d.gaps, (v) => number(v))]],
      ["facilities", t("fac.title"), c.estimated ? unsaid : [number(a.facilities), number(b.facilities), signed(b.facilities - a.facilities, (v) => number(v))]],
    ];
  }

  /** @param {string} letter @param {string} id */
  function column(letter, id) {
    const badge = h("span", { class: "letter", "aria-hidden": "true" }, letter);
    badge.style.backgroundColor = colorOf(id, theme());
    return h("th", { scope: "col", class: "num" }, badge, h("span", { class: "colname", title: nameOfSide(id) }, h("span", { class: "hidden" }, `${letter} `), nameOfSide(id)));
  }

  /** @param {RowId} id @param {string} name */
  function row(id, name) {
    const how = createLiveHow(`sc-${id}`, name, () => comparedWords(id, now())), was = rows.find((r) => r.id === id)?.how;
    if (was && !was.note.hidden) how.button.click(); // what was open stays open
    return { id, how, name, cells: [h("td", { class: "num" }), h("td", { class: "num" }), h("span", { class: "delta" })] };
  }

  return {
    element,
    update() {
      const { a, b } = sides(), all = told();
      if (headChanged([a, b, nameOfSide(a), nameOfSide(b), theme()])) fill(head, h("tr", null, h("td", null), column("A", a), column("B", b), h("th", { scope: "col", class: "num" }, "Δ")));
      if (rowsChanged(all.map(([, name]) => name))) {
        const made = all.map(([id, name]) => row(id, name));
        fill(body, made.flatMap(({ id, how, name, cells: [x, y, z] }) => [
          h("tr", { data: { key: id } }, h("th", { scope: "row" }, h("span", { class: "withhow" }, name, how.button)), x, y, h("td", { class: "num" }, z)),
          h("tr", { class: "howrow" }, h("td", { colspan: 4 }, how.note))]));
        rows = made;
      }
      rows.forEach(({ cells, how }, i) => {
        cells.forEach((cell, k) => say(cell, all[i][2][k]));
        how.update();
      });
    },
  };
}

/** @param {Pick<import("../main.js").Context, "palette">} ctx @param {Parts} parts */
export function createFlows({ palette }, { now, unit }) {
  const keys = /** @type {const} */ (["gained", "kept", "lost", "open"]);
  const parts = keys.map((key) => ({
    key, part: h("span", { class: "part" }),
    mark: h("span", { class: "swatch", "aria-hidden": "true" }), amount: h("dd", { id: `flow-${key}` }),
  }));
  const colored = changes();
  const bar = h("div", { class: "depth", role: "img" }, parts.map((p) => p.part)), how = createLiveHow("sc-flows", t("sc.flows"), () => [t("how.sc.flows")]);
  const element = h("div", { class: "flows" }, bar, h("p", { class: "between note" }, t("sc.flows"), how.button), how.note,
    h("dl", { class: "facts" }, parts.flatMap((p) => [h("dt", null, p.mark, " ", t("sc.change." + p.key)), p.amount])));

  /** Gives the parts the colours they have on the map. @param {import("../palette.js").Palette} c */
  function color(c) {
    const colors = { gained: c.site, kept: c.kept, lost: c.mark, open: c.open };
    for (const p of parts) for (const element of [p.part, p.mark]) {
      element.style.backgroundColor = colors[p.key];
      if (p.key === "gained") hatchOn(element, gained(c));
    }
  }

  return {
    element,
    update() {
      const { difference: d } = now(), c = palette();
      if (colored([c])) color(c);
      const all = keys.reduce((n, key) => n + d[key], 0) || 1, words = keys.map((key) => amount(d[key], unit()));
      mark(bar, "aria-label", keys.map((key, i) => `${t("sc.change." + key)} ${words[i]}`).join(", "));
      parts.forEach((p, i) => {
        mark(p.part, "title", `${t("sc.change." + p.key)}: ${words[i]}`);
        p.part.style.flexGrow = String(d[p.key] / all);
        p.part.hidden = d[p.key] <= 0;
        say(p.amount, words[i]);
      });
    },
  };
}
