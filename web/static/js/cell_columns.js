// The cells of a density answer in columns, as they come: as an object each, with one more for
// its outline, those of a city take several times the room, and longer to come and go.

import { contains } from "./geo/inside.js";
import { allToWorld } from "./geo/shape.js";

/** @typedef {import("./geo/shape.js").Shape} Shape */
/** @typedef {import("./live/decode.js").Arrays} Arrays */

/** Numbers that are no measures, in the order in which a cell has them. */
const plain = ["area_m2", "inside_m2", "dominant_share"];

/** Returns the box around each cell. @param {Float64Array} world @param {number} n @param {(i: number) => number} start of a cell, in the numbers of world */
function boxesOf(world, n, start) {
  const boxes = new Float64Array(4 * n);
  for (let i = 0; i < n; i++) {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (let k = start(i), end = start(i + 1); k < end; k += 2) {
      const x = world[k], y = world[k + 1];
      if (x < x0) x0 = x;
      if (y < y0) y0 = y;
      if (x > x1) x1 = x;
      if (y > y1) y1 = y;
    }
    boxes[4 * i] = x0;
    boxes[4 * i + 1] = y0;
    boxes[4 * i + 2] = x1;
    boxes[4 * i + 3] = y1;
  }
  return boxes;
}

/**
 * Returns columns that have something, by their keys: first those that an earlier cell has something in.
 * @template {ArrayLike<any>} T
 * @param {[string, T][]} columns @param {(v: any) => boolean} has
 * @returns {Map<string, T>}
 */
function inOrder(columns, has) {
  const first = (/** @type {T} */ column) => {
    for (let i = 0; i < column.length; i++) if (has(column[i])) return i;
    return -1;
  };
  return new Map(columns.map((entry) => ({ entry, at: first(entry[1]) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at).map(({ entry }) => entry));
}

/** Returns cells from the service's arrays, which they keep and change. @param {Arrays} arrays */
export function createCells({ header, of: arrays }) {
  /** @type {string[]} */
  const ids = header.ids, n = ids.length, measures = /** @type {string[]} */ (header.density.measures.map((/** @type {any} */ m) => m.id));
  const { rings, polygons, cells: first } = arrays, world = allToWorld(arrays.vertices);
  const boxes = boxesOf(world, n, (i) => 2 * rings[polygons[first[i]]]);
  const known = (/** @type {number} */ v) => !Number.isNaN(v), said = Boolean;
  const columns = (/** @type {string} */ kind) => measures.map((id) => /** @type {[string, Float64Array]} */ ([id, arrays[`${kind}/${id}`]]));
  /** Numbers by property, NaN for none; and what a measure divides by. */
  const numbers = inOrder([...plain.map((key) => /** @type {[string, Float64Array]} */ ([key, arrays[key]])), ...columns("value")], known);
  const divisors = inOrder(columns("of").sort(([a], [b]) => (a < b ? -1 : 1)), known);
  const classes = Array.from(arrays.dominant_class, (/** @type {number} */ k) => header.classes[k] ?? "");
  const words = inOrder([["name", header.names], ["name_en", header.names_en], ["dominant_class", classes]], said);

  let last = { key: "", values: new Float64Array(0) };

  /** Returns a column's number of a cell, NaN for none. @param {Map<string, Float64Array>} of @param {string} key @param {number} i */
  const number = (of, key, i) => of.get(key)?.[i] ?? NaN;

  /** All properties, as they come. @type {string[]|undefined} */
  let order;
  /** Returns them. */
  function ordered() {
    if (order) return order;
    const always = new Uint8Array(n), divided = Uint8Array.from(always, (_, i) => ([...divisors.values()].some((column) => known(column[i])) ? 1 : 0));
    /** @type {[string, ArrayLike<any>, ((v: any) => boolean)?][]} */
    const all = [["id", always], ["name", header.names, said], ["name_en", header.names_en, said], ["area_m2", always], ["inside_m2", arrays.inside_m2, known], ["dominant_class", classes, said],
      ["dominant_share", arrays.dominant_share, known], ["of", divided, said], ...measures.map((id) => /** @type {[string, ArrayLike<any>]} */ ([id, always]))];
    return (order = [...inOrder(all.map(([key, column, has = () => true]) => [key, Array.from(column, has)]), said).keys()]);
  }

  /** Returns the shape of a cell. @param {number} i @returns {Shape} */
  function shape(i) {
    const parts = [], starts = [];
    for (let p = first[i]; p < first[i + 1]; p++) {
      starts.push(parts.length);
      for (let k = polygons[p]; k < polygons[p + 1]; k++) parts.push(world.subarray(2 * rings[k], 2 * rings[k + 1]));
    }
    return { kind: "area", parts, polygons: starts, box: /** @type {any} */ ([...boxes.subarray(4 * i, 4 * i + 4)]), properties: null, id: ids[i] };
  }

  return {
    /** What is said about all of them. */
    about: header.density,
    /** Returns how many there are. */
    count: () => n,
    /** Returns the properties that are numbers. */
    keys: () => [...numbers.keys()],
    /** @param {number} i */
    id: (i) => ids[i],
    /** Returns the number of a cell's id, -1 for none. @param {string} id */
    find: (id) => ids.indexOf(id),
    /** Returns a number of a cell, NaN for none. @param {string} key @param {number} i */
    value: (key, i) => number(numbers, key, i),
    /** Returns what a measure of a cell divides by. @param {string} key @param {number} i */
    by: (key, i) => (known(number(divisors, key, i)) ? number(divisors, key, i) : number(numbers, "area_m2", i)),
    /** Returns what a property has of all cells, without those that lack it: the same for the property asked about last. @param {string} key */
    values(key) {
      if (last.key !== key) last = { key, values: (numbers.get(key) ?? new Float64Array(0)).filter(known) };
      return last.values;
    },
    /** Returns the numbers of the cells that have a property, the highest first. @param {string} key @returns {number[]} */
    ranked(key) {
      const of = numbers.get(key);
      return of ? Array.from(ids, (_, i) => i).filter((i) => known(of[i])).sort((a, b) => (of[b] > of[a] ? 1 : of[b] < of[a] ? -1 : 0)) : [];
    },
    /** Returns all properties of a cell, null where it lacks one. @param {number} i @returns {Record<string, any>} */
    properties(i) {
      const by = [...divisors].filter(([, column]) => Number.isFinite(column[i])).map(([key, column]) => [key, column[i]]);
      const own = (/** @type {string} */ key) => words.get(key)?.[i] || (known(number(numbers, key, i)) ? number(numbers, key, i) : null);
      return Object.fromEntries(ordered().map((key) => [key, key === "id" ? ids[i] : key === "of" ? Object.fromEntries(by) : own(key)]));
    },
    /** Returns what a cell is called by. @param {number} i */
    called: (i) => ({ id: ids[i], name: header.names[i], name_en: header.names_en[i] }),
    shape,
    /** Returns the shapes of all, one after the other. */
    *shapes() {
      for (let i = 0; i < n; i++) yield shape(i);
    },
    /** Returns the number of the topmost cell at a world point, -1 for none. @param {[number, number]} world */
    at([x, y]) {
      for (let i = n - 1; i >= 0; i--) {
        const b = 4 * i;
        if (x >= boxes[b] && y >= boxes[b + 1] && x <= boxes[b + 2] && y <= boxes[b + 3] && contains(shape(i), x, y)) return i;
      }
      return -1;
    },
  };
}

/** @typedef {ReturnType<typeof createCells>} Cells */

/** The cells of no answer. */
export const noCells = createCells({
  header: { ids: [], names: [], names_en: [], classes: [], density: { measures: [] } },
  of: { vertices: new Float64Array(0), rings: [0], polygons: [0], cells: [0], area_m2: [], inside_m2: [], dominant_share: [], dominant_class: [] },
});
