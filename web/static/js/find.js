// Finds places by what they are called.

import { plain } from "./format.js";

/** @typedef {import("./geo/shape.js").Shape} Shape */
/** @typedef {{layer: any, shape: Shape, name: string, about: string}} Found */

/** Names that people know a thing by, in the order in which they count. */
export const names = ["name", "name_zh", "name_en", "code"];

/** Returns how well a text fits a word: 0 not at all, 3 wholly. @param {string} text @param {string} word */
const fits = (text, word) => (text === word ? 3 : text.startsWith(word) || text.includes(" " + word) ? 2 : text.includes(word) ? 1 : 0);

/**
 * Returns what has every word in its names, its id or its layer's name, the best first.
 * @param {string} words @param {{id: string, role: string, shapes: Shape[]}[]} layers @param {number} most
 * @param {(layer: any) => string} nameOf @param {(shape: Shape) => string} titleOf
 * @returns {Found[]}
 */
export function find(words, layers, most, nameOf, titleOf) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  /** @type {{score: number, found: Found}[]} */
  const list = [];
  for (const layer of layers) {
    const about = nameOf(layer), of = plain(about);
    const rank = { facility: 0.3, boundary: 0.2, landuse: 0.1 }[layer.role] ?? 0;
    for (const shape of layer.shapes) {
      const texts = [...names.map((key) => plain(shape.properties[key])), plain(shape.id)].filter(Boolean);
      let score = rank, own = false;
      for (const word of wanted) {
        const best = Math.max(0, ...texts.map((text) => fits(text, word)));
        if (!best && !of.includes(word)) {
          score = -1;
          break;
        }
        own ||= best > 0;
        score += best;
      }
      if (score >= 0 && own) list.push({ score, found: { layer, shape, name: titleOf(shape), about } });
    }
  }
  return list.sort((a, b) => b.score - a.score || a.found.name.length - b.found.name.length || a.found.name.localeCompare(b.found.name)).slice(0, most).map((x) => x.found);
}
