// The shapes the service answers with, as JSDoc types. No code.

/**
 * @typedef {{feature?: number, id?: string, path?: string, line?: number, column?: number,
 *   rule: string, severity: "error"|"warning"|"repair", message: string}} Problem
 *
 * @typedef {{field: string, value: string, why: string, given?: boolean, reason?: string, evidence?: string, within?: string, count?: number, looked?: number}} Inference
 *
 * @typedef {{id: string, name?: string, name_zh?: string, name_en?: string, role: string, kind?: string,
 *   version: number, features: number, geometry_types: string[]|Record<string, number>, bbox: number[], crs: string,
 *   conversion?: {from: string, from_name?: string, method: string, error_m: number, edge_error_m?: number},
 *   fields?: Record<string, string>, rejected?: number, loaded_at?: string, source?: string, synthetic?: boolean, inference?: Inference[],
 *   kinds?: Record<string, number>, classes?: string[], problems?: Problem[], problems_total?: number, warnings?: Problem[]}} Layer
 *
 * @typedef {Layer & {accepted: number, rejected: number, repaired: number, refused?: string}} LoadReport
 *
 * @typedef {{standard: string, clause?: string, evidence?: string, force?: string}} Rule
 *
 * @typedef {{service: string, name_zh?: string, name_en?: string, facilities: number, radius_m: number,
 *   radius_source?: Rule|null, presets_m?: number[]}} Service
 *
 * @typedef {{id: string, name?: string, name_zh?: string, name_en?: string, area_m2: number,
 *   bbox: number[], kind: string}} Area
 *
 * @typedef {{service: string, radius: number, area?: string, demand: string, status?: string, year?: number, sites?: any}} Query
 *
 * @typedef {{id: string, name?: string, name_zh?: string, name_en?: string, layer: string, lon: number,
 *   lat: number, reach: number, exclusive: number, status?: string, opens?: number}} Facility
 *
 * @typedef {{service: string, radius_m: number, area: {id: string, area_m2: number},
 *   demand: {kind: string, classes?: string[], unit: string, total: number},
 *   covered: number, gap: number, ratio: number|null, depth: {k: number, amount: number}[],
 *   facilities: Facility[], gaps: {count: number}, layers: Record<string, number>,
 *   rule?: Rule|null, method: {distance_error_ratio?: number, elapsed_ms?: number}}} Coverage
 *
 * @typedef {{rank: number, amount: number, area_m2: number, district?: string, district_name?: string,
 *   district_name_en?: string, nearest_facility?: string|null, nearest_facility_en?: string, nearest_facility_id?: string|null,
 *   nearest_facility_lonlat?: [number, number]|null, nearest_distance_m?: number|null,
 *   second_facility?: string|null, second_facility_en?: string, second_distance_m?: number|null,
 *   farthest_distance_m?: number|null, short_m?: number|null, farthest_lonlat?: [number, number]|null,
 *   best_site?: [number, number]|null, best_site_gain?: number|null, best_site_upper_bound?: number|null}} Gap
 *
 * @typedef {{type: string, id?: string|number, geometry: any, properties: any}} Feature
 * @typedef {{type: string, features: Feature[]}} FeatureCollection
 *
 * @typedef {{radii_m: number[], ratio: number[]}} Curve
 *
 * @typedef {{code: string, name_zh: string, name_en: string, area_m2: number, share: number,
 *   color?: string, features: number}} LanduseClass
 * @typedef {{area: any, area_m2?: number, scheme: string, classes: LanduseClass[], levels?: LanduseClass[][], uncovered_m2: number,
 *   overlap_m2: number, measures: Record<string, any>}} Landuse
 * @typedef {{code: string, name_zh: string, name_en: string, color: string}} Code
 */

export {};
