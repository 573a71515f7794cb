// What each view has to export: unrounded, with plain English column names, units in them.

import { api } from "../api.js";
import { codeOf } from "../codes.js";
import { compareTables } from "./compare_tables.js";
import { csv } from "./csv.js";

/** @typedef {{name: string, file: string, csv: () => string, geojson: () => Promise<any>|any}} Table */

/** Returns a FeatureCollection. @param {any[]} features */
const collection = (features) => ({ type: "FeatureCollection", features });

/** Returns rows of the values that keys name. @param {any[]} list @param {string[]} keys */
const rows = (list, keys) => list.map((item) => keys.map((key) => item[key]));

/** Returns every key that any of the items has, in the order they appear. @param {any[]} items */
const keysOf = (items) => [...new Set(items.flatMap((item) => Object.keys(item)))];

/** A position as two columns instead of one. @param {any} properties */
function flat(properties) {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, value]) =>
    (Array.isArray(value) && value.length === 2 ? [[`${key.replace(/_lonlat$/, "")}_lon`, value[0]], [`${key.replace(/_lonlat$/, "")}_lat`, value[1]]] : [[key, value]])));
}

/** @param {string} name @param {string} file @param {any} features a FeatureCollection @returns {Table} */
function ofFeatures(name, file, features) {
  const items = features.features.map((/** @type {any} */ f) => (f.id === undefined ? flat(f.properties) : { id: f.id, ...flat(f.properties) }));
  const keys = keysOf(items);
  return { name, file, csv: () => csv(keys, rows(items, keys)), geojson: () => features };
}

/**
 * Returns the tables of a view, none while its answer is not there.
 * @param {string} view @param {import("../state.js").Settings} s @param {any} d
 * @param {ReturnType<typeof import("../plan.js").createPlan>} plan
 * @returns {Table[]} named by keys of the catalogue
 */
export function tablesOf(view, s, d, plan) {
  const question = [s.service, `${s.radius}m`, ...(s.year ? [s.year] : []), ...(s.sites ? ["what-if"] : [])].join("-");
  if (view === "coverage" && d.coverage) {
    const facilities = plan.facilities().map((f) => ({ ...f.facility, what_if: f.change }));
    const keys = keysOf(facilities);
    return [
      ...(d.gaps ? [ofFeatures("gaps.title", `gaps-${question}`, d.gaps)] : []),
      { name: "fac.title", file: `facilities-${question}`, csv: () => csv(keys, rows(facilities, keys)),
        geojson: () => collection(facilities.map((f) => ({ type: "Feature", id: f.id, geometry: { type: "Point", coordinates: [f.lon, f.lat] }, properties: f }))) },
    ];
  }
  if (view === "scenarios" && d.compared) return compareTables(d.compared, d.comparedLand);
  if (view === "landuse" && d.landuse) {
    const list = (d.landuse.levels?.[s.level - 1] ?? d.landuse.classes).map((/** @type {any} */ c) => ({ ...c, ...c.amounts, amounts: undefined }));
    const keys = keysOf(list).filter((key) => key !== "amounts");
    return [{ name: "lu.balance", file: `landuse-${s.area.replaceAll("/", "-")}`, csv: () => csv(keys, rows(list, keys)), geojson: () => parcels(d, list) }];
  }
  if (view === "density" && d.density) return [ofFeatures("view.density", `density-${s.cells}-${s.size}m`, { type: "FeatureCollection", features: d.density.features })];
  return [];
}

/** Returns the parcels of the land-use layers, each with the class of the balance it belongs to. @param {any} d @param {any[]} classes */
async function parcels(d, classes) {
  const layers = d.layers.filter((/** @type {any} */ l) => l.role === "landuse");
  const loaded = await Promise.all(layers.map((/** @type {any} */ l) => api.features(l.id)));
  const sorted = [...classes].sort((a, b) => b.code.length - a.code.length);
  return collection(loaded.flatMap((/** @type {any} */ l) => l.features.map((/** @type {any} */ f) => {
    const code = codeOf(f.properties ?? {});
    const found = sorted.find((c) => code.startsWith(c.code));
    return { ...f, properties: { ...f.properties, balance_class: found?.code ?? null, balance_name_zh: found?.name_zh ?? null, balance_name_en: found?.name_en ?? null } };
  })));
}
