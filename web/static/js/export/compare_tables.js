// What the scenarios view has to export: the comparison by district, the facilities that differ, the land that changes.

import { api, bodyFor } from "../api.js";
import { questionOf, spelledOut } from "../asked.js";
import { scenarioApi } from "../scenario_api.js";
import { now, today } from "../scenarios.js";
import { csv } from "./csv.js";
import { table } from "./table.js";

/** @typedef {import("../scenarios.js").Compared} Compared */

const districtKeys = ["id", "name", "name_en", "unit", "total_a", "total_b", "covered_a", "covered_b", "covered_change", "ratio_a", "ratio_b", "ratio_change", "gained", "lost"];
const facilityKeys = ["id", "name", "name_en", "layer", "change", "lon", "lat", "from_lon", "from_lat", "unit", "reach_a", "reach_b", "exclusive_a", "exclusive_b"];
const landKeys = ["change", "a", "b", "area_m2"];

/** @param {any[]} list @param {string[]} keys */
const rows = (list, keys) => list.map((item) => keys.map((key) => item[key]));
const ratio = (/** @type {number} */ part, /** @type {number} */ all) => (all > 0 ? part / all : 0);

/** Returns the two sides and their difference as rows. @param {Compared} c */
function summary(c) {
  const twice = (/** @type {import("../scenarios.js").Side} */ side) => side.depth.filter((x) => x.k >= 2).reduce((n, x) => n + x.amount, 0);
  const unit = c.demand.unit, row = (/** @type {string} */ measure, /** @type {string} */ of, /** @type {number} */ a, /** @type {number} */ b) => ({ measure, unit: of, a, b, difference: b - a });
  return [
    row("ratio", "1", c.a.ratio, c.b.ratio), ...["total", "covered", "gap"].map((key) => row(key, unit, /** @type {any} */ (c.a)[key], /** @type {any} */ (c.b)[key])), row("covered_twice", unit, twice(c.a), twice(c.b)),
    row("gaps", "1", c.a.gaps, c.b.gaps), row("facilities", "1", c.a.facilities, c.b.facilities),
    ...["gained", "lost", "kept", "open"].map((key) => ({ measure: key, unit, difference: /** @type {any} */ (c.difference)[key] })),
  ];
}

/** Returns the scenarios that are kept, with how each stands beside today where that is known. @param {any} d @returns {import("./table.js").Table[]} */
export function scenarioTable(d) {
  const list = /** @type {import("../scenarios.js").Scenario[]} */ (d.scenarios ?? []);
  if (!list.length) return [];
  const known = new Map([...(d.briefs ?? [])].map(([key, brief]) => [JSON.parse(key).slice(0, 2).join(" "), brief]));
  const rows = () => list.map((s) => {
    const brief = known.get([s.id, s.version].join(" "));
    return { id: s.id, name: s.name, note: s.note, version: s.version, changed_at: s.changed_at, service: s.question.service, radius_m: s.question.radius, demand: s.question.demand,
      added: s.question.sites?.added?.length ?? 0, moved: s.question.sites?.moved?.length ?? 0, closed: s.question.sites?.closed?.length ?? 0, ratio: brief?.ratio, ratio_change: brief?.change };
  });
  const sites = (/** @type {any} */ _, /** @type {number} */ i) => ({ type: "MultiPoint", coordinates: [...(list[i].question.sites?.added ?? []), ...(list[i].question.sites?.moved ?? [])].map((x) => [x.lon, x.lat]) });
  return [table("sc.title", "scenarios", rows, sites)];
}

/** Returns the whole and every district as rows. @param {Compared} c */
function districts(c) {
  const whole = { id: c.area.id, name: c.area.name, name_en: c.area.name_en, total_a: c.a.total, total_b: c.b.total, covered_a: c.a.covered, covered_b: c.b.covered, gained: c.difference.gained, lost: c.difference.lost };
  return [whole, ...c.districts].map((d) => {
    const a = ratio(d.covered_a, d.total_a), b = ratio(d.covered_b, d.total_b);
    return { ...d, unit: c.demand.unit, covered_change: d.covered_b - d.covered_a, ratio_a: a, ratio_b: b, ratio_change: b - a };
  });
}

/** Returns the curves of both sides as the service computes them, a row for each radius. @param {import("../state.js").Settings} s @param {any} d */
export async function bothCurves(s, d) {
  const { a, b, radii } = d.comparedSides, asked = (/** @type {string} */ id) => (id === now ? bodyFor(spelledOut(questionOf(s), d)) : d.scenarios.find((/** @type {any} */ x) => x.id === id)?.question);
  const [inA, inB] = await Promise.all([[a, b], [b, a]].map(([id, other]) => scenarioApi.curve({ ...asked(id === today ? other : id), ...(id === today ? { sites: undefined } : {}), radius: Math.max(radii.a, radii.b) })));
  return inA.radii_m.map((/** @type {number} */ radius_m, /** @type {number} */ i) => ({ radius_m, ratio_a: inA.ratio[i], ratio_b: inB.ratio[i], ratio_change: inB.ratio[i] - inA.ratio[i] }));
}

/** Returns the rows with the shapes of their districts. @param {any[]} list */
async function drawn(list) {
  const layers = new Set(list.map((d) => d.id.split("/")[0]).filter(Boolean));
  const shapes = new Map();
  for (const layer of layers) {
    const { features } = await api.features(layer);
    for (const f of features) shapes.set(`${layer}/${f.id}`, f.geometry);
    if (features.length === 1) shapes.set(layer, features[0].geometry);
  }
  return { type: "FeatureCollection", features: list.map((d) => ({ type: "Feature", id: d.id || undefined, geometry: shapes.get(d.id) ?? null, properties: d })) };
}

/**
 * Returns the tables of a comparison.
 * @param {Compared} c @param {(() => Promise<any>)|null|undefined} land asks for the land that changes anew: it is too large to be kept as it came @param {() => Promise<any[]>} curves
 * @returns {import("./tables.js").Table[]}
 */
export function compareTables(c, land, curves) {
  const pair = [c.a, c.b].map((side) => side.id || "what-if").join("-");
  const changed = c.facilities.map((f) => ({ ...f, from: undefined, from_lon: f.from?.[0], from_lat: f.from?.[1], unit: c.demand.unit }));
  return [
    { name: "sc.table.whole", file: `comparison-${pair}`, csv: () => csv(districtKeys, rows(districts(c), districtKeys)), geojson: () => drawn(districts(c)) },
    { name: "sc.byfacility", file: `facilities-${pair}`, csv: () => csv(facilityKeys, rows(changed, facilityKeys)),
      geojson: () => ({ type: "FeatureCollection", features: changed.map((f) => ({ type: "Feature", id: f.id, geometry: { type: "Point", coordinates: [f.lon, f.lat] }, properties: f })) }) },
    ...(land ? [{ name: "sc.table.land", file: `land-${pair}`, csv: async () => csv(landKeys, rows((await land()).features.map((/** @type {any} */ f) => f.properties), landKeys)), geojson: land }] : []),
    table("sc.table.summary", `summary-${pair}`, () => summary(c), () => null),
    table("curve.title", `curve-${pair}`, curves, () => null),
  ];
}
