// Brings data from the service into the data store and keeps it in step with the settings.

import { api } from "./api.js";
import { boxOf, shapes } from "./geo/shape.js";
import { codeOf } from "./codes.js";
import { latest } from "./latest.js";

/**
 * @typedef {import("./types.js").Layer} Layer
 * @typedef {import("./types.js").Query} Query
 * @typedef {ReturnType<typeof import("./state.js").createStore<import("./state.js").Settings>>} SettingsStore
 * @typedef {ReturnType<typeof import("./state.js").createStore<import("./state.js").Data>>} DataStore
 */

/** @param {SettingsStore} settings @param {DataStore} data */
export function createLoader(settings, data) {
  let revision = 0;
  /** @type {Map<string, any>} id@version → shapes */
  const kept = new Map();

  /** @param {Record<string, any>} patch */
  const settle = (patch) => data.set({ ...patch, busy: false, error: null, revision: ++revision });
  /** @param {any} error */
  const fail = (error) => data.set({ busy: false, error, revision: ++revision });

  const askCoverage = latest(
    async (/** @type {Query} */ q, signal) => {
      const [coverage, gaps, reach] = await Promise.all([api.coverage(q, signal), api.gaps(q, signal), api.reach(q, signal)]);
      return { coverage, gaps, gapShapes: shapes(gaps), reachShapes: shapes(reach) };
    },
    (answer, q, more) => (more ? data.set({ ...answer, asked: q }) : settle({ ...answer, asked: q })),
    (error) => { data.set({ coverage: null, gaps: null, gapShapes: [], reachShapes: [] }); fail(error); },
  );
  const askCurve = latest(
    (/** @type {Query} */ q, signal) => api.curve(q, signal),
    (curve) => data.set({ curve }),
    () => data.set({ curve: null }),
  );
  const askLanduse = latest(
    (/** @type {{area: string}} */ q, signal) => api.landuse(q, signal),
    (landuse) => settle({ landuse }),
    fail,
  );
  const askDensity = latest(
    (/** @type {{area: string, cells: string, size: number}} */ q, signal) => api.density(q, signal),
    (density) => settle({ density, densityShapes: shapes(density) }),
    fail,
  );

  /** @returns {Query} */
  function query() {
    const s = settings.get();
    return { service: s.service, radius: s.radius, area: s.area, demand: s.demand, status: s.status };
  }

  return {
    /** Fetches layers, services and areas, and the shapes of every layer. */
    async catalogue() {
      const [{ layers }, { services }, { areas }] = await Promise.all([api.layers(), api.services(), api.areas()]);
      data.set({ layers, services, areas });
      return { layers, services, areas };
    },

    /** Fetches the shapes of layers that are new or have a new version; one that fails leaves the others. */
    async shapes() {
      /** @type {Layer[]} */
      const layers = data.get().layers;
      const drawn = await Promise.all(layers.map(async (layer) => {
        const key = `${layer.id}@${layer.version}`;
        if (!kept.has(key)) {
          const collection = await api.features(layer.id).catch(() => null);
          if (!collection) return { ...layer, shapes: [], missing: true };
          for (const old of kept.keys()) if (old.startsWith(`${layer.id}@`)) kept.delete(old);
          kept.set(key, shapes(collection));
        }
        return { ...layer, shapes: kept.get(key) };
      }));
      const codes = new Set(drawn.filter((l) => l.role === "landuse").flatMap((l) => l.shapes.map((/** @type {any} */ s) => codeOf(s.properties))));
      data.set({ drawn, usedCodes: codes, box: boxOf(drawn.flatMap((l) => l.shapes)) });
    },

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
      if (s.view === "data") return;
      data.set({ busy: true });
      if (s.view === "landuse") return askLanduse({ area: s.area }, false);
      if (s.view === "density") return askDensity({ area: s.area, cells: s.cells, size: s.size }, false);
      const onlyRadius = changed.size === 1 && changed.has("radius");
      askCoverage(query(), onlyRadius);
      if (!onlyRadius || !data.get().curve) askCurve(query(), false);
    },
  };
}
