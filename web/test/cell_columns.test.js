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
    return { type: "Feature", id: `c${i}`, geometry, properties: { id: `c${i}`, area_m2: 1e4 * random(), dominant_class: sometimes("R"), of: by, far_net: sometimes(random()), mix: sometimes(0), never: null } };
  });
}

law("cells in columns are the cells that were taken in", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const list = cellsOf(random), cells = createCells(), shapes = list.map((c) => shapesOf(/** @type {any} */ (c))[0]);
    for (const c of list) cells.add(/** @type {any} */ (c));
    const same = (/** @type {any} */ got, /** @type {any} */ want, /** @type {string} */ what) => JSON.stringify(got) === JSON.stringify(want) || bad.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
    same(cells.count(), list.length, "count");
    list.forEach((c, i) => {
      const { properties: p } = c, shape = shapes[i], got = cells.shape(i);
      const { of: by, ...own } = cells.properties(i), { of: wanted, ...others } = p;
      same([own, Object.entries(by).sort()], [others, Object.entries(wanted).sort()], "properties");
      same([cells.id(i), cells.find(c.id)], [c.id, i], "id");
      same([got.kind, got.parts.map((a) => [...a]), got.polygons, got.box, got.id], [shape.kind, shape.parts.map((a) => [...a]), shape.polygons, shape.box, shape.id], "outline");
      for (const key of /** @type {const} */ (["far_net", "mix"])) {
        same([cells.value(key, i), cells.by(key, i)], [p[key] ?? NaN, p.of[key] ?? p.area_m2], key);
      }
    });
    same([...cells.values("mix")], list.map((c) => c.properties.mix).filter((v) => v !== null), "values");
    for (let k = 0; k < 50; k++) {
      const s = shapes[Math.floor(random() * shapes.length)], at = /** @type {[number, number]} */ ([s.box[0] + random() * (s.box[2] - s.box[0]), s.box[1] + random() * (s.box[3] - s.box[1])]);
      const want = topmost(shapes, at);
      same(cells.at(at), want ? shapes.indexOf(want) : -1, "the cell at a place");
    }
    same([cells.keys().includes("never"), cells.at([0, 0]), cells.find("other")], [false, -1, -1], "what is not there");
  }
});
