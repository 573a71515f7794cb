// The density view: cells over the study area, coloured by one measure.

import { isGrid, kernelFor, mostCells, sizeFor, sizesFor } from "../cells.js";
import { howWords } from "../formula.js";
import { figure, number } from "../format.js";
import { noCells } from "../cell_columns.js";
import { nameOf, t } from "../i18n.js";
import { inOrder, measureName, measureText, unitName, unitOf } from "../measures.js";
import { densityRamp, noData } from "../palette.js";
import { createBreaks, edgeText } from "./breaks.js";
import { choose, fill, h, say } from "./dom.js";
import { createHow, createLiveHow } from "./how.js";
import { nameDistricts, paintBorders, paintGround, paintRoads } from "./ground.js";
import { fillOf, labeller } from "./paint.js";
import { draw, drawAll } from "./strokes.js";
import { sortable } from "./table.js";

/** @typedef {import("./map.js").Frame} Frame */

/** Radii of the kernel offered, in metres. */
const kernels = [0, 500, 1000, 2000];
/** Properties of a cell that are not measures. */
const plain = new Set(["id", "area_m2", "inside_m2", "row", "col", "q", "r", "i", "j", "value", "dominant_share"]);

/** @param {import("../main.js").Context} ctx */
export function createDensity({ settings, data, palette, theme, layers, showBox }) {
  const cells = () => /** @type {import("../cell_columns.js").Cells} */ (data.get().densityCells ?? noCells);
  const chosen = () => cells().find(settings.get().cell);
  const values = () => cells().values(measure());
  const about = (/** @type {string} */ key) => (data.get().density?.measures ?? []).find((/** @type {any} */ m) => m.id === key);
  const name = (/** @type {string} */ key) => measureName(key, about(key));
  const text = (/** @type {string} */ key, /** @type {number} */ v, bare = false) => measureText(key, v, about(key), bare);

  /** @type {WeakMap<any, string[]>} */
  const known = new WeakMap();
  /** Returns the measures the cells carry. */
  function offered() {
    const { density } = data.get();
    if (density && !known.has(density)) known.set(density, inOrder(cells().keys().filter((k) => !plain.has(k))));
    return known.get(density) ?? [];
  }
  const measure = () => (offered().includes(settings.get().measure) ? settings.get().measure : offered()[0] ?? "");
  const breaks = createBreaks();
  const scale = () => breaks(data.get().density, measure(), values());
  const ramp = () => densityRamp(theme(), scale().edges.length + 1);

  const sentence = h("p", { class: "sentence" });
  const pick = h("select", { id: "measure", onChange: () => settings.set({ measure: pick.value }) });
  const form = h("select", { id: "cells", onChange: () => settings.set({ cells: /** @type {any} */ (form.value), cell: "" }) });
  const size = h("select", { id: "size", onChange: () => settings.set({ size: Number(size.value), cell: "" }) });
  const kernel = h("select", { id: "kernel", onChange: () => settings.set({ kernel: Number(kernel.value), cell: "" }) });
  const grid = () => isGrid(settings.get().cells);
  const tooFine = h("p", { class: "note", id: "size-note" });
  const sizeField = h("div", { class: "field" }, h("label", { for: "size" }, t("den.size")), size, tooFine), kernelField = h("div", { class: "field" }, h("label", { for: "kernel" }, t("den.kernel")), kernel);
  const how = h("div", { class: "note", id: "measure-how" }), cardHow = createHow(), bars = h("div", { class: "histogram", role: "img" });
  const left = [
    h("section", { class: "block lead" }, sentence),
    h("section", { class: "block" },
      h("div", { class: "field" }, h("label", { for: "measure" }, t("den.measure")), pick, how),
      h("div", { class: "field" }, h("label", { for: "cells" }, t("den.cells")), form), sizeField, kernelField),
    h("section", { class: "block" }, h("h2", null, t("den.distribution")), bars, h("p", { class: "note" }, t("den.note"))),
  ];
  let places = new Uint32Array(0); // of each cell by its value, from 1
  const named = (/** @type {number} */ i) => nameOf(cells().called(i));
  const table = sortable({ // its rows are numbers of cells: an object each would be many
    id: "density-table", settings,
    columns: () => [
      { key: "place", text: "#", number: true, of: (i) => places[i], cell: (i) => (grid() ? rowButton("", String(places[i])) : String(places[i])) },
      !grid() && { key: "name", text: t("den." + settings.get().cells), of: named, cell: (i) => rowButton("text", named(i)) },
      { key: "value", text: withUnit(measure()), number: true, of: (i) => cells().value(measure(), i), cell: (i) => text(measure(), cells().value(measure(), i), true) },
      { key: "area_m2", text: t("unit.ha"), number: true, of: (i) => cells().value("area_m2", i), cell: (i) => number(cells().value("area_m2", i) / 1e4, 2) },
    ],
    rowKey: (i) => cells().id(i),
    onRow: (i) => settings.set({ cell: settings.get().cell === cells().id(i) ? "" : cells().id(i) }),
    empty: () => (data.get().density ? t("den.none") : ""),
  });
  const rowButton = (/** @type {string} */ kind, /** @type {string} */ words) => h("button", { type: "button", class: `rowbutton ${kind}` }, words);
  const topHow = createLiveHow("cells", t("den.top"), () => [...howWords(measure(), about(measure()), settings.get().cells), t("how.cells.area")]);
  const closeCard = h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => settings.set({ cell: "" }) }, "×");
  const card = h("section", { class: "card", "aria-live": "polite" });
  const right = h("div", { class: "stack" }, h("div", { class: "picker" }, h("h2", null, t("den.top"), topHow.button)), h("div", { class: "pane" }, topHow.note, table.element), card);

  function update() {
    const s = settings.get(), key = measure(), list = offered();
    choose(pick, list.map((k) => ({ value: k, text: name(k) })), key);
    choose(form, ["hex", "square", "parcel", "district"].map((value) => ({ value, text: t("den." + value) })), s.cells);
    const area = (data.get().areas ?? []).find((/** @type {any} */ a) => a.id === s.area), sizeM = sizeFor(s.size, s.cells, area), offers = sizesFor(s.size, s.cells, area);
    choose(size, offers.map((o) => ({ value: o.size, text: `${number(o.size)} m`, disabled: !o.fits })), sizeM);
    say(tooFine, sizeM === s.size ? "" : t("den.size.fine", { asked: number(s.size), most: number(mostCells), shown: number(sizeM) }));
    tooFine.hidden = sizeM === s.size;
    choose(kernel, [...new Set([...kernels, s.kernel])].sort((a, b) => a - b).map((m) => ({ value: m, text: m ? `${number(m)} m` : t("den.kernel.none") })), s.kernel);
    sizeField.hidden = kernelField.hidden = !grid();
    fill(how, howWords(key, about(key), s.cells).map((line) => h("p", null, line)), s.kernel && grid() ? h("p", null, t("den.kernel.how", { m: number(kernelFor(s.kernel, sizeM)) })) : null);
    const ranked = cells().ranked(key), value = (/** @type {number} */ i) => cells().value(key, i), by = (/** @type {number} */ i) => cells().by(key, i);
    places = new Uint32Array(cells().count());
    for (let k = 0; k < ranked.length; k++) places[ranked[k]] = k + 1;
    const all = ranked.reduce((a, i) => a + by(i), 0) || 1; // a mean weighs by what the measure divides by
    const mean = ranked.reduce((a, i) => a + value(i) * by(i), 0) / all;
    say(sentence, ranked.length ? t(grid() ? "den.sentence" : "den.sentence." + s.cells, { measure: name(key), mean: text(key, mean), most: text(key, value(ranked[0])), n: number(ranked.length), size: number(sizeM) }) : "");
    histogram(key);
    table.update(ranked, s.cell || null);
    topHow.update();
    drawCard();
  }

  /** Counts the cells of each class, those at 0 left out. */
  function counted() {
    const { edges, classOf } = scale(), counts = new Array(edges.length + 1).fill(0);
    for (const v of values()) if (v > 0) counts[classOf(v)]++;
    return counts;
  }

  /** @param {string} key */
  function histogram(key) {
    const { edges } = scale(), counts = counted();
    const most = Math.max(...counts, 1), colors = ramp();
    bars.setAttribute("aria-label", counts.map((n, i) => `${rangeText(edges, i)}: ${n}`).join("; "));
    fill(bars, counts.map((n, i) => {
      const bar = h("span", { title: `${rangeText(edges, i)} ${unitName(unitOf(key, about(key)))}: ${n}` });
      bar.style.height = `${Math.max(2, (100 * n) / most)}%`;
      bar.style.backgroundColor = colors[i];
      return bar;
    }));
  }

  function drawCard() {
    const i = chosen();
    card.hidden = i < 0;
    if (i < 0) return;
    const id = cells().id(i), fact = (/** @type {string} */ k) => {
      const { button, note } = cardHow("cell-" + k, name(k), howWords(k, about(k), settings.get().cells));
      return h("div", { data: { measure: k } }, h("dt", null, name(k), button), h("dd", null, text(k, cells().value(k, i))), note && h("dd", { class: "whole" }, note));
    };
    fill(card, h("div", { class: "between" }, h("h2", null, grid() ? t("den.cell", { id }) : nameOf({ ...cells().properties(i), id })), closeCard), h("dl", { class: "facts rows" },
      h("div", null, h("dt", null, t("gap.area")), h("dd", null, number(cells().value("area_m2", i) / 1e4, 2))),
      offered().filter((k) => !Number.isNaN(cells().value(k, i))).map(fact)));
  }

  return {
    left, right, update,
    summary: () => [sentence.textContent],
    title: () => t("view.density"),
    map: {
      ground: (/** @type {Frame} */ f) => paintGround(f, layers(), palette()),
      *answer(/** @type {Frame} */ f) {
        const c = palette(), key = measure(), { classOf } = scale(), list = cells();
        const [none, zero, ...classes] = [fillOf(f, noData(c)), c.land, ...ramp()].map((fill) => ({ fill, stroke: c.paper, width: 0.8 }));
        yield* drawAll(f, list.shapes(), (_, i) => {
          const v = list.value(key, i);
          return Number.isNaN(v) ? none : v === 0 ? zero : classes[classOf(v)];
        });
      },
      /** @param {Frame} f */
      *over(f) {
        yield* paintRoads(f, layers(), palette(), 0.28);
        yield* paintBorders(f, layers(), palette());
      },
      /** @param {Frame} f */
      mark(f) {
        nameDistricts(f, layers(), palette(), labeller(f));
        if (chosen() < 0) return;
        const cell = cells().shape(chosen());
        draw(f, cell, { stroke: palette().halo, width: 5 });
        draw(f, cell, { stroke: palette().mark, width: 2.4 });
      },
      legend() {
        const { edges } = scale(), key = measure(), list = values(), counts = counted();
        const row = (/** @type {string} */ color, /** @type {string} */ range, /** @type {number} */ n) => ({ color, text: t("den.class", { range, n: number(n) }) });
        const zero = list.filter((v) => v === 0).length, lacking = cells().count() - list.length;
        return { title: key ? withUnit(key) : "", rows: [...(list.some((v) => v > 0) ? ramp().map((hex, i) => row(hex, rangeText(edges, i), counts[i])).reverse() : []),
          ...(zero ? [row(palette().land, "0", zero)] : []), ...(key && lacking ? [{ ...row(palette().noData, t("den.nodata"), lacking), ...noData(palette()) }] : [])] };
      },
      /** @param {[number, number]} world */
      click(world) {
        const hit = cells().at(world), id = hit < 0 ? "" : cells().id(hit);
        settings.set({ cell: id === settings.get().cell ? "" : id });
      },
      /** @param {[number, number]} world @returns {string[]} */
      hover(world) {
        const hit = cells().at(world), v = hit < 0 ? NaN : cells().value(measure(), hit);
        return Number.isNaN(v) ? [] : [text(measure(), v), name(measure())];
      },
    },
  };

  /** @param {string} key */
  function withUnit(key) {
    const unit = unitName(unitOf(key, about(key)));
    return unit ? t("den.unit", { measure: name(key), unit }) : name(key);
  }

  /** @param {number[]} edges @param {number} i */
  function rangeText(edges, i) {
    if (!edges.length) return values().length ? figure(values()[0]) : "";
    if (i === 0) return `< ${edgeText(edges[0])}`;
    if (i === edges.length) return `≥ ${edgeText(edges[i - 1])}`;
    return `${edgeText(edges[i - 1])} – ${edgeText(edges[i])}`;
  }
}
