// Turns settings into the address's hash and back.

import { isArea } from "./drawn.js";
import { initialSettings } from "./state.js";
import { statusIn } from "./when.js";

/** @typedef {import("./state.js").Settings} Settings */

/** @type {Record<string, Set<string>>} */
const allowed = {
  view: new Set(["coverage", "landuse", "density", "scenarios", "data"]),
  cells: new Set(["hex", "square", "parcel", "district"]),
  mode: new Set(["swipe", "change"]),
  palette: new Set(["official", "safe"]),
  scheme: new Set(["GB50137-2011", "MNR-2023", "OSM"]),
  lang: new Set(["zh", "en"]),
  list: new Set(["gaps", "facilities", "districts"]),
  verdict: new Set(["fail", "pass", "undecidable"]),
  folded: new Set(["left", "right", "both"]),
  pane: new Set(["balance", "classes", "score", "city", "clearance", "rules"]),
};

/** What numbers may be; any other is at least 0. @type {Record<string, (n: number) => boolean>} */
const sound = {
  radius: (n) => n <= 100000,
  reach: (n) => n <= 100000,
  year: (n) => n === 0 || (Number.isInteger(n) && n >= 1000 && n <= 9999),
  level: (n) => [1, 2, 3].includes(n),
  size: (n) => n >= 25 && n <= 100000,
  kernel: (n) => n <= 100000,
  swipe: (n) => n <= 100,
  gap: Number.isInteger,
};

/** What texts may be. @type {Record<string, (text: string) => boolean>} */
const wellFormed = {
  drawn: isArea,
  seek: (text) => text.length <= 80,
  status: (text) => statusIn(text) !== null,
};

/**
 * Returns the settings named in a hash; anything unknown or malformed is left out.
 * @param {string} hash with or without its "#"
 * @returns {Partial<Settings>}
 */
export function readHash(hash) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const [key, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (!Object.hasOwn(initialSettings, key)) continue;
    if (allowed[key] && !allowed[key].has(text)) continue;
    if (typeof initialSettings[/** @type {keyof Settings} */ (key)] === "number") {
      const number = text.trim() ? Number(text) : NaN;
      if (Number.isFinite(number) && number >= 0 && (sound[key]?.(number) ?? true)) found[key] = number;
    } else if (wellFormed[key]?.(text) ?? true) {
      found[key] = key === "status" ? statusIn(text) : text;
    }
  }
  return found;
}

/**
 * Returns the hash that readHash turns back into the same settings; what has its initial value is left out.
 * @param {Settings} settings
 */
export function writeHash(settings) {
  const kept = Object.entries(settings)
    .filter(([key, value]) => value !== initialSettings[/** @type {keyof Settings} */ (key)])
    .map(([key, value]) => [key, String(value)]);
  const text = new URLSearchParams(kept).toString();
  return text ? "#" + text.replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%40", "@").replaceAll("%3B", ";") : "";
}
