// Parcels that come as tiles, in the land-use view: their colours, labels and what is chosen.

import { api } from "../api.js";
import { codeOf } from "../codes.js";
import { labelPoint } from "../geo/inside.js";
import { shapesOf } from "../geo/shape.js";
import { codeInk } from "./landbook.js";
import { eachTile, paintTiles, serialOf } from "./tiled.js";
import { featureAt, fillAreas, shapeOf } from "./tiled_shapes.js";

/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("./tiled.js").Tile} Tile */
/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {import("../assigned.js").Class} Class */

/** @param {import("../main.js").Context} ctx @param {ReturnType<typeof import("./landbook.js").createLandBook>} book */
export function createLanduseTiles({ settings, data, palette, layers, loader }, book) {
  const tiled = () => layers().filter((l) => l.role === "landuse" && l.tiles);

  /** Classes of the features of a tile, and the answer they are from. @type {WeakMap<Tile, {of: any, codes: string[]}>} */
  const known = new WeakMap();
  /** Shapes of features that are labelled. @type {WeakMap<Tile, Map<number, Shape>>} */
  const labelled = new WeakMap();

  /** Returns the class the service says a feature counts under. @param {string} layer @param {string} id @returns {Class|undefined} */
  const assigned = (layer, id) => data.get().assigned?.get(layer)?.get(id);
  /** Returns the class a feature counts under: its own code where the service does not say. @param {string} layer @param {string} id @param {any} properties @returns {Class} */
  const classOf = (layer, id, properties) => assigned(layer, id) ?? { code: codeOf(properties), basis: "" };

  /** Returns the codes of a tile's features. @param {string} layer @param {Tile} tile */
  function codesIn(layer, tile) {
    const of = data.get().assigned, found = known.get(tile);
    if (found?.of === of && found) return found.codes;
    const codes = Array.from({ length: tile.count }, (_, i) => (tile.kinds[i] === 3 ? assigned(layer, tile.idOf(i))?.code ?? codeOf(tile.propertiesOf(i)) : ""));
    known.set(tile, { of, codes });
    return codes;
  }

  /** @param {Tile} tile @param {import("../tiles/grid.js").Place} place @param {number} i */
  function labelledShape(tile, place, i) {
    let shapes = labelled.get(tile);
    if (!shapes) labelled.set(tile, shapes = new Map());
    let shape = shapes.get(i);
    if (!shape) shapes.set(i, shape = shapeOf(tile, place, i));
    return shape;
  }

  return {
    /** Paints parcels in the colours of their classes. @param {Frame} f */
    paint(f) {
      const { level, classes, palette: colors } = settings.get(), c = palette(), near = f.zoom >= 13;
      const looks = book.looks(), kind = ["land", serialOf(c), colors, level, classes, serialOf(data.get().assigned), serialOf(data.get().landuse), serialOf(data.get().schemes), near].join();
      for (const l of tiled()) {
        paintTiles(f, /** @type {any} */ (l.tiles), kind, (g, tile, at) => {
          const codes = codesIn(l.id, tile), of = book.painter(g, looks);
          fillAreas(g, tile, at, (i) => (book.kept(codes[i]) ? of(codes[i]) : c.land), near ? { stroke: "rgba(20,24,28,.35)", width: 0.5 } : {});
        }, l.opacity);
      }
    },

    /** Writes the codes of parcels with room for one; of a parcel in several tiles, in its largest piece. @param {Frame} f @param {ReturnType<typeof import("./paint.js").labeller>} write */
    label(f, write) {
      const of = book.looks();
      for (const l of tiled()) {
        /** @type {Map<string, {size: number, code: string, shape: () => Shape}>} */
        const best = new Map();
        eachTile(f, /** @type {any} */ (l.tiles), (tile, { unit }, place) => {
          const codes = codesIn(l.id, tile);
          for (let i = 0; i < tile.count; i++) {
            const code = codes[i], w = (tile.boxes[4 * i + 2] - tile.boxes[4 * i]) * unit, tall = (tile.boxes[4 * i + 3] - tile.boxes[4 * i + 1]) * unit;
            if (!code || code.includes("=") || !book.kept(code) || w < 9 * code.length + 6 || tall < 16 || (code.startsWith("S1") && w > 200)) continue;
            const id = tile.idOf(i);
            if (w * tall > (best.get(id)?.size ?? 0)) best.set(id, { size: w * tall, code, shape: () => labelledShape(tile, place, i) });
          }
        });
        for (const { code, shape } of best.values()) write(labelPoint(shape()), code, { ...codeInk(of(code)), size: 11, weight: 600 });
      }
    },

    /** Returns the parcel at a world point, its class and its key "layer/id". @param {[number, number]} world @param {number} unit */
    at(world, unit) {
      for (const l of tiled().reverse()) {
        const shape = featureAt(/** @type {any} */ (l.tiles), world, unit, 0);
        if (shape) return { shape, key: `${l.id}/${shape.id}`, ...classOf(l.id, shape.id, shape.properties) };
      }
      return null;
    },

    /** Returns a parcel whole, by its key; asks for it where it is not known yet. @param {string} key @returns {{shape: Shape, key: string, code: string, basis: import("../assigned.js").Basis|""}|null} */
    chosen(key) {
      const layer = tiled().find((l) => key.startsWith(l.id + "/"));
      if (!layer) return null;
      const { picked } = data.get(), of = `${key}@${layer.version}`, id = key.slice(layer.id.length + 1);
      if (picked?.of !== of) {
        queueMicrotask(() => pick(of, layer.id, id));
        return null;
      }
      return picked.shape ? { shape: picked.shape, key, ...classOf(layer.id, picked.shape.id, picked.shape.properties) } : null;
    },
  };

  /** Fetches a feature. @param {string} of @param {string} layer @param {string} id */
  async function pick(of, layer, id) {
    if (data.get().picked?.of === of) return;
    data.set({ picked: { of, shape: null } }); // on its way
    const feature = await loader.awaiting("parcel", api.feature(layer, id)).catch(() => null);
    const shape = feature && shapesOf(feature).find((s) => s.kind === "area");
    if (shape && data.get().picked?.of === of) data.set({ picked: { of, shape: { ...shape, id } } });
  }
}
