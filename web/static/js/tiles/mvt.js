// Decodes Mapbox vector tiles (version 2.1) into flat arrays. A tile that is not
// one is refused with Malformed; the work it can cause is bounded by its bytes.

import { eight, four, Malformed, Reader, sized, whole } from "./pbf.js";
import { builder } from "./tile.js";

/** @typedef {import("./tile.js").Builder} Builder */

/** The most of a tile that is read. */
const most = { bytes: 1 << 24, layers: 64, features: 1 << 18, keys: 1 << 16, values: 1 << 20, unit: 1 << 20 };

/** Features that are one step. */
const atOnce = 512;

/**
 * Decodes a tile in steps: the names and values of a layer are one, then some features. Those of several layers follow each other. One tile at a time.
 * @param {Uint8Array} bytes @returns {Generator<void, import("./tile.js").Tile>}
 * @throws {Malformed}
 */
export function* decodeSteps(bytes) {
  if (bytes.length > most.bytes) throw new Malformed(`${bytes.length} bytes`);
  const r = new Reader(bytes), made = builder();
  /** @type {number[]} where each layer begins and ends */
  const layers = [];
  r.fields(bytes.length, (number, type, end) => {
    if (number !== 3 || type !== sized) return false;
    if (layers.length >= 2 * most.layers) throw new Malformed("too many layers");
    layers.push(r.at, end);
  });
  for (let k = 0; k < layers.length; k += 2) {
    r.at = layers[k];
    yield* layerSteps(r, layers[k + 1], made);
  }
  return made.tile(bytes.length);
}

/** Decodes a tile at once: see decodeSteps. @param {Uint8Array} bytes @returns {import("./tile.js").Tile} @throws {Malformed} */
export function decode(bytes) {
  const steps = decodeSteps(bytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** @param {Reader} r @param {number} end @param {Builder} made @returns {Generator<void, void>} */
function* layerSteps(r, end, made) {
  /** @type {number[]} where each feature begins and ends */
  const features = [];
  /** @type {string[]} */
  const keys = [];
  /** @type {any[]} */
  const values = [];
  let extent = 4096;
  r.fields(end, (number, type, to) => {
    if (type === sized && number === 2) features.push(r.at, to);
    else if (type === sized && number === 3) keys.push(r.text(to));
    else if (type === sized && number === 4) values.push(readValue(r, to));
    else if (type === whole && number === 5) extent = r.varint();
    else return false;
  });
  if (features.length > 2 * most.features || keys.length > most.keys || values.length > most.values) throw new Malformed("too much in a layer");
  if (!(extent >= 1 && extent <= 65536)) throw new Malformed(`an extent of ${extent}`);
  made.layer(extent, keys, values);
  for (let k = 0; k < features.length; k += 2) {
    if (k % (2 * atOnce) === 0) yield;
    r.at = features[k];
    readFeature(r, features[k + 1], made, keys.length, values.length);
  }
}

/** @param {Reader} r @param {number} end */
function readValue(r, end) {
  /** @type {any} */
  let value = null;
  r.fields(end, (number, type, to) => {
    if (number === 1 && type === sized) value = r.text(to);
    else if (number === 2 && type === four) value = r.real(4);
    else if (number === 3 && type === eight) value = r.real(8);
    else if ((number === 4 || number === 5) && type === whole) value = r.varint();
    else if (number === 6 && type === whole) {
      const n = r.varint();
      value = n % 2 ? -(n + 1) / 2 : n / 2;
    } else if (number === 7 && type === whole) value = r.varint() !== 0;
    else return false;
  });
  return value;
}

/** @param {Reader} r @param {number} end @param {Builder} made @param {number} keys @param {number} values how many there are */
function readFeature(r, end, made, keys, values) {
  let kind = 0, low = 0, high = 0, named = false, shape = 0, shapeEnd = 0;
  made.begin();
  r.fields(end, (number, type, to) => {
    if (number === 1 && type === whole) {
      r.varint();
      [low, high, named] = [r.low, r.high, true];
    } else if (number === 2 && type === sized) {
      while (r.at < to) {
        const key = r.varint(), value = r.varint();
        if (key >= keys || value >= values) throw new Malformed("a tag names what is not there");
        made.tag(key, value);
      }
    } else if (number === 3 && type === whole) kind = r.varint();
    else if (number === 4 && type === sized) [shape, shapeEnd] = [r.at, to];
    else return false;
  });
  r.at = shape;
  if (kind >= 1 && kind <= 3) readShape(r, shapeEnd, made, kind); // of another type: not drawn
  made.finish(kind, named, low, high);
}

/** Runs the commands of a geometry. @param {Reader} r @param {number} end @param {Builder} made @param {number} kind */
function readShape(r, end, made, kind) {
  let x = 0, y = 0, open = false;
  const outer = r.end;
  r.end = end;
  while (r.at < end) {
    const word = r.varint(), command = word % 8, count = Math.floor(word / 8);
    if (command === 7) {
      if (kind !== 3 || count !== 1 || !open) throw new Malformed("a ring is closed that is not open");
      open = false;
      made.close();
      continue;
    }
    if (command !== 1 && command !== 2) throw new Malformed(`command ${command}`);
    if (count < 1 || count > (end - r.at) / 2) throw new Malformed("a command goes beyond the end");
    if (command === 2 && !open) throw new Malformed("a line from nowhere");
    for (let n = 0; n < count; n++) {
      x += r.zigzag();
      y += r.zigzag();
      if (Math.abs(x) > most.unit || Math.abs(y) > most.unit) throw new Malformed("a place far outside");
      if (command === 1 && (kind !== 1 || (n === 0 && !open))) made.part();
      open = true;
      made.place(x, y);
    }
  }
  r.end = outer;
}
