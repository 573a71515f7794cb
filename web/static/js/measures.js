// What a measure is called, in which unit it comes and how it is written.

import { area, figure, number, percent } from "./format.js";
import { has, nameOf, t } from "./i18n.js";

/**
 * @typedef {{id?: string, unit?: string, name_zh?: string, name_en?: string, formula?: string, note?: string, value?: number|null}} Measure
 */

/** Measures of unit 1 that are shares and read best in per cent. */
const shares = new Set(["green_ratio", "building_coverage", "building_coverage_net"]);

/** Order in which known measures are offered; others follow. */
export const order = [
  "population_density", "far_gross", "far_net", "jobs_density", "building_coverage", "building_coverage_net", "green_ratio", "mix_entropy",
  "jobs_housing_ratio", "road_density", "population_density_net", "population_density_weighted", "jobs_density_net", "park_land_per_person", "output_density", "population", "jobs", "floor_area", "footprint", "green_area", "output",
];

/** Returns ids in the order they are offered. @param {string[]} ids */
export function inOrder(ids) {
  const place = (/** @type {string} */ id) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...ids].sort((a, b) => place(a) - place(b));
}

/** Returns a measure's name: the catalogue's short one, else what the service calls it. @param {string} id @param {Measure} [m] */
export const measureName = (id, m) => (has("measure." + id) ? t("measure." + id) : nameOf({ ...m, id }));

/** Returns a unit's words, "" for a bare number. @param {string|undefined} unit */
export const unitName = (unit) => (!unit || unit === "1" || unit === "jobs/person" ? "" : has("unit." + unit) ? t("unit." + unit) : unit);

/** Units of the measures, for answers that name none. @type {Record<string, string>} */
const units = { population_density: "people/km2", jobs_density: "jobs/km2", output_density: "yuan/km2/year", road_density: "km/km2" };

/** Returns the unit of a measure. @param {string} id @param {Measure} [m] */
export const unitOf = (id, m) => m?.unit ?? units[id] ?? "1";

/** Writes a value of a measure. @param {string} id @param {number} value @param {Measure} [m] @param {boolean} [bare] without its unit */
export function measureText(id, value, m, bare) {
  if (shares.has(id)) return percent(value);
  const unit = unitOf(id, m);
  if (unit === "m2") return area(value);
  if (unit === "people" || unit === "jobs") return bare ? number(value) : `${number(value)}\u00a0${unitName(unit)}`;
  const words = unitName(unit);
  return bare || !words ? figure(value) : `${figure(value)}\u00a0${words}`;
}
