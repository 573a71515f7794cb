import { createModel } from "../static/js/live/model.js";
import { stepM } from "../static/js/live/sites.js";
import { law } from "./law.js";

/** @typedef {[number, number]} Place in ten-millionth degrees */

/** Metres between two places of a town. @param {Place} a @param {Place} b */
function apart([ax, ay], [bx, by]) {
  const [mx, my] = stepM((ay + by) / 2);
  return Math.hypot((ax - bx) * mx, (ay - by) * my);
}

/** Returns a town strewn at random, and the model that the service's arrays of it make. */
function town(random, homes = 500, schools = 7) {
  const place = () => /** @type {Place} */ ([Math.round(1188e6 + 5e5 * random()), Math.round(422e6 + 4e5 * random())]);
  const lives = Array.from({ length: homes }, place), stands = Array.from({ length: schools }, place);
  const amount = Float64Array.from(lives, () => 1 + Math.floor(99 * random())), total = amount.reduce((a, b) => a + b, 0);
  const order = lives.map((h) => stands.map((s, k) => ({ k, d: apart(h, s) })).sort((a, b) => a.d - b.d));
  const spots = Int32Array.from(stands.flat()), each = (n, f) => Array.from({ length: n }, (_, i) => f(i));
  const model = createModel(
    { header: { total, unit: "people", area_m2: 2e7, layers: {}, districts: [{ id: "d", name: "d" }] },
      of: { sample_at: Int32Array.from(lives.flat()), sample_amount: amount, sample_area: Float32Array.from(amount), sample_district: new Uint32Array(homes) } },
    { header: { facilities: each(schools, (k) => `schools/${k}`) },
      of: { facility_at: spots, path_vertices: spots, paths: Uint32Array.from(each(schools + 1, (k) => k)), path_facility: Uint32Array.from(each(schools, (k) => k)), path_is_ring: new Uint8Array(schools),
        near: Float32Array.from(order, (o) => o[0]?.d ?? Infinity), near_facility: Int32Array.from(order, (o) => o[0]?.k ?? -1),
        second: Float32Array.from(order, (o) => o[1]?.d ?? Infinity), second_facility: Int32Array.from(order, (o) => o[1]?.k ?? -1) } });
  return { lives, stands, amount, total, model };
}

/** Returns changes at random, and the places that are left by them. @param {() => number} random @param {Place[]} stands */
function change(random, stands) {
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
const edgeM = 0.05;

/** Returns the least and the most that may count as covered. @param {{lives: Place[], amount: Float64Array}} town @param {Place[]} left @param {number} radius */
function naive({ lives, amount }, left, radius) {
  let least = 0, most = 0;
  lives.forEach((h, i) => {
    const d = Math.min(Infinity, ...left.map((s) => apart(h, s)));
    if (d <= radius - edgeM) least += amount[i];
    if (d <= radius + edgeM) most += amount[i];
  });
  return [least, most];
}

law("what changes leave is covered as a search of every pair finds it", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const t = town(random, 300, Math.floor(9 * random())), { changes, left } = change(random, t.stands), radius = 100 + 2000 * random();
    const [least, most] = naive(t, left, radius), got = t.model.covered(radius, changes);
    if (got < least - 1e-6 || got > most + 1e-6) bad.push(`round ${round}: ${got}, not ${least} to ${most}`);
    const none = t.model.covered(radius, { added: [], moved: [], closed: [] });
    if (none !== t.model.covered(radius, null)) bad.push(`round ${round}: no changes change ${none}`);
  }
});

law("gaps are what is not covered, the largest first", (random, bad) => {
  for (let round = 0; round < 40; round++) {
    const t = town(random), { changes } = change(random, t.stands), radius = 100 + 900 * random();
    const gaps = t.model.gaps(radius, changes), sum = gaps.reduce((a, g) => a + g.amount, 0), open = t.total - t.model.covered(radius, changes);
    if (Math.abs(sum - open) > 1e-6 * t.total) bad.push(`gaps add up to ${sum}, not ${open}`);
    gaps.forEach((g, i) => {
      if (g.rank !== i + 1 || (i && g.amount > gaps[i - 1].amount)) bad.push(`gap ${i} has rank ${g.rank}, ${g.amount} after ${gaps[i - 1]?.amount}`);
      if (g.farthest_distance_m !== null && !(g.farthest_distance_m > radius)) bad.push(`gap ${g.rank} reaches to ${g.farthest_distance_m} of ${radius} m`);
    });
  }
});

law("the curve rises and passes through what is covered", (random, bad) => {
  for (let round = 0; round < 20; round++) {
    const t = town(random), curve = t.model.curve(2000);
    curve.radii_m.forEach((r, i) => {
      const want = t.model.covered(r, null) / t.total;
      if (Math.abs(curve.ratio[i] - want) > 1e-9 || (i && curve.ratio[i] < curve.ratio[i - 1])) bad.push(`${curve.ratio[i]} at ${r} m, covered ${want}`);
    });
  }
});

law("without facilities nothing is covered and all is one gap or more", (random, bad) => {
  const { model, total } = town(random, 200, 0);
  const gaps = model.gaps(500, null);
  if (model.covered(500, null) !== 0 || !gaps.length || gaps.some((g) => g.farthest_distance_m !== null)) bad.push(JSON.stringify(gaps[0]));
  if (Math.abs(gaps.reduce((a, g) => a + g.amount, 0) - total) > 1e-6) bad.push("the gaps are not everything");
});
