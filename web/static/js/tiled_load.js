// Brings the tiles of large layers, and lets the map be painted as they come.

import { api } from "./api.js";
import { readFrom } from "./codes.js";
import { toWorld } from "./geo/shape.js";
import { inPieces } from "./pieces.js";
import { decodeSteps } from "./tiles/mvt.js";
import { createSource } from "./tiles/source.js";

/** How long tiles that have come wait for others before the map is painted, in milliseconds. */
const gatherMs = 100;

/** @param {{data: import("./load.js").DataStore, begin: (what: string) => void, settle: (what: string, patch: Record<string, any>) => void}} parts */
export function createTileLoader({ data, begin, settle }) {
  /** @type {Map<string, ReturnType<typeof createSource>>} id@version → tiles */
  const sources = new Map();
  /** Sources that wait for tiles. @type {Set<string>} */
  const waiting = new Set();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let painted = 0, error = /** @type {any} */ (null);

  /** @param {number} ms */
  function paintIn(ms) {
    begin("tiles");
    timer ??= setTimeout(() => {
      timer = undefined;
      data.set({ tiles: ++painted });
      // The page paints in the next frame, and may then want more.
      requestAnimationFrame(() => timer === undefined && !waiting.size && settle("tiles", error ? { error } : {}));
    }, ms);
  }

  return {
    /** Returns the tiles of a layer in its present version. @param {import("./types.js").Layer} layer */
    of(layer) {
      const key = `${layer.id}@${layer.version}`, known = sources.get(key);
      if (known) {
        error = null;
        known.retry();
        return known;
      }
      for (const [old, source] of sources) {
        if (!old.startsWith(`${layer.id}@`)) continue;
        sources.delete(old);
        source.close();
      }
      const [west, south, east, north] = layer.bbox;
      const source = createSource({
        box: [...toWorld(west, north), ...toWorld(east, south)],
        fetch: ({ z, x, y }, signal) => api.tile(layer.id, z, x, y, signal),
        async read(bytes, signal) {
          const tile = await inPieces(() => decodeSteps(bytes), signal);
          const of = { fields: layer.fields, read: readFrom(layer, tile.count ? tile.propertiesOf(0) : {}) };
          return of.fields || of.read ? (await import("./chosen.js")).tileAsKnown(of, tile) : tile;
        },
        onChange(waits, failure, late) {
          if (waits) waiting.add(key);
          else waiting.delete(key);
          error = failure ?? error;
          paintIn(late ? 0 : gatherMs);
        },
      });
      sources.set(key, source);
      return source;
    },
  };
}
