// The answer by district: what the service says of each, with the what-if and without.

import { bodyFor } from "./api.js";
import { spelledOut } from "./asked.js";
import { scenarioApi } from "./scenario_api.js";

/**
 * @typedef {{id: string, name?: string, name_en?: string, unit: string, total: number, covered: number, gap: number, ratio: number|null, ratio_change?: number|null}} DistrictRow
 *   id is "" for land in no district; ratio is null where there is nothing to serve; ratio_change is that of the what-if
 */

/**
 * Returns the districts of the study area, in the service's order.
 * @param {import("./types.js").Query} q @param {import("./state.js").Data} d @param {AbortSignal} [signal]
 * @returns {Promise<DistrictRow[]>}
 */
export async function byDistrict(q, d, signal) {
  const body = bodyFor(spelledOut(q, d));
  const { districts, demand } = await scenarioApi.compare({ ...body, sites: undefined }, body, "json", signal);
  const ratio = (/** @type {number} */ part, /** @type {number} */ total) => (total > 0 ? Math.min(1, part / total) : null);
  return districts.map((/** @type {any} */ x) => {
    const now = ratio(x.covered_b, x.total_b), before = ratio(x.covered_a, x.total_a);
    return { id: x.id, name: x.name, name_en: x.name_en, unit: demand.unit, total: x.total_b, covered: x.covered_b, gap: Math.max(0, x.total_b - x.covered_b), ratio: now,
      ...(q.sites ? { ratio_change: now === null || before === null ? null : now - before } : {}) };
  });
}
