// Keeps the arrays of the present question and answers from them at once; the
// service's exact answer follows and takes the estimate's place.

import { mayPass } from "../api.js";
import { scenarioIn } from "../drawn.js";
import { decode } from "./decode.js";
import { createModel } from "./model.js";
import { readChanges } from "../whatif.js";

/** @typedef {import("../types.js").Query} Query */
/** @typedef {import("./model.js").Model} Model */

/** Arrays kept, so that turning back to a service does not fetch again. */
const most = 3;

/** Returns the part of a question that land is asked by. @param {Query} q */
const landOf = ({ area, demand, status, year }) => ({ area, demand, status, year });

/**
 * Returns what is shown: the estimate where there is one, the answer otherwise.
 * @param {import("../state.js").Data} d
 */
export function shown(d) {
  const { live } = d;
  return {
    coverage: live?.coverage ?? d.coverage, baseline: live?.coverage ? live.baseline : d.baseline,
    gaps: live?.gaps ?? d.gaps, asked: live?.coverage ? live.asked : d.asked,
    estimated: Boolean(live?.coverage), gapsEstimated: Boolean(live?.gaps),
  };
}

/**
 * @param {{land: (q: any, signal?: AbortSignal) => Promise<ArrayBuffer>, reach: (q: any, signal?: AbortSignal) => Promise<ArrayBuffer>}} fetches
 * @param {import("../load.js").DataStore} data
 */
export function createLive(fetches, data) {
  /** @type {Map<string, Model|null>} by key; null where the service gave none */
  const models = new Map();
  /** Keys of models that may come yet: the next question asks for them again. @type {Set<string>} */
  const missed = new Set();
  let telling = false; // that arrays did not come, while the same question is put to the service
  /** @type {{key: string, arrays: Promise<import("./decode.js").Arrays>}|null} */
  let land = null;
  let versions = "", coming = "";
  /** @type {Query|null} the question asked last */
  let wanted = null;
  /** @type {Model|null} */
  let present = null;

  /** Returns what arrays are known by: everything but the radius and the changes, and how far a scenario that holds the area has come. @param {Query} q */
  const keyOf = (q) => JSON.stringify([q.service, landKeyOf(q)]);
  /** @param {Query} q */
  const landKeyOf = (q) => JSON.stringify([landOf(q), data.get().scenarios?.find((/** @type {any} */ s) => s.id === scenarioIn(q.area ?? ""))?.version]);

  /** @type {{text: string, changes: import("../whatif.js").Changes}} */
  let read = { text: "", changes: readChanges("") };
  /** Returns the changes of a text, the same object for the same text. @param {string|undefined} text */
  function changesOf(text = "") {
    if (text !== read.text) read = { text, changes: readChanges(text) };
    return read.changes;
  }

  /** Forgets arrays made from other versions of the layers. */
  function renew() {
    const now = (data.get().layers ?? []).map((/** @type {any} */ l) => `${l.id}@${l.version}`).join();
    if (now === versions) return;
    versions = now;
    models.clear();
    missed.clear();
    land = null;
    coming = "";
  }

  let fetching = new AbortController();

  /** Returns the model of a question once it is there, null where there is none. @param {Query} q @returns {Promise<Model|null>} */
  async function fetchModel(q) {
    fetching.abort();
    const { signal } = fetching = new AbortController();
    const key = keyOf(q), of = versions;
    const landKey = landKeyOf(q);
    if (land?.key !== landKey) land = { key: landKey, arrays: fetches.land(landOf(q)).then(decode) };
    try {
      const [ground, reach] = await Promise.all([land.arrays, fetches.reach({ service: q.service, ...landOf(q) }, signal).then(decode)]);
      const model = createModel(ground, reach);
      if (of !== versions) return null;
      while (models.size >= most) models.delete(/** @type {string} */ (models.keys().next().value));
      models.set(key, model);
      return model;
    } catch (error) {
      if (land?.key === landKey) land = null;
      if (of !== versions || signal.aborted) return null;
      models.set(key, null);
      if (mayPass(error)) missed.add(key);
      return null;
    }
  }

  /** Estimates the answer to a question. @param {Model} model @param {Query} q */
  function estimate(model, q) {
    const start = performance.now(), d = data.get();
    const before = d.coverage?.service === q.service ? d.coverage : null;
    const answer = (/** @type {import("../whatif.js").Changes|null} */ changes, /** @type {number} */ gaps) => {
      const total = model.total, covered = Math.min(total, model.covered(q.radius, changes)), [kind, classes] = q.demand.split(":");
      return {
        service: q.service, radius_m: q.radius, area: { id: model.land.header.area, area_m2: model.land.header.area_m2 },
        demand: { kind, classes: classes?.split(","), unit: model.unit, total }, covered, gap: total - covered, ratio: total > 0 ? covered / total : 0,
        depth: [], facilities: before?.facilities ?? model.places(), gaps: { count: gaps }, layers: model.land.header.layers,
        method: { elapsed_ms: performance.now() - start }, estimated: true,
      };
    };
    const changes = q.sites ? changesOf(q.sites) : null;
    const list = model.gaps(q.radius, changes);
    const baseline = changes ? answer(null, model.gapCount(q.radius, null)) : null;
    const coverage = answer(changes, list.length);
    return { asked: q, coverage, baseline, gaps: { features: list.map((properties) => ({ type: "Feature", geometry: null, properties })) } };
  }

  return {
    changesOf,
    /** Returns the arrays of the present question, null while there are none. */
    model: () => present,
    /** Returns the arrays of any question once they are there, null where there are none. @param {Query} q @returns {Promise<Model|null>} */
    async modelOf(q) {
      renew();
      const key = keyOf(q);
      if (missed.delete(key)) models.delete(key);
      return models.has(key) ? models.get(key) ?? null : fetchModel(q);
    },
    /**
     * Answers a question from arrays that are there; fetches them where they are
     * not, and answers then unless the service was faster.
     * @param {Query} q @param {() => boolean} waiting says whether the service's answer is still waited for
     * @param {(found: boolean, patch: Record<string, any>) => void} done hears whether arrays have come, with what is new
     * @returns {boolean} whether the answer was there at once
     */
    ask(q, waiting, done) {
      renew();
      const key = keyOf(q);
      if (!telling && missed.delete(key)) models.delete(key);
      const model = models.get(key);
      wanted = q;
      if (model) {
        coming = "";
        present = model;
        data.set({ live: estimate(model, q), arrays: key });
        return true;
      }
      if (model === null) present = null;
      else if (coming !== key) {
        coming = key;
        fetchModel(q).then((found) => {
          if (coming !== key) return;
          coming = "";
          if (wanted && keyOf(wanted) === key) arrived(found);
        });
      }
      data.set({ live: null });
      return false;

      /** @param {Model|null} found */
      function arrived(found) {
        present = found;
        // Radius and changes may have moved on while the arrays were on their way.
        telling = !found;
        done(Boolean(found), { arrays: found ? key : "", ...(found && wanted && waiting() ? { live: estimate(found, wanted) } : {}) });
        telling = false;
      }
    },
    /** Says whether the question has moved on since, with an estimate in the place of an answer. @param {Query} q */
    moved: (q) => Boolean(data.get().live?.coverage) && wanted !== null && JSON.stringify(q) !== JSON.stringify(wanted),
    /** Says whether arrays are on their way. */
    pending: () => !present && wanted !== null && !models.has(keyOf(wanted)),
    /** Says whether arrays answer a question, or may do so soon. @param {Query} q */
    serves: (q) => models.get(keyOf(q)) !== null,
  };
}
