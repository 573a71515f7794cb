import { createCells } from "../static/js/cell_columns.js";
import { topmost } from "../static/js/geo/inside.js";
import { shapesOf } from "../static/js/geo/shape.js";
import { law } from "./law.js";

/** @param {() => number} random */
function cellsOf(random) {
  const square = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w) => [[x, y], [x + w, y], [x + w, y + w], [x, y + w], [x, y]];
  const sometimes = (/** @type {any} */ v) => (random() < 0.7 ? v : null);
  return Array.from({ length: 1 + Math.floor(40 * random()) }, (_, i) => {
    const x = 118 + random(), y = 42 + random(), hole = square(x + 0.01, y + 0.01, 0.02);
    const geometry = random() < 0.5 ? { type: "Polygon", coordinates: [square(x, y, 0.1), hole] } : { type: "MultiPolygon", coordinates: [[square(x, y, 0.05)], [square(x + 0.2, y, 0.05), hole]] };
    const by = Object.fromEntries([["far_net", 9 * random()], ["mix", 0]].filter(() => random() < 0.5));
    const some = (/** @type {string} */ key, /** @type {any} */ v) => (random() < 0.7 ? { [key]: v } : {}); // what a cell lacks is not among its properties
    return { type: "Feature", id: `c${i}`, geometry, properties: { id: `c${i}`, ...some("name", `n${i}`), area_m2: 1e4 * random(), ...some("inside_m2", 1 + random()), ...some("dominant_class", random() < 0.5 ? "R" : "A"),
      ...(Object.keys(by).length ? { of: by } : {}), far_net: sometimes(random()), mix: sometimes(0), never: null } };
  });
}

/** Returns the arrays that the service writes of cells. @param {any[]} list @returns {import("../static/js/live/decode.js").Arrays} */
function arraysOf(list) {
  const vertices = [], rings = [], polygons = [], cells = [], classes = ["A", "R"];
  for (const { geometry: { type, coordinates } } of list) {
    cells.push(polygons.length);
    for (const polygon of type === "Polygon" ? [coordinates] : coordinates) {
      polygons.push(rings.length);
      for (const ring of polygon) {
        rings.push(vertices.length / 2);
        vertices.push(...ring.flat());
      }
    }
  }
  cells.push(polygons.length);
  polygons.push(rings.length);
  rings.push(vertices.length / 2);
  const numbers = (/** @type {(p: any) => any} */ of) => Float64Array.from(list, ({ properties }) => of(properties) ?? NaN), words = (/** @type {string} */ key) => list.map(({ properties }) => properties[key] ?? "");
  const measures = ["far_net", "mix", "never"];
  return {
    header: { ids: list.map((c) => c.id), names: words("name"), names_en: words("name_en"), classes, density: { measures: measures.map((id) => ({ id })) } },
    of: {
      vertices: Float64Array.from(vertices), rings: Uint32Array.from(rings), polygons: Uint32Array.from(polygons), cells: Uint32Array.from(cells),
      dominant_class: Int32Array.from(list, ({ properties }) => classes.indexOf(properties.dominant_class)),
      ...Object.fromEntries(["area_m2", "inside_m2", "dominant_share"].map((key) => [key, numbers((p) => p[key])])),
      ...Object.fromEntries(measures.flatMap((id) => [[`value/${id}`, numbers((p) => p[id])], [`of/${id}`, numbers((p) => p.of?.[id])]])),
    },
  };
}

law("cells in columns are the cells that the service has", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const list = cellsOf(random), cells = createCells(arraysOf(list)), shapes = list.map((c) => shapesOf(/** @type {any} */ (c))[0]);
    const keys = [...new Set(list.flatMap((c) => Object.keys(c.properties)))];
    const same = (/** @type {any} */ got, /** @type {any} */ want, /** @type {string} */ what) => JSON.stringify(got) === JSON.stringify(want) || bad.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
    same(cells.count(), list.length, "count");
    list.forEach((c, i) => {
      const { properties: p } = c, shape = shapes[i], got = cells.shape(i);
      const plain = (/** @type {any} */ all) => Object.entries(all).map(([key, v]) => [key, key === "of" ? Object.entries(v ?? {}).sort() : v]);
      same(plain(cells.properties(i)), plain(Object.fromEntries(keys.map((key) => [key, p[key] ?? null]))), "properties");
      same([cells.id(i), cells.find(c.id)], [c.id, i], "id");
      same([got.kind, got.parts.map((a) => [...a]), got.polygons, got.box, got.id], [shape.kind, shape.parts.map((a) => [...a]), shape.polygons, shape.box, shape.id], "outline");
      for (const key of /** @type {const} */ (["far_net", "mix"])) {
        same([cells.value(key, i), cells.by(key, i)], [p[key] ?? NaN, p.of?.[key] ?? p.area_m2], key);
      }
    });
    const has = list.map((_, i) => i).filter((i) => list[i].properties.far_net !== null);
    same(cells.ranked("far_net"), has.sort((a, b) => list[b].properties.far_net - list[a].properties.far_net), "ranked");
    same([...cells.values("mix")], list.map((c) => c.properties.mix).filter((v) => v !== null), "values");
    for (let k = 0; k < 50; k++) {
      const s = shapes[Math.floor(random() * shapes.length)], at = /** @type {[number, number]} */ ([s.box[0] + random() * (s.box[2] - s.box[0]), s.box[1] + random() * (s.box[3] - s.box[1])]);
      const want = topmost(shapes, at);
      same(cells.at(at), want ? shapes.indexOf(want) : -1, "the cell at a place");
    }
    same([cells.keys().includes("never"), cells.at([0, 0]), cells.find("other")], [false, -1, -1], "what is not there");
  }
});
