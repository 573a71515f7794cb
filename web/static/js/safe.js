// How land-use classes look to eyes of every kind: a colour for each group of
// classes, and a hatch for each class of a group.

import { inkOn } from "./palette.js";
import { table } from "./safe_table.js";

/** @typedef {import("./view/paint.js").Look} Look */
/** @typedef {import("./view/paint.js").Ink} Ink */

/** The code of a group by the value of a tag. @type {Map<string, string>} */
const values = new Map(Object.entries(table.tags).flatMap(([code, list]) => list.map((value) => [value, code])));

/** Returns the colour of a code's group. @param {string} code */
export function groupColor(code) {
  const value = code.slice(code.indexOf("=") + 1), of = value === code ? code : values.get(value) ?? "H";
  let best = "#8A8A8A", most = 0;
  for (const [color, starts] of table.groups) for (const start of starts) if (start.length > most && of.startsWith(start)) [best, most] = [color, start.length];
  return best;
}

/**
 * Hatches, those told apart best first; the first is none. Thin rising lines are left to land without a class.
 * @type {(Ink|undefined)[]}
 */
export const hatches = [
  undefined,
  (x, y, n, d) => (x - y + n) % n < 1.5 * d, // falling
  (x, y, n) => y < n / 4, // level
  (x, y, n) => x % (n / 2) < n / 4 && (y + (x < n / 2 ? 0 : n / 2)) % n < n / 4, // dots
  (x, y, n) => x < n / 4, // upright
  (x, y, n, d) => (x - y + n) % n < d || (x + y) % n < d, // crossing
  (x, y, n, d) => x < d || y < d, // grid
  (x, y, n) => (x - y + n) % n < n / 2, // broad falling
  (x, y, n) => y < n / 2,
  (x, y, n) => x < n / 2,
  (x, y, n) => (x + y) % n < n / 2, // broad rising
  (x, y, n) => x < n / 2 === y < n / 2, // board
  (x, y, n, d) => y % (n / 2) < d, // close level
  (x, y, n, d) => x % (n / 2) < d,
  (x, y, n, d) => (x - y + n) % (n / 2) < d,
];

/** Pixels after which a hatch repeats. */
const step = 8;

/** Returns a colour between two. @param {string} a @param {string} b @param {number} share of b */
const mix = (a, b, share) => "#" + [1, 3, 5].map((i) => Math.round(parseInt(a.slice(i, i + 2), 16) * (1 - share) + parseInt(b.slice(i, i + 2), 16) * share).toString(16).padStart(2, "0")).join("");

/** Returns looks of classes that are seen together, by code: no two are alike. @param {Iterable<string>} codes @returns {Map<string, Look>} */
export function looksOf(codes) {
  const colors = table.groups.map(([color]) => color), all = new Set(codes);
  /** @type {Map<string, number>} */
  const taken = new Map();
  /** @type {Map<string, Look>} */
  const looks = new Map();
  for (const code of new Set([...table.first.filter((c) => all.has(c)), ...all])) {
    const own = groupColor(code), room = (/** @type {string} */ c) => (taken.get(c) ?? 0) < hatches.length;
    const color = room(own) ? own : colors.find(room) ?? own, n = taken.get(color) ?? 0, on = hatches[n % hatches.length];
    taken.set(color, n + 1);
    looks.set(code, on ? { color, ink: mix(color, inkOn(color), 0.8), step, on } : { color });
  }
  return looks;
}

/**
 * Returns the codes of a scheme that stand at a level: the classes of the level, and those above that are not divided.
 * @param {{code: string, level: number, parent?: string}[]} codes @param {number} level
 */
export function atLevel(codes, level) {
  const divided = new Set(codes.map((c) => c.parent));
  return codes.filter((c) => c.level === level || (c.level < level && !divided.has(c.code))).map((c) => c.code);
}
