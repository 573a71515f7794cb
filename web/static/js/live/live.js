// Keeps the arrays of the present question and answers from them at once; the
// service's exact answer follows and takes the estimate's place.

import { createModels } from "./models.js";
import { readChanges } from "../whatif.js";

/** @typedef {import("../types.js").Query} Query */
/** @typedef {import("./model.js").Model} Model */

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
 * @param {{land: import("./models.js").Fetch, reach: import("./models.js").Fetch}} fetches
 * @param {import("../load.js").DataStore} data
 */
export function createLive(fetches, data) {
  const models = createModels(fetches, data);
  let telling = false; // that arrays did not come, while the same question is put to the service
  /** What the page waits for to be told of. @type {Promise<Model|null|undefined>|null} */
  let coming = null;
  /** @type {Query|null} the question asked last */
  let wanted = null;
  /** @type {Model|null} */
  let present = null;

  /** @type {{text: string, changes: import("../whatif.js").Changes}} */
  let read = { text: "", changes: readChanges("") };
  /** Returns the changes of a text, the same object for the same text. @param {string|undefined} text */
  function changesOf(text = "") {
    if (text !== read.text) read = { text, changes: readChanges(text) };
    return read.changes;
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
    /** Returns the arrays of any question once they are there, null where there are none or another question was put meanwhile. @param {Query} q @returns {Promise<Model|null>} */
    async modelOf(q) {
      const model = models.kept(q, true);
      return (model === undefined ? await models.fetch(q) : model) ?? null;
    },
    /**
     * Answers a question from arrays that are there; fetches them where they are
     * not, and answers then unless the service was faster.
     * @param {Query} q @param {() => boolean} waiting says whether the service's answer is still waited for
     * @param {(found: boolean|undefined, patch: Record<string, any>) => void} done hears whether arrays have come, with what is new; undefined where they
     *   are not waited for any more, because of what is asked for elsewhere. It hears nothing where another question was asked here.
     * @returns {boolean} whether the answer was there at once
     */
    ask(q, waiting, done) {
      const model = models.kept(q, !telling), key = models.keyOf(q);
      wanted = q;
      if (model) {
        coming = null;
        present = model;
        data.set({ live: estimate(model, q), arrays: key });
        return true;
      }
      if (model === null) present = coming = null;
      else listen(models.fetch(q));
      data.set({ live: null });
      return false;

      /** @param {Promise<Model|null|undefined>} asked */
      function listen(asked) {
        if (coming === asked) return;
        coming = asked;
        asked.then((found) => {
          if (coming !== asked) return;
          coming = null;
          if (found === undefined || !wanted || models.keyOf(wanted) !== key) return done(undefined, {});
          present = found;
          // Radius and changes may have moved on while the arrays were on their way.
          telling = !found;
          done(Boolean(found), { arrays: found ? key : "", ...(found && waiting() ? { live: estimate(found, wanted) } : {}) });
          telling = false;
        });
      }
    },
    /** Says whether the question has moved on since, with an estimate in the place of an answer. @param {Query} q */
    moved: (q) => Boolean(data.get().live?.coverage) && wanted !== null && JSON.stringify(q) !== JSON.stringify(wanted),
    /** Says whether arrays are on their way. */
    pending: () => !present && wanted !== null && models.known(wanted) === undefined,
    /** Says whether arrays answer a question, or may do so soon. @param {Query} q */
    serves: (q) => models.known(q) !== null,
  };
}
