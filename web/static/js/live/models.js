// Fetches the arrays of questions and keeps the models made of them.

import { mayPass } from "../api.js";
import { scenarioIn } from "../drawn.js";
import { decode } from "./decode.js";
import { createModel } from "./model.js";

/** @typedef {import("../types.js").Query} Query */
/** @typedef {import("./model.js").Model} Model */
/** @typedef {(q: any, signal?: AbortSignal) => Promise<ArrayBuffer>} Fetch */

/** Arrays kept, so that turning back to a service does not fetch again. */
const most = 3;

/** Returns the part of a question that land is asked by. @param {Query} q */
const landOf = ({ area, demand, status, year }) => ({ area, demand, status, year });

/** @param {{land: Fetch, reach: Fetch}} fetches @param {import("../load.js").DataStore} data */
export function createModels(fetches, data) {
  /** @type {Map<string, Model|null>} by key; null where the service gave none */
  const models = new Map();
  /** Keys of models that may come yet: the next question asks for them again. @type {Set<string>} */
  const missed = new Set();
  /** @type {{key: string, arrays: Promise<import("./decode.js").Arrays>, stop: AbortController}|null} */
  let land = null;
  /** What is on its way: the arrays of one question at a time. @type {{key: string, model: Promise<Model|null|undefined>, stop: AbortController}|null} */
  let out = null;
  let versions = "";

  /** Returns what arrays are known by: everything but the radius and the changes, and how far a scenario that holds the area has come. @param {Query} q */
  const keyOf = (q) => JSON.stringify([q.service, landKeyOf(q)]);
  /** @param {Query} q */
  const landKeyOf = (q) => JSON.stringify([landOf(q), data.get().scenarios?.find((/** @type {any} */ s) => s.id === scenarioIn(q.area ?? ""))?.version]);

  /** Forgets arrays made from other versions of the layers. */
  function renew() {
    const now = (data.get().layers ?? []).map((/** @type {any} */ l) => `${l.id}@${l.version}`).join();
    if (now === versions) return;
    versions = now;
    models.clear();
    missed.clear();
    for (const left of [out, land]) left?.stop.abort();
    out = land = null;
  }

  /** Returns the land of a question, which all services share; land that was on its way for another question is not waited for. @param {Query} q */
  function landArrays(q) {
    const key = landKeyOf(q);
    if (land?.key === key) return land.arrays;
    land?.stop.abort();
    const stop = new AbortController(), fetched = land = { key, stop, arrays: fetches.land(landOf(q), stop.signal).then(decode) };
    fetched.arrays.catch(() => { if (land === fetched) land = null; });
    return fetched.arrays;
  }

  /** Makes the model of a question, and keeps it. @param {Query} q @param {string} key @param {AbortSignal} signal @returns {Promise<Model|null|undefined>} as fetchModel */
  async function makeModel(q, key, signal) {
    try {
      const [ground, reach] = await Promise.all([landArrays(q), fetches.reach({ service: q.service, ...landOf(q) }, signal).then(decode)]);
      if (signal.aborted) return undefined;
      const model = createModel(ground, reach);
      while (models.size >= most) models.delete(/** @type {string} */ (models.keys().next().value));
      models.set(key, model);
      return model;
    } catch (error) {
      if (signal.aborted) return undefined;
      models.set(key, null);
      if (mayPass(error)) missed.add(key);
      return null;
    } finally {
      if (!signal.aborted) out = null;
    }
  }

  /**
   * Returns the model of a question once it is there: null where there is none, undefined where
   * another question was put meanwhile. The same question put again waits for the same arrays.
   * @param {Query} q
   */
  function fetchModel(q) {
    const key = keyOf(q);
    if (out?.key === key) return out.model;
    out?.stop.abort();
    const stop = new AbortController();
    out = { key, stop, model: makeModel(q, key, stop.signal) };
    return out.model;
  }

  return {
    keyOf,
    /** Returns the model of a question: null where the service gives none, undefined where it is not known yet. @param {Query} q */
    known: (q) => models.get(keyOf(q)),
    /** Returns the model of a question as known does, of the present versions of the layers. @param {Query} q @param {boolean} again whether to forget that it did not come, where it may come yet */
    kept(q, again) {
      renew();
      const key = keyOf(q);
      if (again && missed.delete(key)) models.delete(key);
      return models.get(key);
    },
    fetch: fetchModel,
  };
}
