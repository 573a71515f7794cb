// What each view has to export: unrounded, with plain English column names, units in them.

import { api } from "../api.js";
import { questionOf, spelledOut } from "../asked.js";
import { codeOf } from "../codes.js";
import { areaOf } from "../drawn.js";
import { bothCurves, compareTables, scenarioTable } from "./compare_tables.js";
import { dataTables } from "./data_tables.js";
import { landTables } from "./land_tables.js";
import { collection, csvOf, shapeOf, table } from "./table.js";

/** @typedef {import("./table.js").Table} Table */

/** A position as two columns instead of one. @param {any} properties */
function flat(properties) {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, value]) =>
    (Array.isArray(value) && value.length === 2 ? [[`${key.replace(/_lonlat$/, "")}_lon`, value[0]], [`${key.replace(/_lonlat$/, "")}_lat`, value[1]]] : [[key, value]])));
}

/** @param {string} name @param {string} file @param {any} features a FeatureCollection @returns {Table} */
function ofFeatures(name, file, features) {
  const items = features.features.map((/** @type {any} */ f) => (f.id === undefined ? flat(f.properties) : { id: f.id, ...flat(f.properties) }));
  return { name, file, csv: () => csvOf(items), geojson: () => features };
}

/**
 * Returns the tables of a view, none while its answer is not there.
 * @param {string} view @param {import("../state.js").Settings} s @param {any} d
 * @param {ReturnType<typeof import("../plan.js").createPlan>} plan @param {import("../types.js").Curve|null|undefined} curve the one that is drawn
 * @returns {Table[]} named by keys of the catalogue
 */
export function tablesOf(view, s, d, plan, curve) {
  const question = [s.service, `${s.radius}m`, ...(s.year ? [s.year] : []), ...(s.sites ? ["what-if"] : [])].join("-");
  if (view === "coverage" && d.coverage) {
    const facilities = plan.facilities().map((f) => ({ ...f.facility, what_if: f.change }));
    const drawn = areaOf(s.drawn, d.scenarios), area = drawn ? () => drawn : shapeOf(s.area);
    return [
      ...(d.gaps ? [ofFeatures("gaps.title", `gaps-${question}`, d.gaps)] : []),
      table("fac.title", `facilities-${question}`, () => facilities, (f) => ({ type: "Point", coordinates: [f.lon, f.lat] })),
      table("export.answer", `coverage-${question}`, () => [answered(d.coverage)], area),
      ...(curve ? [table("curve.title", `curve-${question}`, () => exactCurve(s, d), area)] : []),
      ...(d.areas ?? []).some((/** @type {any} */ a) => a.kind === "district") ? [table("dis.title", `districts-${question}`, () => import("../view/districts.js").then((m) => m.byDistrict(questionOf(s), d)), (row) => (row.id ? shapeOf(row.id)() : null))] : [],
    ];
  }
  if (view === "scenarios") return [...(d.compared ? compareTables(d.compared, d.comparedLand, () => bothCurves(s, d)) : []), ...scenarioTable(d)];
  if (view === "landuse" && d.landuse) {
    const list = (d.landuse.levels?.[s.level - 1] ?? d.landuse.classes).map((/** @type {any} */ { amounts, ...c }) => ({ ...c, ...amounts }));
    return [{ name: "lu.balance", file: `landuse-${s.area.replaceAll("/", "-")}`, csv: () => csvOf(list), geojson: () => parcels(d, list) }, ...landTables(s, d)];
  }
  if (view === "density" && d.density) return [cellTable(s, d)];
  if (view === "data") return dataTables(s, d);
  return [];
}

/** Returns the cells; their outlines, as they came, are asked for anew. @param {import("../state.js").Settings} s @param {{densityCells: import("../cell_columns.js").Cells, densityAsked: any}} d @returns {Table} */
const cellTable = (s, { densityCells: cells, densityAsked: asked }) => ({
  name: "view.density", file: `density-${s.cells}-${asked.size ?? s.size}m`,
  csv: () => csvOf(Array.from({ length: cells.count() }, (_, i) => cells.properties(i))),
  geojson: async () => collection((await api.density(asked)).features),
});

/** Returns the curve as the service computes it, a row for each radius: what is drawn may be the page's estimate. @param {import("../state.js").Settings} s @param {any} d */
async function exactCurve(s, d) {
  const { radii_m, ratio } = await api.curve({ ...spelledOut(questionOf(s), d), sites: undefined });
  return radii_m.map((/** @type {number} */ radius, /** @type {number} */ i) => ({ radius_m: radius, ratio: ratio[i] }));
}

/** Returns an answer as one row: amounts and ratio, and the demand at each depth. @param {import("../types.js").Coverage} c */
const answered = (c) => ({
  service: c.service, radius_m: c.radius_m, area: c.area.id, area_m2: c.area.area_m2, demand: [c.demand.kind, ...(c.demand.classes?.length ? [c.demand.classes.join(",")] : [])].join(":"), unit: c.demand.unit,
  total: c.demand.total, covered: c.covered, gap: c.gap, ratio: c.ratio, gaps: c.gaps.count, ...Object.fromEntries(c.depth.map(({ k, amount }) => [`depth_${k}`, amount])),
});

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
