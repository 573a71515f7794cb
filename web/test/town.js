// Towns strewn at random, as the service's arrays give them, for the laws of what the page estimates.

import { createModel } from "../static/js/live/model.js";
import { stepM } from "../static/js/live/sites.js";

/** @typedef {[number, number]} Place in ten-millionth degrees */

/** Metres between two places of a town. @param {Place} a @param {Place} b */
export function apart([ax, ay], [bx, by]) {
  const [mx, my] = stepM((ay + by) / 2);
  return Math.hypot((ax - bx) * mx, (ay - by) * my);
}

/** Returns a town strewn at random, the service's arrays of it, and the model that they make. */
export function town(random, homes = 500, schools = 7) {
  const place = () => /** @type {Place} */ ([Math.round(1188e6 + 5e5 * random()), Math.round(422e6 + 4e5 * random())]);
  const lives = Array.from({ length: homes }, place), stands = Array.from({ length: schools }, place);
  const amount = Float64Array.from(lives, () => Math.max(0, Math.floor(119 * random()) - 19)), // some homes are empty
    total = amount.reduce((a, b) => a + b, 0);
  const order = lives.map((h) => stands.map((s, k) => ({ k, d: apart(h, s) })).sort((a, b) => a.d - b.d));
  const spots = Int32Array.from(stands.flat()), each = (n, f) => Array.from({ length: n }, (_, i) => f(i));
  const ground =
    { header: { total, unit: "people", area_m2: 2e7, layers: {}, districts: [{ id: "d", name: "d" }] },
      of: { sample_at: Int32Array.from(lives.flat()), sample_amount: amount, sample_area: Float32Array.from(amount), sample_district: new Uint32Array(homes) } };
  const reach =
    { header: { facilities: each(schools, (k) => `schools/${k}`) },
      of: { facility_at: spots, path_vertices: spots, paths: Uint32Array.from(each(schools + 1, (k) => k)), path_facility: Uint32Array.from(each(schools, (k) => k)), path_is_ring: new Uint8Array(schools),
        near: Float32Array.from(order, (o) => o[0]?.d ?? Infinity), near_facility: Int32Array.from(order, (o) => o[0]?.k ?? -1),
        second: Float32Array.from(order, (o) => o[1]?.d ?? Infinity), second_facility: Int32Array.from(order, (o) => o[1]?.k ?? -1) } };
  return { lives, stands, amount, total, ground, reach, model: createModel(ground, reach) };
}

/** Returns changes at random, and the places that are left by them. @param {() => number} random @param {Place[]} stands */
export function change(random, stands) {
  const changes = { added: [], moved: [], closed: [] }, left = [];
  const degrees = ([x, y]) => ({ lon: x / 1e7, lat: y / 1e7 }), somewhere = () => /** @type {Place} */ ([Math.round(1188e6 + 5e5 * random()), Math.round(422e6 + 4e5 * random())]);
  stands.forEach((s, k) => {
    const what = random(), to = somewhere();
    if (what < 0.25) changes.closed.push({ id: `schools/${k}`, ...degrees(s) });
    else if (what < 0.5) changes.moved.push({ id: `schools/${k}`, ...degrees(to), from: Object.values(degrees(s)) }) && left.push(to);
    else left.push(s);
  });
  for (let n = Math.floor(3 * random()); n > 0; n--) {
    left.push(somewhere());
    changes.added.push({ id: `new-${n}`, ...degrees(left.at(-1)) });
  }
  return { changes, left };
}

/** A sample this near the radius, in metres, may fall on either side. */
export const edgeM = 0.05;

/** Returns the least and the most that may count as covered. @param {{lives: Place[], amount: Float64Array}} town @param {Place[]} left @param {number} radius */
export function naive({ lives, amount }, left, radius) {
  let least = 0, most = 0;
  lives.forEach((h, i) => {
    const d = Math.min(Infinity, ...left.map((s) => apart(h, s)));
    if (d <= radius - edgeM) least += amount[i];
    if (d <= radius + edgeM) most += amount[i];
  });
  return [least, most];
}
