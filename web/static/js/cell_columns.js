// The cells of a density answer in columns: as an object each, with one more for its
// outline, those of a city take several times the room, and longer to come and go.

import { contains } from "./geo/inside.js";
import { toWorld } from "./geo/shape.js";

/** @typedef {import("./geo/shape.js").Shape} Shape */

/** Grows by doubling. @template {Float64Array|Uint32Array} A @param {A} array @param {number} n to hold @param {number} [fill] @returns {A} */
function room(array, n, fill = 0) {
  if (n <= array.length) return array;
  const more = new /** @type {any} */ (array.constructor)(Math.max(n, 2 * array.length, 256));
  if (fill !== 0) more.fill(fill);
  more.set(array);
  return more;
}

/** Returns the polygons of a geometry. @param {any} g @returns {[number, number][][][]} */
const polygonsOf = (g) => (g?.type === "Polygon" ? [g.coordinates] : g?.type === "MultiPolygon" ? g.coordinates : (g?.geometries ?? []).flatMap(polygonsOf));

/** Returns cells that take more of them in. */
export function createCells() {
  let n = 0, partCount = 0, used = 0;
  /** Where outlines lie in world units, where each ring of them begins, whether a polygon does, and the first ring of each cell. */
  let world = new Float64Array(0), parts = new Uint32Array(1), outer = new Uint32Array(0), first = new Uint32Array(1), boxes = new Float64Array(0);
  /** @type {string[]} */
  const ids = [];
  /** Numbers by property, NaN for none; and what a measure divides by. @type {Map<string, Float64Array>} */
  const numbers = new Map(), divisors = new Map();
  /** Other properties. @type {Map<string, any[]>} */
  const words = new Map();
  /** All properties, as they come. @type {Set<string>} */
  const order = new Set();

  /** @param {Map<string, Float64Array>} columns @param {string} key @param {number} value */
  function put(columns, key, value) {
    const column = room(columns.get(key) ?? new Float64Array(0), n + 1, NaN);
    column[n] = value;
    columns.set(key, column);
  }

  /** @param {string} key */
  function column(key) {
    const list = words.get(key) ?? [];
    words.set(key, list);
    return list;
  }

  /** @param {[number, number][]} ring @param {boolean} begins a polygon @param {number[]} box */
  function trace(ring, begins, box) {
    world = room(world, used + 2 * ring.length);
    for (const [lon, lat] of ring) {
      const [x, y] = toWorld(lon, lat);
      world[used++] = x;
      world[used++] = y;
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
    outer = room(outer, partCount + 1);
    outer[partCount] = begins ? 1 : 0;
    parts = room(parts, ++partCount + 1);
    parts[partCount] = used;
  }

  /** @param {any} geometry */
  function outline(geometry) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const polygon of polygonsOf(geometry)) polygon.forEach((ring, k) => trace(ring, k === 0, box));
    boxes = room(boxes, 4 * n + 4);
    boxes.set(box, 4 * n);
    first = room(first, n + 2);
    first[n + 1] = partCount;
  }

  /** Returns a column's number of a cell, NaN for none. @param {Map<string, Float64Array>} columns @param {string} key @param {number} i */
  const of = (columns, key, i) => columns.get(key)?.[i] ?? NaN;

  /** @param {number} i @returns {Shape} */
  function shape(i) {
    const list = [], polygons = [];
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (outer[k]) polygons.push(k - first[i]);
      list.push(world.subarray(parts[k], parts[k + 1]));
    }
    return { kind: "area", parts: list, polygons, box: /** @type {any} */ ([...boxes.subarray(4 * i, 4 * i + 4)]), properties: null, id: ids[i] };
  }

  return {
    /** Takes a cell in. @param {import("./types.js").Feature} cell */
    add(cell) {
      const { of: by, ...properties } = cell.properties ?? {};
      outline(cell.geometry);
      ids.push(String(cell.id ?? properties.id));
      for (const key in by) put(divisors, key, by[key]);
      for (const key in properties) {
        const value = properties[key];
        if (typeof value === "number") put(numbers, key, value);
        else if (value !== null && key !== "id") column(key)[n] = value;
      }
      for (const key in cell.properties) order.add(key);
      n++;
    },
    /** Returns how many there are. */
    count: () => n,
    /** Returns the properties that are numbers. */
    keys: () => [...numbers.keys()],
    /** @param {number} i */
    id: (i) => ids[i],
    /** Returns the number of a cell's id, -1 for none. @param {string} id */
    find: (id) => ids.indexOf(id),
    /** Returns a number of a cell, NaN for none. @param {string} key @param {number} i */
    value: (key, i) => of(numbers, key, i),
    /** Returns what a measure of a cell divides by. @param {string} key @param {number} i */
    by: (key, i) => (Number.isNaN(of(divisors, key, i)) ? of(numbers, "area_m2", i) : of(divisors, key, i)),
    /** Returns what a property has of all cells, without those that lack it. @param {string} key */
    values: (key) => (numbers.get(key) ?? new Float64Array(0)).subarray(0, n).filter((v) => !Number.isNaN(v)),
    /** Returns all properties of a cell, null where it lacks one. @param {number} i @returns {Record<string, any>} */
    properties(i) {
      const number = (/** @type {string} */ key) => (Number.isNaN(of(numbers, key, i)) ? null : of(numbers, key, i));
      const by = [...divisors].filter(([, column]) => Number.isFinite(column[i])).map(([key, column]) => [key, column[i]]);
      return Object.fromEntries([...order].map((key) => [key, key === "id" ? ids[i] : key === "of" ? Object.fromEntries(by) : words.get(key)?.[i] ?? number(key)]));
    },
    shape,
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
