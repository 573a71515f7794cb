// Paints what lies under and over every view: land, water, green, roads, borders, names.

import { codeOf } from "../codes.js";
import { labelPoint } from "../geo/inside.js";
import { nameOf, t } from "../i18n.js";
import { dot, labeller } from "./paint.js";
import { drawAll, visible } from "./strokes.js";
import { eachTile, overTiles, paintTiles, serialOf } from "./tiled.js";
import { dotPoints, fillAreas, outlineAreas, strokeLines } from "./tiled_shapes.js";

/**
 * @typedef {import("../geo/shape.js").Shape} Shape
 * @typedef {import("./map.js").Frame} Frame
 * @typedef {import("../palette.js").Palette} Palette
 * @typedef {import("./tiled.js").Source} Source
 * @typedef {{role: string, kind?: string|null, shapes: Shape[], tiles?: Source, opacity?: number}} DrawnLayer
 */

/** Pixel widths of a road class at zoom 14: casing is added outside. @type {Record<string, number>} */
const roadWidth = { expressway: 4.5, arterial: 3.2, collector: 2, local: 1.1 };

/** Road classes of OpenStreetMap in ours. @type {Record<string, string>} */
const highway = {
  motorway: "expressway", trunk: "expressway", primary: "arterial", secondary: "arterial", tertiary: "collector",
  unclassified: "local", residential: "local", living_street: "local", service: "local",
};

/** @param {any} p properties */
const classOfRoad = (p) => (roadWidth[p.class] ? p.class : highway[p.highway] ?? "local");

/** Returns the colour of a parcel where its class does not matter. @param {string} code @param {Palette} c */
const groundColor = (code, c) => (code.startsWith("E1") || code.startsWith("17") ? c.water : code.startsWith("G1") ? c.park : c.land);

/** Paints land, water and green below the answer, in steps. @param {Frame} f @param {DrawnLayer[]} layers @param {Palette} c @returns {import("./strokes.js").Steps} */
export function* paintGround(f, layers, c) {
  for (const layer of layers) {
    if (layer.role === "boundary" && layer.kind !== "district") yield* drawAll(f, layer.shapes, { fill: c.land, alpha: layer.opacity });
  }
  for (const layer of layers) {
    if (layer.role !== "landuse") continue;
    if (layer.tiles) paintTiles(f, layer.tiles, `ground ${serialOf(c)}`, (g, tile, at) => fillAreas(g, tile, at, (i) => groundColor(codeOf(tile.propertiesOf(i)), c)), layer.opacity);
    yield* drawAll(f, layer.shapes, (s) => {
      const fill = groundColor(codeOf(s.properties), c);
      return { fill, stroke: layer.opacity ? undefined : fill, width: 0.6, alpha: layer.opacity };
    });
  }
}

/**
 * Returns the legend of land that the answer does not lie on.
 * @param {DrawnLayer[]} layers @param {Iterable<string>} codes of all parcels @param {Palette} c
 */
export function groundRows(layers, codes, c) {
  if (!layers.some((l) => l.role === "landuse")) return [];
  const colors = new Set([...codes].map((code) => groundColor(code, c)));
  return [{ color: c.park, text: t("legend.park") }, { color: c.water, text: t("legend.water") }, { color: c.land, text: t("legend.other") }].filter((row) => colors.has(row.color));
}

/** Returns the legend of the lines over land: roads, borders of districts and of the study area. @param {DrawnLayer[]} layers @param {Palette} c */
function lineRows(layers, c) {
  const some = (/** @type {(l: DrawnLayer) => boolean} */ is) => layers.some((l) => is(l) && (l.tiles || l.shapes.length)), isDistrict = (/** @type {DrawnLayer} */ l) => l.kind === "district";
  return [
    ...(some((l) => l.role === "road") ? [{ color: c.road, edge: c.other, line: "solid", text: t("role.road") }] : []),
    ...(some((l) => l.role === "boundary" && isDistrict(l)) ? [{ color: c.district, line: "dotted", text: t("legend.district") }] : []),
    ...(some((l) => l.role === "boundary" && !isDistrict(l)) ? [{ color: c.border, line: "solid", text: t("area.label") }] : []),
  ];
}

/**
 * Returns the legend of all that is painted: what a view names, the lines over it, the area that is drawn.
 * @param {{title: string, rows: any[], lines?: () => DrawnLayer[]}} made by the view, with the layers whose lines it paints where they are not all
 * @param {{layers: () => DrawnLayer[], palette: () => Palette}} ctx @param {boolean} drawn
 */
export function legendOf(made, { layers, palette }, drawn) {
  const { rows, lines = layers } = made, c = palette();
  return { ...made, rows: [...rows, ...(rows.length ? lineRows(lines(), c) : []), ...(drawn ? [{ color: c.mark, hollow: true, text: t("area.drawn") }] : [])] };
}

/** Paints roads, in steps. @param {Frame} f @param {DrawnLayer[]} layers @param {Palette} c @param {number} [alpha] @returns {import("./strokes.js").Steps} */
export function* paintRoads(f, layers, c, alpha = 1) {
  const grow = 2 ** ((f.zoom - 14) * 0.75);
  for (const layer of layers) {
    if (layer.role !== "road") continue;
    const thin = alpha * (layer.opacity ?? 1);
    if (layer.tiles) {
      paintRoadTiles(f, layer.tiles, c, thin, grow);
      continue;
    }
    for (const cls of ["local", "collector", "arterial", "expressway"]) {
      const width = roadWidth[cls] * grow;
      if (width < 0.35) continue;
      const mine = layer.shapes.filter((s) => s.kind === "line" && classOfRoad(s.properties) === cls && visible(f, s));
      if (cls === "expressway") yield* drawAll(f, mine, { stroke: c.roadEdge, width: width + 1.6, alpha: thin });
      yield* drawAll(f, mine, { stroke: c.road, width, alpha: thin });
    }
  }
}

/** Classes of the roads of a tile. @type {WeakMap<import("./tiled.js").Tile, string[]>} */
const roadClasses = new WeakMap();

/** Paints roads from tiles. @param {Frame} f @param {Source} source @param {Palette} c @param {number} alpha @param {number} grow */
function paintRoadTiles(f, source, c, alpha, grow) {
  overTiles(f, source, alpha, (g) => {
    for (const cls of ["local", "collector", "arterial", "expressway"]) {
      const width = roadWidth[cls] * grow;
      if (width < 0.35) continue;
      for (const casing of cls === "expressway" ? [true, false] : [false]) {
        eachTile(g, source, (tile, at) => {
          let classes = roadClasses.get(tile);
          if (!classes) roadClasses.set(tile, classes = Array.from({ length: tile.count }, (_, i) => (tile.kinds[i] === 2 ? classOfRoad(tile.propertiesOf(i)) : "")));
          strokeLines(g, tile, at, (i) => classes[i] === cls, casing ? { stroke: c.roadEdge, width: width + 1.6 } : { stroke: c.road, width });
        });
      }
    }
  });
}

/** Paints hairlines between parcels, once they are large enough to see, in steps. @param {Frame} f @param {DrawnLayer[]} layers @param {Palette} c @returns {import("./strokes.js").Steps} */
export function* paintParcelEdges(f, layers, c) {
  if (f.zoom < 13) return;
  for (const layer of layers) {
    if (layer.role !== "landuse") continue;
    if (layer.tiles) paintTiles(f, layer.tiles, `edges ${serialOf(c)}`, (g, tile, at) => outlineAreas(g, tile, at, { stroke: c.parcelEdge, width: 0.6 }), layer.opacity);
    yield* drawAll(f, layer.shapes, { stroke: c.parcelEdge, width: 0.6, alpha: layer.opacity });
  }
}

/** Paints the study area's border and the districts', in steps. @param {Frame} f @param {DrawnLayer[]} layers @param {Palette} c @returns {import("./strokes.js").Steps} */
export function* paintBorders(f, layers, c) {
  const bounds = layers.filter((l) => l.role === "boundary"), isDistrict = (/** @type {DrawnLayer} */ l) => l.kind === "district";
  for (const layer of bounds.filter(isDistrict)) yield* drawAll(f, layer.shapes, { stroke: c.district, width: 1.1, dash: [1, 4], alpha: layer.opacity });
  for (const layer of bounds) {
    if (!isDistrict(layer)) yield* drawAll(f, layer.shapes, { stroke: c.border, width: 1.6, alpha: layer.opacity });
  }
}

/** Writes the districts' names where there is room. @param {Frame} f @param {DrawnLayer[]} layers @param {Palette} c @param {ReturnType<typeof labeller>} write */
export function nameDistricts(f, layers, c, write) {
  if (f.zoom < 11) return;
  for (const s of districtsOf(layers)) {
    const text = nameOf({ ...s.properties, id: s.id });
    const room = (s.box[2] - s.box[0]) * f.scale;
    const spacing = /[a-z]/i.test(text) ? 0.3 : 2.5;
    if (room > 9 * text.length) write(labelPoint(s), text, { ink: c.district, halo: c.halo, size: 12.5, weight: 600, spacing });
  }
}

/** @param {DrawnLayer[]} layers */
const districtsOf = (layers) => layers.filter((l) => l.role === "boundary" && l.kind === "district").flatMap((l) => l.shapes);

/** Paints a layer as plain outlines, for layers of no known role, in steps. @param {Frame} f @param {DrawnLayer} layer @param {string} color @param {string} halo @returns {import("./strokes.js").Steps} */
export function* paintPlain(f, layer, color, halo) {
  if (layer.tiles) {
    paintTiles(f, layer.tiles, `plain ${color} ${halo}`, (g, tile, at) => {
      fillAreas(g, tile, at, () => color + "40", { stroke: color, width: 1 });
      strokeLines(g, tile, at, (i) => tile.kinds[i] === 2, { stroke: color, width: 1.5 });
      dotPoints(g, tile, at, { fill: color, halo });
    });
  }
  yield* drawAll(f, layer.shapes.filter((s) => s.kind !== "point"), { stroke: color, width: 1.5, fill: color + "40" });
  for (const s of layer.shapes) {
    if (s.kind !== "point" || !visible(f, s)) continue;
    for (const part of s.parts) for (let i = 0; i < part.length; i += 2) dot(f, [part[i], part[i + 1]], { r: 4, fill: color, halo });
  }
}
