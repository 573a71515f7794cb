// Finds places in layers that come as tiles: the service looks, for the page has only what is in view.

import { request, search } from "./api.js";
import { names } from "./find.js";
import { plain } from "./format.js";
import { shapes } from "./geo/shape.js";

/** Places of one layer that are asked for at most; the best of them are listed. */
const most = 200;

/** @typedef {{layer: any, shapes: import("./geo/shape.js").Shape[], matched: number}} Answer matched: how many the layer has in all */

/** Texts that features of a layer are known by, by id@version. @type {Map<string, Promise<string[]>>} */
const known = new Map();

/** Returns which of the names a layer's features may have as a text, their id among them. @param {any} layer */
function textsOf(layer) {
  const key = `${layer.id}@${layer.version}`;
  let coming = known.get(key);
  if (!coming) {
    coming = request(`collections/${encodeURIComponent(layer.id)}/queryables`).then(({ properties }) => [...names, layer.fields?.name, "id"].filter((name) => name && !name.includes('"') && Object.hasOwn(properties, name) && properties[name].type === "string"));
    coming.catch(() => known.delete(key));
    known.set(key, coming);
  }
  return coming;
}

/** Returns a word as a pattern of CQL2 that has it anywhere. @param {string} word */
const pattern = (word) => `'%${word.replace(/[\\%_]/g, "\\$&").replaceAll("'", "''")}%'`;

/** Words so short are hardly meant for the name of a layer: one letter, or two of those that need more for a word. */
const tooShort = /^(.|[\x00-\x7f]{2})$/su;

/**
 * Returns the condition that every word stands in one of the texts; words of the layer's own name count for nothing, unless there are no others.
 * @param {string} words @param {string[]} texts @param {string} layerName
 */
export function condition(words, texts, layerName) {
  const all = plain(words).split(/\s+/).filter(Boolean), of = plain(layerName), own = all.filter((word) => tooShort.test(word) || !of.includes(word));
  return (own.length ? own : all).map((word) => `(${texts.map((name) => `CASEI("${name}") LIKE CASEI(${pattern(word)})`).join(" OR ")})`).join(" AND ");
}

/**
 * Asks the service for what has the words, in one layer.
 * @param {string} words @param {any} layer @param {string} layerName @param {AbortSignal} signal @returns {Promise<Answer>}
 */
export async function findTiled(words, layer, layerName, signal) {
  const texts = await textsOf(layer);
  if (!texts.length || signal.aborted) return { layer, shapes: [], matched: 0 };
  const found = await request(`collections/${encodeURIComponent(layer.id)}/items` + search({ filter: condition(words, texts, layerName), limit: most }), { signal });
  return { layer, shapes: shapes(found), matched: found.numberMatched };
}
