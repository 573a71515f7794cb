// Brings the shapes of the layers, and keeps those whose layer has not changed.

import { api } from "./api.js";
import { readFrom } from "./codes.js";
import { boxOf, shapes } from "./geo/shape.js";
import { comesAsTiles } from "./large.js";

/** @typedef {import("./types.js").Layer} Layer */

/**
 * Returns what fetches the shapes of layers that are new or have a new version; one that fails leaves
 * the others. What is too large comes as tiles, when it is painted.
 * @param {import("./load.js").DataStore} data @param {ReturnType<typeof import("./tiled_load.js").createTileLoader>} tiles
 */
export function createShapesLoader(data, tiles) {
  /** @type {Map<string, any>} id@version → shapes */
  const kept = new Map();

  return async () => {
    /** @type {Layer[]} */
    const layers = data.get().layers;
    let come = 0;
    const drawn = await Promise.all(layers.map(async (layer) => {
      const key = `${layer.id}@${layer.version}`;
      if (comesAsTiles(layer)) return { ...layer, shapes: [], tiles: tiles.of(layer) };
      if (!kept.has(key)) {
        const collection = await api.features(layer.id).catch(() => null);
        data.set({ shapesCome: { n: ++come, of: layers.length } });
        if (!collection) return { ...layer, shapes: [], missing: true };
        for (const old of kept.keys()) if (old.startsWith(`${layer.id}@`)) kept.delete(old);
        const of = { fields: layer.fields, read: readFrom(layer, collection.features[0]?.properties) };
        if (of.fields || of.read) (await import("./chosen.js")).collectionAsKnown(of, collection);
        kept.set(key, shapes(collection));
      }
      return { ...layer, shapes: kept.get(key) };
    }));
    data.set({ drawn, box: boxOf(drawn.flatMap((l) => l.shapes)) });
  };
}
