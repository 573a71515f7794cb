// What a table to be saved is made of.

import { api } from "../api.js";
import { csv } from "./csv.js";

/** @typedef {{name: string, file: string, csv: () => string|Promise<string>, geojson: () => Promise<any>|any}} Table named by a key of the catalogue */
/** @typedef {Record<string, any>} Row */

/** Returns a FeatureCollection. @param {any[]} features */
export const collection = (features) => ({ type: "FeatureCollection", features });

/** Returns every key that any of the rows has, in the order they appear. @param {Row[]} rows */
const keysOf = (rows) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Returns rows as CSV, a column for every key that any of them has. @param {Row[]} rows */
export function csvOf(rows) {
  const keys = keysOf(rows);
  return csv(keys, rows.map((row) => keys.map((key) => row[key])));
}

/**
 * Returns a table of rows that may still have to come, with the shape of each.
 * @param {string} name @param {string} file
 * @param {() => Row[]|Promise<Row[]>} rows @param {(row: Row, i: number) => any} geometryOf a geometry, null, or the promise of one
 * @returns {Table}
 */
export const table = (name, file, rows, geometryOf) => ({
  name, file,
  csv: async () => csvOf(await rows()),
  geojson: async () => collection(await Promise.all((await rows()).map(async (row, i) => ({ type: "Feature", geometry: await geometryOf(row, i), properties: row })))),
});

/** Returns what gives the shape of a study area, fetched once. @param {string} area layer, or layer/feature */
export function shapeOf(area) {
  /** @type {Promise<any>|undefined} */
  let coming;
  return () => (coming ??= fetchShape(area));
}

/** @param {string} area */
async function fetchShape(area) {
  const cut = area.indexOf("/"), layer = cut < 0 ? area : area.slice(0, cut), id = cut < 0 ? "" : area.slice(cut + 1);
  const { features } = await api.features(layer);
  const found = id ? features.filter((/** @type {any} */ f) => String(f.id) === id) : features;
  if (found.length === 1) return found[0].geometry;
  return found.length ? { type: "GeometryCollection", geometries: found.map((/** @type {any} */ f) => f.geometry) } : null;
}

/** Returns the polygon of a box, null for none. @param {number[]|undefined} box west, south, east, north */
export const boxShape = (box) => (box?.length === 4 ? { type: "Polygon", coordinates: [[[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]], [box[0], box[1]]]] } : null);
