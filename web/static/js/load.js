// Brings data from the service into the data store and keeps it in step with the settings.

import { api } from "./api.js";
import { questionOf, spelledOut } from "./asked.js";
import { shapes } from "./geo/shape.js";
import { createLandLoader } from "./land_load.js";
import { lacking } from "./lacking.js";
import { latest } from "./latest.js";
import { createCompareLoader } from "./compare_load.js";
import { createShapesLoader } from "./shapes_load.js";
import { createTileLoader } from "./tiled_load.js";
import { createLive } from "./live/live.js";

/**
 * @typedef {import("./types.js").Layer} Layer
 * @typedef {import("./types.js").Query} Query
 * @typedef {ReturnType<typeof import("./state.js").createStore<import("./state.js").Settings>>} SettingsStore
 * @typedef {ReturnType<typeof import("./state.js").createStore<import("./state.js").Data>>} DataStore
 */

/** How long a drag must rest, in milliseconds, before the service is asked to confirm an estimate. */
const restMs = 150;

/** Cells of a density map that are kept while another view is open; it asks for them again when it is opened. */
const mostCellsKept = 2000;

/** @param {SettingsStore} settings @param {DataStore} data */
export function createLoader(settings, data) {
  let revision = 0;
  /** @param {Query} q */
  const sent = (q) => spelledOut(q, data.get());
  const live = createLive({ land: (q, signal) => api.arrays("land", sent(q), signal), reach: (q, signal) => api.arrays("reach", sent(q), signal) }, data);
  /** What is being waited for. @type {Set<string>} */
  const waiting = new Set();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  /** What is asked for later. @type {string[]} */
  const postponed = [];

  /** Asks later, unless something else is asked before. @param {string[]} whats @param {number} ms @param {() => any} asking @param {() => Promise<void>} [after] what is waited for besides */
  function postpone(whats, ms, asking, after) {
    postponed.push(...whats);
    const timer = later = setTimeout(async () => {
      if (after) await after();
      if (later !== timer) return;
      postponed.length = 0;
      asking();
    }, ms);
  }

  /** Notes that a question is out. @param {string} what */
  function begin(what) {
    waiting.add(what);
    data.set({ busy: true });
  }
  /** What failed of the catalogue. @type {Map<string, any>} */
  const lost = new Map();
  /** What failed of the present view and has not been answered since. @type {Map<string, any>} */
  const failed = new Map();

  /** Takes an answer in; the page rests when nothing more is waited for. @param {string} what @param {Record<string, any>} patch */
  function settle(what, patch) {
    waiting.delete(what);
    if (patch.error) failed.set(what, patch.error);
    else failed.delete(what);
    data.set({ ...patch, error: [...lost.values(), ...failed.values()].at(-1) ?? null, failed: new Map([...lost, ...failed]), busy: waiting.size > 0, revision: ++revision });
  }

  /** Takes a refusal in; when the service cannot be reached at all, the last answer stays. @param {string} what @param {Record<string, any>} nothing @param {any} error */
  const fail = (what, nothing, error) => settle(what, { ...(error?.status === 0 ? {} : nothing), error });

  /** Returns the estimate without what the service has confirmed. @param {"coverage"|"gaps"} what */
  function without(what) {
    const left = { ...data.get().live, [what]: null };
    return left.coverage || left.gaps ? left : null;
  }

  const askAnswer = latest(
    async (/** @type {Query} */ q, signal) => {
      // What is reached is painted from arrays where there are any.
      const [coverage, reach, baseline] = await Promise.all([api.coverage(sent(q), signal), live.serves(q) ? null : api.reach(sent(q), signal), q.sites ? unchanged(q) : null]);
      return { coverage, baseline, reachShapes: shapes(reach) };
    },
    (answer, q, more) => {
      if (live.moved(q)) return; // an estimate is shown, and the question has moved on
      if (more) data.set({ ...answer, asked: q });
      else settle("answer", { ...answer, asked: q, live: without("coverage") });
    },
    (error) => fail("answer", { coverage: null, baseline: null, reachShapes: [] }, error),
  );
  // Gaps take longer, for each is examined for its best site: they follow when a drag rests.
  const askGaps = latest(
    (/** @type {Query} */ q, signal) => api.gaps(sent(q), signal),
    (gaps, q) => live.moved(q) || settle("gaps", { gaps, gapShapes: shapes(gaps), gapsAsked: q, live: without("gaps") }),
    (error) => fail("gaps", { gaps: null, gapShapes: [], gapsAsked: null }, error),
  );
  const askCurve = latest(
    (/** @type {Query} */ q, signal) => api.curve({ ...sent(q), sites: undefined }, signal),
    (curve) => data.set({ curve }),
    () => data.set({ curve: null }),
  );
  const query = () => questionOf(settings.get());

  let plain = { key: "", answer: /** @type {Promise<any>|null} */ (null) };

  /** Returns the answer without what-if changes, asked once while only they change. @param {Query} q */
  function unchanged(q) {
    const without = { ...q, sites: undefined };
    const key = JSON.stringify([without, (data.get().layers ?? []).map((/** @type {Layer} */ l) => [l.id, l.version])]);
    if (plain.key !== key || !plain.answer) {
      const answer = api.coverage(sent(without));
      plain = { key, answer };
      answer.catch(() => { if (plain.answer === answer) plain.answer = null; });
    }
    return plain.answer;
  }

  const land = createLandLoader({ settings, data, begin, settle, fail });
  const scenarios = createCompareLoader({ settings, data, begin, settle, fail, modelOf: live.modelOf, later: (asking) => postpone(["comparison"], restMs, asking), question: () => sent(query()) });

  return {
    live, scenarios, shapes: createShapesLoader(data, createTileLoader({ data, begin, settle })), awaiting: land.awaiting, rested: land.rested,
    /** Fetches layers, services and areas. */
    async catalogue() {
      /** A part that fails leaves the others; what does not answer at all leaves none. @param {string} what @param {any} nothing */
      const part = (what, nothing) => (/** @type {any} */ error) => {
        if (error?.status === 0) throw error;
        lost.set(what, error);
        return nothing;
      };
      lost.clear();
      const [{ layers, damaged, sample }, { services }, { areas }] = await Promise.all([api.layers(), api.services().catch(part("services", { services: [] })), api.areas().catch(part("areas", { areas: [] }))]);
      data.set({ layers, damaged, sample, services, areas, usedCodes: new Set(layers.flatMap((/** @type {Layer} */ l) => l.classes ?? [])) });
      return { layers, services, areas };
    },

    /** Resolves when neither coverage nor the arrays that it is painted from are waited for. @returns {Promise<void>} */
    answered: () => new Promise((done) => {
      const look = () => {
        if (waiting.has("answer") || waiting.has("arrays")) return;
        stop();
        done();
      };
      const stop = data.subscribe(look);
      look();
    }),

    /** Fetches the land-use codes with their colours. */
    async codes() {
      const { schemes } = await api.codes().catch(() => ({ schemes: [] }));
      data.set({ schemes });
    },

    /**
     * Asks what the present view needs.
     * @param {Set<string>} changed settings that changed since the last question
     */
    ask(changed) {
      const s = settings.get();
      failed.clear();
      clearTimeout(later);
      later = undefined;
      for (const what of postponed.splice(0)) waiting.delete(what);
      if (s.view !== "density" && (data.get().densityCells?.count() ?? 0) > mostCellsKept) data.set({ density: null, densityCells: null }); // of a city they take much room
      if (s.view === "data" || lacking(data.get(), s.view)) {
        return settle("nothing", { coverage: null, baseline: null, gaps: null, gapShapes: [], reachShapes: [], curve: null, landuse: null, density: null, densityCells: null });
      }
      if (s.view === "scenarios") return scenarios.ask(changed.has("start") || changed.has("view"), [...changed].every((key) => key === "radius" || key === "reach"));
      if (s.view === "landuse" || s.view === "density") return land.ask(s.view);
      // What is dragged: the answers on the way are shown as they come.
      const dragged = changed.size === 1 && ["radius", "sites", "year"].some((key) => changed.has(key));
      begin("answer");
      begin("gaps");
      const q = query(), served = live.ask(q, () => waiting.has("answer"), (found, patch) => {
        settle("arrays", patch);
        if (found === false) this.ask(new Set(["arrays"]));
      });
      if (!served && live.serves(q)) begin("arrays");
      else waiting.delete("arrays");
      if (served && dragged) return postpone(["answer", "gaps"], restMs, () => [askAnswer(q, false), askGaps(q, false)]);
      askAnswer(q, dragged);
      // Gaps take the service longest: what is painted first comes before them.
      postpone(["gaps"], dragged ? 120 : 0, () => askGaps(q, false), dragged ? undefined : this.answered);
      if (live.serves(q)) data.set({ curve: null }); // the arrays have it
      else if (!dragged || changed.has("year") || !data.get().curve) askCurve(q, false);
    },
  };
}
