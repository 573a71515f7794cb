// A drawn study area as text short enough for an address, and back.

/** @typedef {{type: "Polygon"|"MultiPolygon", coordinates: any}} Geometry */

/** Steps of a degree: positions are kept to a centimetre. */
const steps = 1e7;

/** The longest text that goes into an address. */
export const mostLetters = 4000;

/** The most corners a text is read for. */
const mostCorners = 4000;

/** What the text of a drawn area begins with, and one that names the scenario that holds it. */
const here = "drawn:", there = "scenario:";

/** Square degrees below which an outline holds nothing: a centimetre by a metre. */
const leastArea = 1e-12;

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Writes a whole number: five bits a letter, the lowest first, the sixth bit says that more follow. @param {number} n */
function write(n) {
  let rest = n < 0 ? -2 * n - 1 : 2 * n, text = "";
  do {
    const low = rest % 32;
    rest = Math.floor(rest / 32);
    text += letters[low + (rest > 0 ? 32 : 0)];
  } while (rest > 0);
  return text;
}

/** Returns the numbers of a text, null where it is malformed. @param {string} text */
function numbers(text) {
  const found = [];
  let value = 0, unit = 1;
  for (const letter of text) {
    const k = letters.indexOf(letter);
    if (k < 0 || unit > 2 ** 45) return null;
    value += (k % 32) * unit;
    unit *= 32;
    if (k >= 32) continue;
    found.push(value % 2 ? -(value + 1) / 2 : value / 2);
    [value, unit] = [0, 1];
  }
  return unit === 1 ? found : null;
}

/** Returns the polygons of a geometry. @param {Geometry} g @returns {[number, number][][][]} */
const polygonsOf = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates);

/** @param {[number, number][]} ring closed */
function writeRing(ring) {
  let x = 0, y = 0, text = "";
  for (const [lon, lat] of ring.slice(0, -1)) {
    const [a, b] = [Math.round(lon * steps), Math.round(lat * steps)];
    text += write(a - x) + write(b - y);
    [x, y] = [a, b];
  }
  return text;
}

/** @param {string} text @returns {[number, number][]|null} */
function readRing(text) {
  const found = numbers(text);
  if (!found || found.length % 2 || found.length < 6 || found.length > 2 * mostCorners) return null;
  /** @type {[number, number][]} */
  const ring = [];
  let x = 0, y = 0;
  for (let i = 0; i < found.length; i += 2) {
    x += found[i];
    y += found[i + 1];
    ring.push([x / steps, y / steps]);
  }
  return ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90) ? [...ring, ring[0]] : null;
}

/**
 * Returns the text of an area; of one with too many corners for an address, the
 * name of the scenario that holds it, "" where none does.
 * @param {Geometry} geometry @param {string} [scenario] id
 */
export function writeArea(geometry, scenario = "") {
  const text = here + polygonsOf(geometry).map((polygon) => polygon.map(writeRing).join(".")).join("*");
  if (text.length <= mostLetters) return text;
  return scenario && there + scenario;
}

/** Returns the area that a text holds, null where it holds none. @param {string} text @returns {Geometry|null} */
export function readArea(text) {
  if (!text.startsWith(here) || text.length > mostLetters) return null;
  const polygons = text.slice(here.length).split("*").map((polygon) => polygon.split(".").map(readRing));
  if (!polygons.length || polygons.some((rings) => rings.some((ring) => !ring))) return null;
  return polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0] } : { type: "MultiPolygon", coordinates: polygons };
}

/** Returns the id of the scenario that a text names, "" for none. @param {string} text */
export const scenarioIn = (text) => (text.startsWith(there) ? text.slice(there.length) : "");

/** Says whether an address may hold a text as a drawn area. @param {string} text */
export const isArea = (text) => Boolean(readArea(text) || scenarioIn(text));

/**
 * Returns the area that a text stands for, null where it stands for none or the
 * scenario it names is not known.
 * @param {string} text @param {import("./scenarios.js").Scenario[]|null|undefined} scenarios @returns {Geometry|null}
 */
export function areaOf(text, scenarios) {
  const id = scenarioIn(text);
  if (!id) return readArea(text);
  const area = (scenarios ?? []).find((s) => s.id === id)?.question.area;
  return area && typeof area === "object" ? area : null;
}

/** Says whether a closed ring is no outline: its edges cross, two corners lie in the same place, or all lie on a line. @param {[number, number][]} ring */
export function crosses(ring) {
  const n = ring.length - 1, [x, y] = ring[0];
  const twice = ring.slice(1).reduce((sum, [bx, by], i) => sum + (ring[i][0] - x) * (by - y) - (bx - x) * (ring[i][1] - y), 0);
  if (Math.abs(twice) < leastArea) return true;
  const side = (/** @type {number[]} */ a, /** @type {number[]} */ b, /** @type {number[]} */ c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  const same = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a[0] === b[0] && a[1] === b[1];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (same(ring[i], ring[j])) return true;
      if (j === i + 1 || (i === 0 && j === n - 1)) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0) return true;
    }
  }
  return false;
}
