// What the panes of the land-use view have to export: measures, class mappings, scorecard, industry and city, clearances, rules.

import { request, search } from "../api.js";
import { shapeOf, table } from "./table.js";

/** Flattens {zh, en} into two columns. @param {string} key @param {any} text */
const both = (key, text) => ({ [`${key}_zh`]: text?.zh, [`${key}_en`]: text?.en });

/** @param {string} key @param {any} share of land, people or jobs */
const shared = (key, share) => ({ [`${key}_total`]: share?.total, [`${key}_covered`]: share?.covered, [`${key}_ratio`]: share?.ratio });

/** @param {any} r a row of the scorecard */
const scored = (r) => ({
  id: r.id, service: r.service, name_zh: r.name_zh, name_en: r.name_en, metric: r.metric, radius_m: r.radius_m, value: r.value, unit: r.unit, ...both("target", r.target), verdict: r.verdict, ...both("why", r.why),
  numerator: r.numerator, denominator: r.denominator, ...both("denominator_of", r.denominator_of?.name), ...both("formula", r.formula), ...shared("land", r.land), ...shared("people", r.people),
  standard: r.rule.standard, clause: r.rule.clause, force: r.rule.force, evidence: r.rule.evidence, per_code: r.rule.per_code, rule_set: r.rule.set,
});

/** @param {any} p a pair that stands too close */
const paired = (p, /** @type {any} */ answer) => ({
  rule: answer.clearances[p.clearance]?.rule, finding: p.finding, clearance_m: answer.clearances[p.clearance]?.clearance_m, distance_m: p.distance_m, site_distance_m: p.site_distance_m, short_m: p.short_m,
  ...Object.fromEntries(["hazard", "exposed"].flatMap((side) => ["layer", "id", "name", "name_en", "kind", "status", "lon", "lat", "parcel"].map((key) => [`${side}_${key}`, p[side][key]]))),
});

/** Returns the values of a rule as rows, one without numbers as one row. @param {any} r a rule in force */
const ruled = (r) => (r.values.length ? r.values : [{}]).map((/** @type {any} */ v) => ({
  id: r.id, kinds: r.kinds.join(" "), subject: r.subject, name_zh: r.name_zh, name_en: r.name_en, metric: r.metric, when: r.when, case: v.case, min: v.min, max: v.max, unit: r.unit, radius_m: v.radius_m, minutes: r.minutes,
  text: r.text, denominator: r.denominator, force: r.force, standard: r.standard, clause: r.clause, evidence: r.evidence, confidence: r.confidence, rule_set: r.set ?? "builtin", source: r.source?.join("; "),
}));

/** Returns what values mean: those that no class is known for, then the entries of every mapping. @param {any} landuse */
async function meanings(landuse) {
  const { mappings } = await request("api/mappings");
  const unmapped = (landuse.unmapped ?? []).map((/** @type {any} */ u) => ({ mapping: undefined, version: undefined, key: u.key, value: u.value, scheme: landuse.scheme, code: undefined, layer: u.layer, parcels: u.parcels, area_m2: u.area_m2 }));
  return [...unmapped, ...mappings.flatMap((/** @type {any} */ m) => m.entries.map((/** @type {any} */ e) => ({ mapping: m.title || m.id, version: m.version, key: e.key, value: e.value, scheme: e.scheme, code: e.code })))];
}

/**
 * Returns the tables of the land-use view but the balance.
 * @param {import("../state.js").Settings} s @param {any} d
 * @returns {import("./table.js").Table[]}
 */
export function landTables(s, d) {
  const question = search({ area: s.area, ...(s.year ? { year: s.year } : { status: s.status }) }), file = s.area.replaceAll("/", "-");
  /** @param {string} path @param {(answer: any) => any[]} rows */
  const asked = (path, rows) => {
    /** @type {Promise<any[]>|undefined} */
    let coming;
    return () => (coming ??= request(path + question).then(rows));
  };
  const area = shapeOf(s.area);
  const measures = () => Object.entries(d.landuse.measures ?? {}).map(([id, m]) => ({ id, .../** @type {any} */ (m) })).filter((m) => typeof m.value === "number");
  const city = asked("api/industry-city", (answer) => answer.figures);
  const services = asked("api/industry-city", (answer) => answer.services.map((/** @type {any} */ x) => ({
    service: x.service, name_zh: x.name_zh, name_en: x.name_en, radius_m: x.radius_m, ...both("basis", x.basis), ...["residential_land", "residents", "industrial_land", "jobs"].reduce((all, side) => ({ ...all, ...shared(side, x[side]) }), {}),
  })));
  const line = (/** @type {any} */ row) => ({ type: "LineString", coordinates: [[row.hazard_lon, row.hazard_lat], [row.exposed_lon, row.exposed_lat]] });
  return [
    table("lu.measures", `measures-${file}`, measures, area),
    ...(s.pane === "classes" ? [table("map.table", "mappings", () => meanings(d.landuse), () => null)] : []),
    ...(s.pane === "rules" ? [table("rules.all", "rules", () => request("api/standards").then(({ rules }) => rules.flatMap(ruled)), () => null)] : []),
    ...(s.pane === "score" ? [table("pane.score", `scorecard-${file}`, asked("api/scorecard", (card) => card.rows.map(scored)), area)] : []),
    ...(s.pane === "city" ? [table("pane.city", `industry-city-${file}`, city, area), table("city.services", `industry-city-services-${file}`, services, area)] : []),
    ...(s.pane === "clearance" && d.clearance ? [table("pane.clearance", `clearances-${file}`, () => d.clearance.pairs.map((/** @type {any} */ p) => paired(p, d.clearance)), line)] : []),
  ];
}
