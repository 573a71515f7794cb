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
 * @property {Int32Array} places x, y in units from the tile's north-west corner
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

/** Returns what gathers the features of a tile. */
export function builder() {
  let kinds = new Uint8Array(256), first = new Uint32Array(257), parts = new Uint32Array(513), outer = new Uint8Array(512);
  let places = new Int32Array(4096), boxes = new Int32Array(1024), lows = new Uint32Array(256), highs = new Uint32Array(256), named = new Uint8Array(256), firstTag = new Uint32Array(257);
  let count = 0, partCount = 0, placeCount = 0, extent = 4096, begun = 0;
  let west = 0, north = 0, east = 0, south = 0;
  /** @type {{from: number, keys: string[], values: any[], id: number}[]} layers and their first feature */
  const layers = [];
  const made = {
    /** @type {number[]} key, value, key, value, … */
    tags: [],
    /** @param {number} units @param {string[]} keys @param {any[]} values */
    layer(units, keys, values) {
      if (count && units !== extent) throw new Malformed("layers of different extents");
      extent = units;
      layers.push({ from: count, keys, values, id: keys.indexOf("id") });
    },
    /** @param {number} kind */
    begin(kind) {
      kinds = room(kinds, count + 1);
      kinds[count] = kind;
      begun = partCount;
      [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    },
    part() {
      parts = room(parts, partCount + 2);
      outer = room(outer, partCount + 1);
      outer[partCount] = 0;
      parts[partCount++] = placeCount;
    },
    /** @param {number} x @param {number} y */
    place(x, y) {
      if (placeCount >= mostPlaces) throw new Malformed("too many places");
      places = room(places, 2 * placeCount + 2);
      places[2 * placeCount] = x;
      places[2 * placeCount++ + 1] = y;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    },
    /** Ends a ring: the first of a feature begins a polygon, and so does each that runs the same way as outer rings do. */
    close() {
      const k = partCount - 1;
      let double = 0;
      for (let i = parts[k], j = placeCount - 1; i < placeCount; j = i++) double += places[2 * j] * places[2 * i + 1] - places[2 * i] * places[2 * j + 1];
      outer[k] = k === begun || double > 0 ? 1 : 0;
    },
    /** @param {boolean} hasId @param {number} low @param {number} high @param {number} tag number of the feature's first tag */
    finish(hasId, low, high, tag) {
      if (partCount === begun) { // nothing of it is seen
        made.tags.length = tag;
        return;
      }
      [first, boxes, lows, highs] = [room(first, count + 2), room(boxes, 4 * count + 4), room(lows, count + 1), room(highs, count + 1)];
      [named, firstTag] = [room(named, count + 1), room(firstTag, count + 2)];
      boxes.set([west, north, east, south], 4 * count);
      first[count] = begun;
      [lows[count], highs[count], named[count], firstTag[count]] = [low, high, hasId ? 1 : 0, tag];
      count++;
    },
    /** Returns the tile. @param {number} size bytes that it came in @returns {Tile} */
    tile(size) {
      first = room(first, count + 1).slice(0, count + 1);
      parts = room(parts, partCount + 1).slice(0, partCount + 1);
      firstTag = room(firstTag, count + 1).slice(0, count + 1);
      [first[count], parts[partCount], firstTag[count]] = [partCount, placeCount, made.tags.length];
      const tags = Uint32Array.from(made.tags);
      const layerOf = (/** @type {number} */ i) => /** @type {typeof layers[0]} */ (layers.findLast((l) => l.from <= i));
      return {
        count, extent, first, parts, kinds: kinds.slice(0, count), outer: outer.slice(0, partCount), places: places.slice(0, 2 * placeCount), boxes: boxes.slice(0, 4 * count),
        idOf(i) {
          if (named[i]) return highs[i] < 1 << 21 ? String(highs[i] * 4294967296 + lows[i]) : String((BigInt(highs[i]) << 32n) | BigInt(lows[i]));
          const { id, values } = layerOf(i);
          if (id >= 0) for (let k = firstTag[i]; k < firstTag[i + 1]; k += 2) if (tags[k] === id) return String(values[tags[k + 1]]);
          return "";
        },
        propertiesOf(i) {
          const { keys, values } = layerOf(i);
          /** @type {Record<string, any>} */
          const found = {};
          for (let k = firstTag[i]; k < firstTag[i + 1]; k += 2) {
            const key = keys[tags[k]];
            if (key !== "__proto__") found[key] = values[tags[k + 1]];
          }
          return found;
        },
        bytes: 9 * placeCount * 1.2 + 48 * count + 4 * tags.length + 3 * size,
      };
    },
  };
  return made;
}
