// Keeps the scenarios and their comparison in step with what is chosen.

import { shapes } from "./geo/shape.js";
import { latest } from "./latest.js";
import { scenarioApi } from "./scenario_api.js";
import { now, sidesOf, today } from "./scenarios.js";

/** @typedef {import("./scenarios.js").Scenario} Scenario */
/** @typedef {{ratio: number, change: number}|{error: any}} Brief a scenario beside today */

/**
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, question: () => any,
 *   begin: (what: string) => void, settle: (what: string, patch: Record<string, any>) => void, fail: (what: string, nothing: Record<string, any>, error: any) => void}} parts
 *   question returns the page's own question
 */
export function createCompareLoader({ settings, data, question, begin, settle, fail }) {
  const askComparison = latest(
    async (/** @type {{a: string, b: string}} */ sides, signal) => {
      const [a, b] = [sides.a, sides.b].map((id) => (id === now ? asBody() : id));
      const [compared, land] = await Promise.all([scenarioApi.compare(a, b, "json", signal), scenarioApi.compare(a, b, "geojson", signal)]);
      return { compared, comparedLand: land, landShapes: shapes(land) };
    },
    (answer, sides) => settle("comparison", { ...answer, comparedSides: sides, compareError: null }),
    // What cannot be compared is said where it was chosen; only a service that does not answer is an error of the page.
    (error, sides) => (error?.status === 0 ? fail("comparison", {}, error) : settle("comparison", { compared: null, comparedLand: null, landShapes: [], comparedSides: sides, compareError: error })),
  );

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

  /** Compares what is chosen. */
  function compare() {
    const sides = sidesOf(/** @type {any} */ (settings.get()), data.get().scenarios);
    if (!sides.b) return settle("comparison", { compared: null, comparedLand: null, landShapes: [], comparedSides: null, compareError: null });
    begin("comparison");
    askComparison(sides, false);
  }

  /** Returns the page's own question as the body of a request. */
  function asBody() {
    const q = question();
    return { ...q, year: q.year ? String(q.year) : undefined };
  }

  return {
    asBody,
    /** Asks for the comparison, and for the list where it is not known or to be read anew. @param {boolean} anew */
    async ask(anew) {
      try {
        if (anew || !data.get().scenarios) await list();
      } catch {
        return;
      }
      compare();
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
