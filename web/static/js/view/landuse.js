// The land-use view: parcels in the colours of their classes, the balance, and what is known of classes and rules.

import { area, percent } from "../format.js";
import { nameOf, t, tn } from "../i18n.js";
import { createBalance } from "./balance.js";
import { choice, fill, h, say } from "./dom.js";
import { createLandBook } from "./landbook.js";
import { createLandFacts } from "./land_facts.js";
import { createLanduseMap } from "./landuse_map.js";
import { createLanduseTiles } from "./landuse_tiles.js";
import { bring } from "./module.js";
import { createPanes } from "./panes.js";
import { createParcelCard } from "./parcel_card.js";

/** @typedef {import("./map.js").Frame} Frame */

const schemes = ["", "GB50137-2011", "MNR-2023", "OSM"];

/** @param {import("../main.js").Context} ctx */
export function createLanduse(ctx) {
  const { settings, data } = ctx;
  const book = createLandBook(ctx);
  const tiles = createLanduseTiles(ctx, book);
  const facts = createLandFacts(ctx), card = createParcelCard(ctx, book, tiles);
  /** @type {((f: Frame) => void)|undefined} paints what the pane of clearances points at */
  let mark;

  const sentence = h("p", { class: "sentence" });
  const picker = h("div", { class: "field" });
  const scheme = h("select", { id: "scheme", onChange: () => settings.set({ scheme: scheme.value, classes: "", parcel: "" }) }, schemes.map((id) => h("option", { value: id }, t("scheme." + (id || "auto")))));
  const unmapped = h("p", { class: "note" }), map = h("button", { type: "button", class: "button quiet wide", id: "open-mappings", onClick: () => settings.set({ pane: "classes" }) }, t("map.open"));
  const nudge = h("section", { class: "block", id: "lu-unmapped" }, unmapped, map);
  const left = [
    h("section", { class: "block lead" }, sentence), nudge,
    h("section", { class: "block" }, picker, h("div", { class: "field" }, h("label", { for: "scheme" }, t("lu.scheme")), scheme)),
    ...facts.elements,
  ];
  const panes = createPanes({
    label: t("panel.results"), chosen: () => settings.get().pane, onPick: (pane) => settings.set({ pane: /** @type {any} */ (pane) }), awaiting: (what, coming) => bring(ctx, what, coming),
    offers: [
      { id: "balance", text: t("pane.balance"), make: () => createBalance(ctx, book) },
      { id: "classes", text: t("pane.classes"), make: () => import("./mappings.js").then((m) => m.createMappings(ctx)) },
      { id: "score", text: t("pane.score"), make: () => import("./scorecard.js").then((m) => m.createScorecard(ctx)) },
      { id: "city", text: t("pane.city"), make: () => import("./city.js").then((m) => m.createCity(ctx)) },
      { id: "clearance", text: t("pane.clearance"), make: () => import("./clearance.js").then((m) => {
        const pane = m.createClearance(ctx);
        mark = pane.mark;
        return pane;
      }) },
      { id: "rules", text: t("pane.rules"), make: () => import("./rules.js").then((m) => m.createRules(ctx)) },
    ],
  });
  const right = h("div", { class: "stack landpanes" }, panes.picker, panes.pane, card.element);

  function drawPicker() {
    const { palette: p, level } = settings.get();
    if (picker.dataset.of === p + level) return;
    picker.dataset.of = p + level;
    const focused = picker.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).value : null;
    fill(picker,
      h("div", { class: "field" }, h("span", { class: "label" }, t("lu.level")), choice({ label: t("lu.level"), name: "level", value: String(level), onPick: (v) => settings.set({ level: Number(v), classes: "" }),
        options: [1, 2, 3].map((n) => ({ value: String(n), text: t("lu.level." + n) })) })),
      h("div", { class: "field" }, h("span", { class: "label" }, t("lu.palette")), choice({ label: t("lu.palette"), name: "palette", value: p, onPick: (v) => settings.set({ palette: /** @type {any} */ (v) }),
        options: [{ value: "official", text: t("lu.official") }, { value: "safe", text: t("lu.safe") }] })));
    if (focused) picker.querySelector(`input[value="${focused}"]`)?.focus();
  }

  /** @param {any} lu */
  function sayBalance(lu) {
    const biggest = [...book.classes()].sort((a, b) => b.area_m2 - a.area_m2)[0];
    const total = lu.area_m2 ?? lu.area?.area_m2 ?? 0;
    say(sentence, biggest ? t("lu.sentence", { n: book.classes().length, total: area(total), name: book.className(biggest), code: nameOf({ name: biggest.code }), pct: percent(biggest.share) }) : t("lu.none"));
    const none = lu.unclassified?.features ?? 0;
    nudge.hidden = !none;
    if (none) say(unmapped, tn("lu.unmapped", none, { area: area(lu.unclassified.area_m2) }));
  }

  return {
    left, right,
    /** @param {Set<string>} changed */
    update(changed) {
      drawPicker();
      scheme.value = settings.get().scheme;
      panes.update(changed);
      const lu = data.get().landuse;
      nudge.hidden = true;
      if (!lu) return;
      say(/** @type {any} */ (scheme.options[0]), settings.get().scheme ? t("scheme.auto") : t("scheme.auto.is", { scheme: lu.scheme || "–" }));
      sayBalance(lu);
      facts.update();
      card.update();
    },
    summary: () => [sentence.textContent],
    title: () => t("view.landuse"),
    map: createLanduseMap(ctx, book, tiles, (f) => settings.get().pane === "clearance" && mark?.(f)),
  };
}
