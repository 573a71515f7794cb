// How opaque layers are painted.

/** What the view answers, beside the layers. */
export const answer = "answer";

/**
 * Returns the opacity of what is painted less than fully, 0 to 1, by id; what is malformed is left out.
 * @param {string} text "id:percent,…"
 * @returns {Map<string, number>}
 */
export function readFaded(text) {
  const found = new Map();
  for (const part of text.split(",")) {
    const cut = part.lastIndexOf(":"), percent = Number(part.slice(cut + 1));
    if (cut > 0 && part.length > cut + 1 && percent >= 0 && percent < 100) found.set(decode(part.slice(0, cut)), Math.round(percent) / 100);
  }
  return found;
}

/** Returns a text with another opacity of one thing. @param {string} text @param {string} id @param {number} opacity 0 to 1 */
export function fade(text, id, opacity) {
  const all = readFaded(text);
  all.delete(id);
  if (opacity < 1) all.set(id, opacity);
  return [...all].map(([id, o]) => `${encodeURIComponent(id)}:${Math.round(100 * o)}`).join(",");
}

/** @param {string} id */
function decode(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/**
 * Returns the layers that are switched on, with an opacity where they are not painted fully.
 * @template {{id: string}} T
 * @param {T[]} layers @param {{hidden: string, faded: string}} settings
 * @returns {(T & {opacity?: number})[]}
 */
export function shownLayers(layers, { hidden, faded }) {
  const off = new Set(hidden.split(",")), opacity = readFaded(faded);
  return layers.filter((l) => !off.has(l.id)).map((l) => (opacity.has(l.id) ? { ...l, opacity: opacity.get(l.id) } : l));
}
