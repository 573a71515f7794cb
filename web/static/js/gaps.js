// Keeps the chosen gap chosen while gaps change with the radius.

import { plain } from "./format.js";
import { topmost } from "./geo/inside.js";
import { toWorld, worldPerMetre } from "./geo/shape.js";

/** @typedef {import("./geo/shape.js").Shape} Shape */

/** Returns the gaps of which every word is in the names or the id of their district, or is their rank as "#3". @template {import("./types.js").Gap} T @param {T[]} gaps @param {string} words @returns {T[]} */
export function narrowed(gaps, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return wanted.length ? gaps.filter((g) => wanted.every((word) => word === `#${g.rank}` || [g.district_name, g.district_name_en, g.district].some((name) => plain(name).includes(word)))) : gaps;
}

/**
 * Returns the rank that the chosen gap has among new gaps: of the one that holds
 * its farthest place, the last to be reached as the radius grows; 0 when none
 * does. Without earlier gaps, as after opening a link, the rank stays if it exists.
 * @param {Shape[]} before @param {Shape[]} now @param {number} rank
 */
export function followGap(before, now, rank) {
  if (!rank) return 0;
  const place = before.find((s) => s.properties.rank === rank)?.properties.farthest_lonlat;
  if (place) return at(now, place)?.properties.rank ?? 0;
  return now.some((s) => s.properties.rank === rank) ? rank : 0;
}

/** How far, in metres, the edge of a gap may lie from where it lay before. */
const sameEdgeM = 3;

/**
 * Returns the gap at a place. A farthest place lies on the edge of its gap, as a
 * rule, so a gap whose edge passes there counts as well as one around it.
 * @param {Shape[]} gaps @param {[number, number]} place longitude, latitude
 */
function at(gaps, place) {
  const here = toWorld(place[0], place[1]);
  const reach = sameEdgeM * worldPerMetre(place[1]);
  return topmost(gaps, here) ?? gaps.find((s) => s.parts.some((ring) => passes(ring, here, reach)));
}

/** Says whether a ring passes a point within reach. @param {Float64Array} ring @param {[number, number]} point @param {number} reach */
function passes(ring, [x, y], reach) {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const dx = ring[i + 2] - ring[i], dy = ring[i + 3] - ring[i + 1];
    const along = Math.max(0, Math.min(1, ((x - ring[i]) * dx + (y - ring[i + 1]) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(ring[i] + along * dx - x, ring[i + 1] + along * dy - y) < reach) return true;
  }
  return false;
}
