// How land-use classes look to eyes of every kind: a colour for each group of
// classes, and a hatch for each class of a group.

import { inkOn } from "./palette.js";

/** @typedef {import("./view/paint.js").Look} Look */
/** @typedef {import("./view/paint.js").Ink} Ink */

/**
 * Colours by the beginnings of codes of GB 50137 and of 2023; the longest that fits wins. Any two of
 * them stay apart (ΔE00 of 10) for eyes that lack one kind of cones.
 * @type {Record<string, string[]>}
 */
const groups = {
  "#EEE241": ["R", "07"], "#CC76AF": ["A", "08"], "#F1BDE0": ["A3", "0802", "0804"], "#A8487D": ["A5", "A6", "0806", "0807"],
  "#C95500": ["B", "09"], "#94754A": ["M", "H5", "10"], "#4F3B6D": ["W", "11"], "#ABADB0": ["S", "H2", "12"], "#314E54": ["U", "H3", "13"],
  "#38A575": ["G", "14"], "#1F6B51": ["G2", "1402", "03"], "#A8DAC3": ["G3", "1403", "04", "05"], "#53B4EB": ["E1", "17", "21", "22", "24"],
  "#D1DBA5": ["E", "01", "02", "06"], "#8A8A8A": ["H", "15", "23"], "#1851AF": ["18", "19", "20"], "#FFFFFF": ["16"],
};

/** Classes of OpenStreetMap by their values, as codes of a group. @type {Record<string, string>} */
const values = {
  residential: "R", institutional: "A", religious: "A", stadium: "A", sports_centre: "A", pitch: "A", education: "A3", school: "A3", university: "A3", college: "A3", kindergarten: "A3", hospital: "A5", clinic: "A5",
  commercial: "B", retail: "B", marketplace: "B", industrial: "M", quarry: "M", port: "S", railway: "S", depot: "S", garages: "S", parking: "S", landfill: "U", wastewater_plant: "U",
  grass: "G", park: "G", recreation_ground: "G", garden: "G", village_green: "G", cemetery: "H", forest: "G2", wood: "G2", scrub: "G2", meadow: "G3", grassland: "G3", heath: "G3", wetland: "G3",
  water: "E1", reservoir: "E1", basin: "E1", aquaculture: "E1", bay: "E1", farmland: "E", farmyard: "E", orchard: "E", vineyard: "E", plant_nursery: "E", greenhouse_horticulture: "E", allotments: "E",
};

/** Returns the colour of a code's group. @param {string} code */
export function groupColor(code) {
  const value = code.slice(code.indexOf("=") + 1), of = value === code ? code : Object.hasOwn(values, value) ? values[value] : "H";
  let best = "#8A8A8A", most = 0;
  for (const [color, starts] of Object.entries(groups)) for (const start of starts) if (start.length > most && of.startsWith(start)) [best, most] = [color, start.length];
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

/** Classes that cover most land of their group, so are the last to be hatched. */
const first = ["R2", "R21", "070102"];

/** Returns looks of classes that are seen together, by code: no two are alike. @param {Iterable<string>} codes @returns {Map<string, Look>} */
export function looksOf(codes) {
  const colors = Object.keys(groups), all = new Set(codes);
  /** @type {Map<string, number>} */
  const taken = new Map();
  /** @type {Map<string, Look>} */
  const looks = new Map();
  for (const code of new Set([...first.filter((c) => all.has(c)), ...all])) {
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
