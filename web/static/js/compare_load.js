// Keeps the scenarios and their comparison in step with what is chosen.

import { bodyFor } from "./api.js";
import { shapes } from "./geo/shape.js";
import { latest } from "./latest.js";
import { scenarioApi } from "./scenario_api.js";
import { now, sidesOf, today } from "./scenarios.js";

/** @typedef {import("./scenarios.js").Scenario} Scenario */
/** @typedef {import("./live/pair.js").Sides} Sides */
/** @typedef {{ratio: number, change: number}|{error: any}} Brief a scenario beside today */

/** What is known where nothing is compared. */
const nothing = { compared: null, comparedLand: null, landShapes: [], comparedSides: null, compareError: null, compareLive: null, compareStands: null };

/**
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, question: () => any,
 *   modelOf: ReturnType<typeof import("./live/live.js").createLive>["modelOf"], later: (asking: () => void) => void,
 *   begin: (what: string) => void, settle: (what: string, patch: Record<string, any>) => void, fail: (what: string, nothing: Record<string, any>, error: any) => void}} parts
 *   question returns the page's own question; modelOf the arrays that one is estimated from; later asks once a drag rests
 */
export function createCompareLoader({ settings, data, question, modelOf, later, begin, settle, fail }) {
  /** What estimates comparisons, fetched with the first. @type {ReturnType<typeof import("./live/pair.js").createPair>|null} */
  let pair = null;
  /** @type {Sides|null} what is to be compared */
  let wanted = null;

  const askComparison = latest(
    async (/** @type {Sides} */ sides, signal) => {
      const { reach } = settings.get();
      const [a, b] = [sides.a, sides.b].map((id) => (id === now || (reach && id !== today) ? questionOf(id) : id));
      const [compared, land] = await Promise.all([scenarioApi.compare(a, b, "json", signal), scenarioApi.compare(a, b, "geojson", signal)]);
      for (const which of /** @type {const} */ (["a", "b"])) compared[which].id ||= sides[which] === now ? "" : sides[which]; // one at another radius was sent along
      return { compared, comparedLand: () => scenarioApi.compare(a, b, "geojson"), landShapes: shapes(land) };
    },
    (answer, sides, more) => {
      if (data.get().compareLive && sides !== wanted) return; // an estimate is shown, and the question has moved on
      const patch = { ...answer, comparedSides: sides, compareError: null, compareLive: null, compareStands: pair?.stands(sides) ?? null };
      if (more) return data.set(patch);
      settle("comparison", patch);
      prepare(sides);
    },
    // What cannot be compared is said where it was chosen; only a service that does not answer is an error of the page.
    (error, sides) => (error?.status === 0 ? fail("comparison", {}, error) : settle("comparison", { ...nothing, comparedSides: sides, compareError: error })),
  );

  /** Fetches what a drag of the radius is answered from; without it each step asks the service. @param {Sides} sides */
  async function prepare(sides) {
    begin("pair");
    try {
      pair ??= (await import("./live/pair.js")).createPair({ settings, data, modelOf });
      await pair.prepare(sides);
    } catch {
      // asked for again after the next comparison
    }
    settle("pair", sides === data.get().comparedSides ? { compareStands: pair?.stands(sides) ?? null } : {});
  }

  /** Fetches the list of scenarios. */
  async function list() {
    begin("scenarios");
    try {
      const { scenarios } = await scenarioApi.list();
      settle("scenarios", { scenarios });
    } catch (error) {
      fail("scenarios", data.get().scenarios ? {} : { scenarios: null }, error);
      throw error;
    }
  }

  /** @type {Map<string, Brief>} answers by id, version and versions of the layers */
  const briefs = new Map();
  const keyOf = (/** @type {Scenario} */ s) => JSON.stringify([s.id, s.version, (data.get().layers ?? []).map((/** @type {any} */ l) => [l.id, l.version])]);
  let counting = false;

  /** Fetches, one after the other, how each scenario stands beside today. */
  async function brief() {
    if (counting) return;
    counting = true;
    begin("briefs");
    for (;;) {
      const next = (data.get().scenarios ?? []).find((/** @type {Scenario} */ s) => !briefs.has(keyOf(s)));
      if (!next || settings.get().view !== "scenarios") break;
      try {
        const { b, difference } = await scenarioApi.compare(today, next.id, "json");
        briefs.set(keyOf(next), { ratio: b.ratio, change: difference.ratio });
      } catch (error) {
        if (/** @type {any} */ (error)?.status === 0) break;
        briefs.set(keyOf(next), { error });
      }
      data.set({ briefs: new Map(briefs) });
    }
    counting = false;
    settle("briefs", {});
  }

  /** Returns what is chosen to be compared, at which radii. @returns {Sides} */
  function sidesNow() {
    const { a, b } = sidesOf(/** @type {any} */ (settings.get()), data.get().scenarios);
    return { a, b, radii: { a: radiusOf(a === today ? b : a), b: radiusOf(b === today ? a : b) } };
  }

  /** Returns the metres at which a side is compared. @param {string} id */
  function radiusOf(id) {
    const q = questionOf(id);
    return q ? q.radius ?? (data.get().services ?? []).find((/** @type {any} */ s) => s.service === q.service)?.radius_m ?? 0 : 0;
  }

  /** Compares what is chosen. @param {boolean} [dragged] whether only the radius has changed */
  function compare(dragged = false) {
    const sides = wanted = sidesNow();
    if (!sides.b) {
      askComparison.stop();
      return settle("comparison", nothing);
    }
    begin("comparison");
    const compareLive = (dragged && pair?.estimate(sides, data.get().compared)) || null;
    data.set({ compareLive });
    if (compareLive) later(() => askComparison(sides, false));
    else askComparison(sides, dragged);
  }

  /** Returns the page's own question as the body of a request. */
  const asBody = () => bodyFor(question());

  /** Returns the question of a side that is not today, at the radius that is compared at. @param {string} id */
  function questionOf(id) {
    if (id === now) return asBody();
    const { reach } = settings.get(), kept = (data.get().scenarios ?? []).find((/** @type {Scenario} */ s) => s.id === id)?.question;
    return kept && reach ? { ...kept, radius: reach } : kept;
  }

  return {
    asBody, questionOf, sidesNow,
    /** Asks for the comparison, and for the list where it is not known or to be read anew. @param {boolean} anew @param {boolean} [dragged] whether only the radius has changed */
    async ask(anew, dragged) {
      try {
        if (anew || !data.get().scenarios) await list();
      } catch {
        return;
      }
      compare(dragged);
      brief();
    },
    /** Resolves when the scenarios are known, or cannot be. */
    known: () => list().catch(() => {}),
    /** Asks for everything anew, after a scenario was changed. */
    async again() {
      await list();
      compare();
      brief();
    },
    /** Returns a scenario beside today, undefined while it is not known. @param {Scenario} s */
    briefOf: (s) => briefs.get(keyOf(s)),
  };
}
