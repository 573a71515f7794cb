// The land-use map: parcels in the colour of the class they count under.

import { number } from "../format.js";
import { labelPoint, topmost } from "../geo/inside.js";
import { has, t } from "../i18n.js";
import { noData } from "../palette.js";
import { codeInk } from "./landbook.js";
import { nameDistricts, paintBorders, paintGround } from "./ground.js";
import { labeller } from "./paint.js";
import { draw, drawAll, visible } from "./strokes.js";

/** @typedef {import("./map.js").Frame} Frame */

/**
 * @param {import("../main.js").Context} ctx
 * @param {ReturnType<typeof import("./landbook.js").createLandBook>} book
 * @param {ReturnType<typeof import("./landuse_tiles.js").createLanduseTiles>} tiles
 * @param {(f: Frame) => void} mark paints what the pane beside the map points at
 */
export function createLanduseMap({ settings, data, palette, layers }, book, tiles, mark) {
  const chosen = () => tiles.chosen(settings.get().parcel)?.shape ?? book.list().find((s) => book.parcels().get(s)?.key === settings.get().parcel);

  /** Returns the parcel at a place, its class and its key. @param {[number, number]} world @param {number} unit */
  function at(world, unit) {
    const shape = topmost(book.list(), world), c = shape && book.parcels().get(shape);
    return c ? { shape, ...c } : tiles.at(world, unit);
  }

  return {
    ground: (/** @type {Frame} */ f) => paintGround(f, layers().filter((l) => !(l.tiles && l.role === "landuse")), palette()), // tiles are painted once, as the answer
    /** @param {Frame} f */
    *answer(f) {
      const c = palette(), of = book.painter(f), faded = new Map(layers().map((l) => [l.id, l.opacity])), parcels = book.parcels();
      tiles.paint(f);
      yield* drawAll(f, parcels.keys(), (s) => {
        const { code, key } = /** @type {{code: string, key: string}} */ (parcels.get(s)), alpha = faded.get(key.slice(0, key.indexOf("/")));
        if (!book.kept(code)) return { fill: c.land, stroke: c.paper, width: 0.5, alpha };
        return { fill: of(code), stroke: f.zoom >= 13 ? "rgba(20,24,28,.35)" : alpha === undefined ? of(code) : undefined, width: 0.5, alpha };
      });
    },
    /** @param {Frame} f */
    *over(f) {
      yield* paintBorders(f, layers(), palette());
      if (f.zoom < 15) return;
      const write = labeller(f);
      tiles.label(f, write);
      const of = book.looks();
      const name = (/** @type {import("../geo/shape.js").Shape} */ s, /** @type {string} */ code) => write(labelPoint(s), code, { ...codeInk(of(code)), size: 11, weight: 600 });
      /** @type {[import("../geo/shape.js").Shape, string][]} */
      const streets = []; // say theirs where there is room left
      for (const [s, { code }] of book.parcels()) {
        const w = (s.box[2] - s.box[0]) * f.scale, tall = (s.box[3] - s.box[1]) * f.scale;
        if (!code || code.includes("=") || !book.kept(code) || !visible(f, s) || w < 9 * code.length + 6 || tall < 16 || (code.startsWith("S1") && w > 900)) continue;
        if (code.startsWith("S")) streets.push([s, code]);
        else name(s, code);
      }
      for (const [s, code] of streets) name(s, code);
    },
    /** @param {Frame} f */
    mark(f) {
      if (f.zoom < 15) nameDistricts(f, layers(), palette(), labeller(f));
      const s = settings.get().parcel ? chosen() : null;
      if (s) {
        draw(f, s, { stroke: palette().halo, width: 5 });
        draw(f, s, { stroke: palette().mark, width: 2.4 });
      }
      mark(f);
    },
    legend() {
      const none = data.get().landuse?.unclassified?.features;
      const rows = book.classes().map((c) => (
        { ...book.lookOf(c), outline: "rgba(0,0,0,.22)", text: `${book.codeText(c.code)} ${book.className(c)}`.trim(), pick: () => book.toggle(c.code), off: !book.kept(c.code) }));
      return { title: t("lu.legend"), note: t("lu.pick"), lines: () => layers().filter((l) => l.role !== "road"), tabled: settings.get().pane === "balance", rows: none ? [...rows, { ...noData(palette()), outline: "rgba(0,0,0,.22)", text: t("basis.none") }] : rows };
    },
    /** @param {[number, number]} world @param {number} unit */
    click(world, unit) {
      const key = at(world, unit)?.key ?? "";
      settings.set({ parcel: key === settings.get().parcel ? "" : key });
    },
    /** @param {[number, number]} world @param {number} unit @returns {string[]} */
    hover(world, unit) {
      const c = at(world, unit);
      if (!c) return [];
      const p = c.shape.properties;
      return [c.code ? `${book.codeText(c.code)} ${book.nameOfCode(c.code)}`.trim() : t("basis.none"),
        ...[p.name, p.floors && t("lu.floors", { n: p.floors }), p.population ? `${number(p.population)} ${t("unit.people")}` : "", p.status && has("status." + p.status) ? t("status." + p.status) : ""].filter(Boolean)];
    },
  };
}
