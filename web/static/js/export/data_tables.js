// What the data view and a check have to export: layers, versions, problems.

import { api } from "../api.js";
import { boxShape, collection, csvOf, table } from "./table.js";

/** @typedef {import("../types.js").Problem} Problem */

/** @param {import("../types.js").Layer} l */
const described = (l) => ({
  id: l.id, name: l.name, name_en: l.name_en, role: l.role, kind: l.kind, version: l.version, features: l.features, crs: l.crs, source: l.source, loaded_at: l.loaded_at, synthetic: l.synthetic ?? false,
  problems: (l.problems_total ?? l.problems?.length ?? 0) + (l.warnings?.length ?? 0), west: l.bbox?.[0], south: l.bbox?.[1], east: l.bbox?.[2], north: l.bbox?.[3],
});

/** @param {Problem} p */
const told = ({ severity, rule, message, feature, id, path, line, column }) => ({ severity, rule, message, feature, id, path, line, column });

/**
 * Returns the tables of the data view.
 * @param {import("../state.js").Settings} s @param {any} d
 * @returns {import("./table.js").Table[]}
 */
export function dataTables(s, d) {
  /** @type {import("../types.js").Layer[]} */
  const layers = d.layers ?? [], layer = layers.find((l) => l.id === s.layer) ?? layers[0];
  if (!layer) return [];
  const problems = [...(layer.problems ?? []), ...(layer.warnings ?? [])];
  /** Finds the feature that a problem is of. @param {any} p */
  const shape = async (p) => (p.id ?? p.feature) === undefined ? null : api.feature(layer.id, String(p.id ?? Number(p.feature) + 1)).then((f) => f.geometry, () => null);
  return [
    table("layers.title", "layers", () => layers.map(described), (_, i) => boxShape(layers[i].bbox)),
    table("history.title", `versions-${layer.id}`, () => api.versions(layer.id).then(({ versions }) => versions), () => null),
    ...(problems.length ? [table("data.problemsof", `problems-${layer.id}`, () => problems.map(told), shape)] : []),
  ];
}

/**
 * Returns the problems of a file that was checked, as a table.
 * @param {string} file @param {any} report
 * @returns {import("./table.js").Table}
 */
export function problemTable(file, report) {
  const rows = [...(report.problems ?? []), ...(report.warnings ?? [])].map(told);
  const places = new Map((report.flawed ?? []).map((/** @type {any} */ f) => [f.feature, f.geometry]));
  return {
    name: "data.problemsof", file: `${file.replace(/(\.[a-z]+)+$/i, "")}-problems`, csv: () => csvOf(rows),
    geojson: () => collection(rows.map((row) => ({ type: "Feature", geometry: places.get(Number(row.feature)) ?? null, properties: row }))),
  };
}
