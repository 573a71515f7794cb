// Coverage estimated from samples of demand and their distances to facilities.

import { beyond, changedDistances } from "./sites.js";
import { clusters, countClusters } from "./clusters.js";
import { runsAt, runsOf, within } from "./runs.js";

/** @typedef {import("./decode.js").Arrays} Arrays */
/** @typedef {import("../whatif.js").Changes} Changes */

/** Radii on a curve. */
const curveSteps = 40;

/**
 * Returns what can be asked of a study area's samples. Nothing here asks the service.
 * @param {Arrays} land @param {Arrays} reach
 */
export function createModel(land, reach) {
  const { sample_at: at, sample_amount: amount, sample_area: area, sample_district: district } = land.of;
  const { header } = land, total = header.total;
  const samples = { n: amount.length, at, amount, area, district };
  const facilities = {
    keys: /** @type {string[]} */ (reach.header.facilities), at: reach.of.facility_at, vertices: reach.of.path_vertices,
    paths: reach.of.paths, owner: reach.of.path_facility, ring: reach.of.path_is_ring,
    number: new Map(reach.header.facilities.map((/** @type {string} */ key, /** @type {number} */ i) => [key, i])),
  };
  const plain = { near: reach.of.near, nearest: reach.of.near_facility, second: reach.of.second, secondNearest: reach.of.second_facility, runs: runsOf(samples, reach.of.near) };
  /** What changes make of the distances: those of the two plans asked about last. @type {{of: Changes, distances: {near: Float32Array, runs: import("./runs.js").Runs}}[]} */
  const kept = [];

  /** @type {import("../types.js").Facility[]|null} */
  let places = null;
  /** Curves of distances. @type {WeakMap<object, import("../types.js").Curve>} */
  const curves = new WeakMap();

  /** Returns the distances of samples, and their runs, to the nearest facility that is there after changes: the same for the same changes. @param {Changes|null} changes */
  function distances(changes) {
    if (!changes || changes.added.length + changes.moved.length + changes.closed.length === 0) return plain;
    const found = kept.find((k) => k.of === changes);
    if (found) return found.distances;
    const { near } = changedDistances(samples, facilities, plain, changes);
    const distances = { near, runs: runsAt(plain.runs, samples, plain.near, near) };
    if (kept.push({ of: changes, distances }) > 2) kept.shift();
    return distances;
  }

  /** Returns the demand within a radius. @param {number} radius @param {Changes|null} changes */
  function covered(radius, changes) {
    return within(distances(changes).runs, radius);
  }

  /** Returns how wide a gap may be, in metres. @param {number} radius */
  const widthOf = (radius) => Math.max(2 * radius, Math.sqrt(header.area_m2 / 4000));

  /** Which clusters are gaps. @type {"all"|"amount"} */
  const gapsAre = header.unit === "m2" ? "all" : "amount";

  /** Of each tract 1 where nobody is counted on it; null where land itself is asked for, or somebody is on every tract. */
  const bare = gapsAre === "amount" && land.of.tract_amount?.some((/** @type {number} */ a) => !(a > 0)) ? Uint8Array.from(land.of.tract_amount, (/** @type {number} */ a) => (a > 0 ? 0 : 1)) : null;

  return {
    bare, land, reach, facilities, total, unit: /** @type {string} */ (header.unit), samples,
    covered, distances, widthOf, gapsAre,
    /** Returns the metres from every sample to the nearest facility after changes. @param {Changes|null} changes */
    near: (changes) => distances(changes).near,
    /** Returns the ratio at radii up to an end, in metres: the same object for the same changes. @param {number} end @param {Changes|null} [changes] @returns {import("../types.js").Curve} */
    curve(end, changes = null) {
      const of = distances(changes), known = curves.get(of);
      if (known?.radii_m.at(-1) === end) return known;
      const curveStepM = end / curveSteps, bins = new Float64Array(curveSteps + 1);
      for (let i = 0; i < samples.n; i++) {
        const bin = Math.ceil(of.near[i] / curveStepM);
        if (bin < bins.length) bins[bin] += amount[i];
      }
      const radii_m = [], ratio = [];
      let sum = bins[0];
      for (let k = 1; k < bins.length; k++) {
        sum += bins[k];
        radii_m.push(k * curveStepM);
        ratio.push(total > 0 ? Math.min(1, sum / total) : 0);
      }
      const curve = { radii_m, ratio };
      curves.set(of, curve);
      return curve;
    },
    /** Returns the gaps, most demand first. @param {number} radius @param {Changes|null} changes @returns {import("../types.js").Gap[]} */
    gaps(radius, changes) {
      const { runs } = distances(changes);
      const list = clusters(samples, runs, radius, widthOf(radius)).filter((g) => header.unit === "m2" || g.amount > 0);
      list.sort((a, b) => b.amount - a.amount || b.area_m2 - a.area_m2);
      return list.map((g, i) => {
        const d = header.districts[g.district], far = g.farthest_m, known = Number.isFinite(far);
        return {
          rank: i + 1, amount: g.amount, area_m2: g.area_m2, district: d?.id, district_name: d?.name, district_name_en: d?.name_en,
          nearest_distance_m: known ? g.nearest_m : null, farthest_distance_m: known ? far : null, short_m: known ? far - radius : null,
          farthest_lonlat: [at[2 * g.farthest] / 1e7, at[2 * g.farthest + 1] / 1e7],
        };
      });
    },
    /** Returns how many gaps there are. @param {number} radius @param {Changes|null} changes */
    gapCount: (radius, changes) => countClusters(samples, distances(changes).runs, radius, widthOf(radius), gapsAre),
    /** Returns how far a place is from the nearest facility after changes. @param {[number, number]} lonLat @param {Changes|null} changes */
    distanceAt: (lonLat, changes) => beyond(lonLat, facilities, changes),
    /** Returns the facilities by their place alone, until the service names them. @returns {import("../types.js").Facility[]} */
    places: () => places ??= facilities.keys.map((key, i) => {
      const cut = key.indexOf("/");
      return { layer: key.slice(0, cut), id: key.slice(cut + 1), name: "", lon: facilities.at[2 * i] / 1e7, lat: facilities.at[2 * i + 1] / 1e7, reach: 0, exclusive: 0 };
    }),
  };
}

/** @typedef {ReturnType<typeof createModel>} Model */
