// Brings land use and density from the service, and what parts of a view fetch themselves.

import { api } from "./api.js";
import { assignedOf } from "./assigned.js";
import { createCells } from "./cell_columns.js";
import { cellsAsked } from "./cells.js";
import { latest } from "./latest.js";
import { decode } from "./live/decode.js";

/**
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, begin: (what: string) => void,
 *   settle: (what: string, patch: Record<string, any>) => void, fail: (what: string, nothing: Record<string, any>, error: any) => void}} parts
 */
export function createLandLoader({ settings, data, begin, settle, fail }) {
  const askLanduse = latest(
    async (/** @type {{area: string, scheme: string}} */ q, signal) => {
      const [landuse, assigned] = await Promise.all([api.landuse(q, signal), api.assigned(q, signal)]);
      return { landuse, assigned: assignedOf(assigned) };
    },
    (answer) => settle("landuse", answer),
    (error) => fail("landuse", { landuse: null, assigned: null }, error),
  );
  const askDensity = latest(
    async (/** @type {{area: string, cells: string, size?: number, kernel?: number}} */ q, signal) => {
      const densityCells = createCells(decode(await api.arrays("cells", q, signal)));
      return { density: densityCells.about, densityCells };
    },
    (answer, q) => settle("density", { ...answer, densityAsked: q }),
    (error) => fail("density", { density: null, densityCells: null }, error),
  );

  return {
    /** Asks what a view of land needs. @param {"landuse"|"density"} view */
    ask(view) {
      const s = settings.get();
      begin(view);
      if (view === "landuse") return askLanduse({ area: s.area, scheme: s.scheme }, false);
      askDensity(cellsAsked(s, (data.get().areas ?? []).find((/** @type {any} */ a) => a.id === s.area)), false);
    },

    /**
     * Waits for what a part of a view fetches itself; the page rests when it has come.
     * @template T
     * @param {string} what @param {Promise<T>} promise @returns {Promise<T>}
     */
    async awaiting(what, promise) {
      begin(what);
      try {
        return await promise;
      } finally {
        settle(what, {});
      }
    },

    /** Resolves when nothing is waited for. @returns {Promise<void>} */
    rested: () => new Promise((resolve) => {
      if (!data.get().busy) return resolve();
      const leave = data.subscribe((now) => {
        if (now.busy) return;
        leave();
        resolve();
      });
    }),
  };
}
