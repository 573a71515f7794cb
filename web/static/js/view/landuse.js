// The land-use view: parcels in their official colours, the balance table, the measures.

import { belongs, codeBook, codeOf } from "../codes.js";
import { area, number, percent } from "../format.js";
import { labelPoint, topmost } from "../geo/inside.js";
import { has, headed, nameOf, t } from "../i18n.js";
import { inOrder, measureName, measureText } from "../measures.js";
import { inkOn, safeColor } from "../palette.js";
import { choice, fill, h, say, swatch } from "./dom.js";
import { nameDistricts, paintBorders, paintGround } from "./ground.js";
import { draw, label, labeller, visible } from "./paint.js";
import { sortable } from "./table.js";

/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {import("./map.js").Frame} Frame */

/** Faults named at once. */
const faultsShown = 12;

/** @param {import("../main.js").Context} ctx */
export function createLanduse({ settings, data, palette, layers }) {
  const book = () => codeBook(data.get().schemes, data.get().landuse?.scheme, settings.get().palette);
  const parcels = () => /** @type {Shape[]} */ (layers().filter((l) => l.role === "landuse").flatMap((l) => l.shapes));
  const kept = (/** @type {string} */ code) => !settings.get().classes || belongs(code, settings.get().classes);
  /** @returns {import("../types.js").LanduseClass[]} */
  const classes = () => data.get().landuse?.levels?.[settings.get().level - 1] ?? data.get().landuse?.classes ?? [];
  const colorOf = (/** @type {any} */ c) => (settings.get().palette === "safe" ? safeColor(c.code) : c.color || book()(c.code).color);
  const classOf = (/** @type {string} */ code) => classes().filter((c) => belongs(code, c.code)).sort((a, b) => b.code.length - a.code.length)[0];
  /** Colours by code at the present level, looked up once per painting. */
  function painterBook() {
    const of = book();
    /** @type {Map<string, string>} */
    const known = new Map();
    return (/** @type {string} */ code) => {
      let color = known.get(code);
      if (!color) {
        const c = classOf(code);
        color = c ? colorOf(c) : of(code).color;
        known.set(code, color ?? "#BBBBBB");
      }
      return color ?? "#BBBBBB";
    };
  }
  const toggle = (/** @type {string} */ code) => settings.set({ classes: settings.get().classes === code ? "" : code });

  const sentence = h("p", { class: "sentence" });
  const picker = h("div", { class: "field" });
  const measures = h("dl", { class: "facts rows" });
  const checks = h("dl", { class: "facts" });
  const faults = h("section", { class: "block", id: "lu-faults" });
  const left = [
    h("section", { class: "block lead" }, sentence),
    h("section", { class: "block" }, picker),
    h("section", { class: "block" }, h("h2", null, t("lu.measures")), measures),
    h("section", { class: "block" }, h("h2", null, t("lu.checks")), checks),
    faults,
  ];
  const table = sortable({
    id: "landuse-table",
    columns: () => [
        { key: "code", text: t("lu.code"), cell: (c) => h("span", { class: "codecell" }, swatch(colorOf(c), "rgba(0,0,0,.18)"), c.code.includes("=") ? "" : c.code) },
        { key: currentName(), text: t("lu.class"), cell: (c) => h("button", { type: "button", class: "rowbutton text" }, className(c)) },
        { key: "area_m2", text: t("unit.ha"), number: true, cell: (c) => number(c.area_m2 / 1e4, 1) },
        { key: "share", text: "%", number: true, cell: (c) => share(c, colorOf(c)) },
    ],
    rowKey: (c) => c.code,
    onRow: (c) => toggle(c.code),
    empty: () => (data.get().landuse ? t("lu.none") : ""),
  });
  const right = h("div", { class: "stack" }, h("div", { class: "picker" }, h("h2", null, t("lu.balance"))), h("div", { class: "pane" }, h("p", { class: "note" }, t("lu.note")), table.element));

  /** Names a class; a tag of OpenStreetMap also by its value, since several tags may be one class. @param {any} c */
  function className(c) {
    const name = nameOf({ ...c, id: c.code }), tag = c.code.includes("=") ? c.code.replace(/^\w+=/, "") : "";
    return headed(!tag ? name : name === c.code || !name ? tag : `${name} · ${tag}`);
  }
  const currentName = () => "name_" + (document.documentElement.lang === "en" ? "en" : "zh");

  /** @param {any} c @param {string} color */
  function share(c, color) {
    const most = Math.max(...classes().map((o) => o.share), 1e-9);
    const all = h("span", { class: "all" });
    all.style.width = `${(100 * c.share) / most}%`;
    all.style.backgroundColor = color;
    return h("span", { class: "barcell" }, number(c.share_percent ?? c.share * 100, 2), h("span", { class: "bar", "aria-hidden": "true" }, all));
  }

  /** @param {Frame} f */
  function answer(f) {
    const of = painterBook(), c = palette();
    for (const s of parcels()) {
      const code = codeOf(s.properties);
      if (kept(code)) draw(f, s, { fill: of(code), stroke: f.zoom >= 13 ? "rgba(20,24,28,.35)" : of(code), width: 0.5 });
      else draw(f, s, { fill: c.land, stroke: c.paper, width: 0.5 });
    }
  }

  /** @param {Frame} f */
  function over(f) {
    paintBorders(f, layers(), palette());
    if (f.zoom < 14.5) return;
    const of = painterBook();
    for (const s of parcels()) {
      const code = codeOf(s.properties);
      const w = (s.box[2] - s.box[0]) * f.scale, tall = (s.box[3] - s.box[1]) * f.scale;
      if (!code || code.includes("=") || !kept(code) || !visible(f, s) || w < 9 * code.length + 6 || tall < 16 || (code.startsWith("S1") && w > 900)) continue;
      label(f, labelPoint(s), code, { ink: inkOn(of(code)), size: 11, weight: 600 });
    }
  }

  function update() {
    const lu = data.get().landuse;
    const p = settings.get().palette;
    const { level } = settings.get();
    if (picker.dataset.of !== p + level) {
      picker.dataset.of = p + level;
      const focused = picker.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).value : null;
      fill(picker,
        h("div", { class: "field" }, h("span", { class: "label" }, t("lu.level")), choice({ label: t("lu.level"), name: "level", value: String(level), onPick: (v) => settings.set({ level: Number(v), classes: "" }),
          options: [1, 2, 3].map((n) => ({ value: String(n), text: t("lu.level." + n) })) })),
        h("div", { class: "field" }, h("span", { class: "label" }, t("lu.palette")), choice({ label: t("lu.palette"), name: "palette", value: p, onPick: (v) => settings.set({ palette: /** @type {any} */ (v) }),
          options: [{ value: "official", text: t("lu.official") }, { value: "safe", text: t("lu.safe") }] })));
      if (focused) picker.querySelector(`input[value="${focused}"]`)?.focus();
    }
    if (!lu) return;
    const biggest = [...classes()].sort((a, b) => b.area_m2 - a.area_m2)[0];
    const total = lu.area_m2 ?? lu.area?.area_m2 ?? 0;
    say(sentence, biggest ? t("lu.sentence", { n: classes().length, total: area(total), name: className(biggest), code: biggest.code, pct: percent(biggest.share) }) : t("lu.none"));
    fill(measures, inOrder(Object.keys(lu.measures ?? {})).flatMap((key) => {
      const m = lu.measures[key];
      if (typeof m?.value !== "number" || Math.abs(m.value) === Infinity) return [];
      return [h("div", null, h("dt", { title: [m.formula, m.note].filter(Boolean).join("; ") }, measureName(key, m), m.n ? h("span", { class: "muted" }, ` n\u202f=\u202f${m.n}`) : ""), h("dd", null, measureText(key, m.value, m)))];
    }));
    fill(checks, h("dt", null, t("lu.uncovered")), h("dd", null, area(lu.uncovered_m2)), h("dt", null, t("lu.overlap")), h("dd", null, area(lu.overlap_m2)),
      lu.slivers ? [h("dt", null, t("lu.slivers", { n: number(lu.slivers) })), h("dd", null, `${number(lu.slivers_m2, 1)}\u00a0m²`)] : [],
      lu.unclassified ? [h("dt", null, t("lu.unclassified")), h("dd", null, area(lu.unclassified.area_m2))] : [],
      lu.roads ? [h("dt", { title: currentName() === "name_en" ? lu.roads.rule_en : lu.roads.rule_zh }, t("lu.streets")), h("dd", null, `${number(lu.roads.counted_m / 1000, 1)}\u00a0km`)] : [],
      lu.roads?.left_out_m ? [h("dt", { title: lu.roads.classes.filter((/** @type {any} */ c) => !c.counted).map((/** @type {any} */ c) => `${c.class} ${number(c.length_m / 1000, 1)} km`).join(", ") }, t("lu.nostreets")), h("dd", null, `${number(lu.roads.left_out_m / 1000, 1)}\u00a0km`)] : [],
      h("dt", null, t("lu.scheme")), h("dd", null, lu.scheme || "–"));
    drawFaults(lu);
    table.update(classes(), settings.get().classes || null);
  }

  /** Names what was left out of the totals, and what counts but is hard to believe. @param {any} lu */
  function drawFaults(lu) {
    const list = lu.faults ?? [];
    faults.hidden = !list.length;
    fill(faults, h("h2", null, t("lu.faults", { n: number(lu.fault_count ?? list.length) })),
      h("ul", { class: "plain" }, list.slice(0, faultsShown).map((/** @type {any} */ f) => h("li", null, h("b", null, f.feature), ` ${f.message} `, h("span", { class: "muted" }, t(f.used ? "lu.fault.used" : "lu.fault.left"))))),
      lu.fault_count > faultsShown ? h("p", { class: "note" }, t("lu.faults.more", { n: number(lu.fault_count - Math.min(list.length, faultsShown)) })) : "");
  }

  return {
    left, right, update,
    summary: () => [sentence.textContent],
    title: () => t("view.landuse"),
    map: {
      ground: (/** @type {Frame} */ f) => paintGround(f, layers(), palette()),
      answer, over,
      mark: (/** @type {Frame} */ f) => f.zoom < 14.5 && nameDistricts(f, layers(), palette(), labeller(f)),
      legend() {
        return { title: t("lu.legend"), note: t("lu.pick"), tabled: true, rows: classes().map((c) => (
          { color: colorOf(c), outline: "rgba(0,0,0,.22)", text: c.code.includes("=") ? className(c) : `${c.code} ${className(c)}`, pick: () => toggle(c.code), off: !kept(c.code) })) };
      },
      /** @param {[number, number]} world */
      click(world) {
        const hit = topmost(parcels(), world);
        const c = hit && classOf(codeOf(hit.properties));
        if (c) toggle(c.code);
      },
      /** @param {[number, number]} world @returns {string[]} */
      hover(world) {
        const hit = topmost(parcels(), world);
        if (!hit) return [];
        const code = codeOf(hit.properties), p = hit.properties;
        const listed = book()(code).name_zh ? book()(code) : classOf(code);
        return [`${code} ${nameOf({ ...listed, id: "" })}`, ...[p.name, p.floors && t("lu.floors", { n: p.floors }), p.population ? `${number(p.population)} ${t("unit.people")}` : "", p.status && has("status." + p.status) ? t("status." + p.status) : ""].filter(Boolean)];
      },
    },
  };
}
