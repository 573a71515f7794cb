// The features of a tile in flat arrays: small, and quick to go through.

import { Malformed } from "./pbf.js";

/**
 * @typedef {object} Tile the features of a tile, in the order in which they are drawn
 * @property {number} count features
 * @property {number} extent units of a side
 * @property {Uint8Array} kinds of the features: 1 points, 2 lines, 3 areas
 * @property {Uint32Array} first number of each feature's first part, and of one more
 * @property {Uint32Array} parts number of each part's first place, and of one more
 * @property {Uint8Array} outer whether a part is a ring that begins a polygon
 * @property {Int16Array|Int32Array} places x, y in units from the tile's north-west corner; rings end where they begin
 * @property {Int32Array} boxes west, north, east, south of each feature, in units
 * @property {(i: number) => string} idOf
 * @property {(i: number) => Record<string, any>} propertiesOf
 * @property {number} bytes about what it takes in memory
 */

/** @typedef {ReturnType<typeof builder>} Builder */

/** The most places of a tile that are kept. */
const mostPlaces = 1 << 21;

/** Grows by doubling. @template {Uint32Array|Int32Array|Uint8Array} T @param {T} array @param {number} n to hold @returns {T} */
function room(array, n) {
  if (n <= array.length) return array;
  const more = new /** @type {any} */ (array.constructor)(Math.max(n, 2 * array.length));
  more.set(array);
  return more;
}

/** Scratch that tiles are gathered in, one after the other. */
const gathered = {
  kinds: new Uint8Array(257), first: new Uint32Array(257), parts: new Uint32Array(513), outer: new Uint8Array(512), places: new Int32Array(4096), boxes: new Int32Array(1028),
  lows: new Uint32Array(257), highs: new Uint32Array(257), named: new Uint8Array(257), firstTag: new Uint32Array(257), tags: new Uint32Array(4096),
};

/** Makes room for features. @param {number} n and one more */
function growFeatures(n) {
  const g = gathered;
  for (const key of /** @type {const} */ (["first", "firstTag", "kinds", "lows", "highs", "named"])) /** @type {any} */ (g)[key] = room(g[key], n);
  g.boxes = room(g.boxes, 4 * n);
}

/** Returns what gathers the features of a tile; one at a time. */
export function builder() {
  const g = gathered;
  let count = 0, partCount = 0, placeCount = 0, tagCount = 0, extent = 4096, begun = 0, firstTag = 0;
  let west = 0, north = 0, east = 0, south = 0;
  /** @type {{from: number, keys: string[], values: any[], id: number}[]} layers and their first feature */
  const layers = [];

  /** @param {number} x @param {number} y */
  function place(x, y) {
    if (placeCount >= mostPlaces) throw new Malformed("too many places");
    g.places = room(g.places, 2 * placeCount + 2);
    g.places[2 * placeCount] = x;
    g.places[2 * placeCount++ + 1] = y;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  }

  return {
    place,
    /** @param {number} units @param {string[]} keys @param {any[]} values */
    layer(units, keys, values) {
      if (count && units !== extent) throw new Malformed("layers of different extents");
      extent = units;
      layers.push({ from: count, keys, values, id: keys.indexOf("id") });
    },
    /** Begins a feature, forgetting what was said of one that was not finished. */
    begin() {
      begun = partCount;
      firstTag = tagCount;
      west = north = Infinity;
      east = south = -Infinity;
    },
    /** @param {number} key @param {number} value */
    tag(key, value) {
      g.tags = room(g.tags, tagCount + 2);
      g.tags[tagCount++] = key;
      g.tags[tagCount++] = value;
    },
    part() {
      g.parts = room(g.parts, partCount + 2);
      g.outer = room(g.outer, partCount + 1);
      g.outer[partCount] = 0;
      g.parts[partCount++] = placeCount;
    },
    /** Ends a ring: the first of a feature begins a polygon, and so does each that runs the same way as outer rings do. */
    close() {
      const k = partCount - 1, { parts, places } = g;
      let double = 0;
      for (let i = parts[k], j = placeCount - 1; i < placeCount; j = i++) double += places[2 * j] * places[2 * i + 1] - places[2 * i] * places[2 * j + 1];
      g.outer[k] = k === begun || double > 0 ? 1 : 0;
      place(places[2 * parts[k]], places[2 * parts[k] + 1]);
    },
    /** Ends a feature; one of which nothing is seen is left out. @param {number} kind @param {boolean} named whether it has an id @param {number} low @param {number} high halves of the id */
    finish(kind, named, low, high) {
      if (partCount === begun) {
        tagCount = firstTag;
        return;
      }
      if (count + 2 > g.first.length) growFeatures(count + 2);
      const b = 4 * count;
      g.boxes[b] = west;
      g.boxes[b + 1] = north;
      g.boxes[b + 2] = east;
      g.boxes[b + 3] = south;
      g.kinds[count] = kind;
      g.lows[count] = low;
      g.highs[count] = high;
      g.named[count] = named ? 1 : 0;
      g.first[count] = begun;
      g.firstTag[count++] = firstTag;
    },
    /** Returns the tile. @param {number} size bytes that it came in @returns {Tile} */
    tile(size) {
      [g.first[count], g.parts[partCount], g.firstTag[count]] = [partCount, placeCount, tagCount];
      const lows = g.lows.slice(0, count), highs = g.highs.slice(0, count), named = g.named.slice(0, count), starts = g.firstTag.slice(0, count + 1), tags = g.tags.slice(0, tagCount);
      const boxes = g.boxes.slice(0, 4 * count), small = boxes.every((v) => v > -32768 && v < 32768), places = g.places.subarray(0, 2 * placeCount);
      const layerOf = (/** @type {number} */ i) => /** @type {typeof layers[0]} */ (layers.findLast((l) => l.from <= i));
      return {
        count, extent, boxes, kinds: g.kinds.slice(0, count), first: g.first.slice(0, count + 1), parts: g.parts.slice(0, partCount + 1), outer: g.outer.slice(0, partCount),
        places: small ? new Int16Array(places) : places.slice(),
        idOf(i) {
          if (named[i]) return highs[i] < 1 << 21 ? String(highs[i] * 4294967296 + lows[i]) : String((BigInt(highs[i]) << 32n) | BigInt(lows[i]));
          const { id, values } = layerOf(i);
          if (id >= 0) for (let k = starts[i]; k < starts[i + 1]; k += 2) if (tags[k] === id) return String(values[tags[k + 1]]);
          return "";
        },
        propertiesOf(i) {
          const { keys, values } = layerOf(i);
          /** @type {Record<string, any>} */
          const found = {};
          for (let k = starts[i]; k < starts[i + 1]; k += 2) {
            const key = keys[tags[k]];
            if (key !== "__proto__") found[key] = values[tags[k + 1]];
          }
          return found;
        },
        bytes: (small ? 4 : 8) * placeCount + 5 * partCount + 40 * count + 4 * tagCount + 3 * size,
      };
    },
  };
}
