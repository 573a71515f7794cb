import { alike, estimate, named } from "../static/js/live/pair.js";
import { law } from "./law.js";
import { apart, change, edgeM, town } from "./town.js";

const side = (total) => ({ id: "", service: "s", radius_m: 0, total, covered: 0, gap: 0, ratio: 0, depth: [], gaps: 0, facilities: 0 });

/** Returns two states of a town, and the comparison of them at random radii. @param {() => number} random */
function pair(random) {
  const t = town(random, 250, Math.floor(8 * random()));
  const before = { a: side(t.total), b: side(t.total), area: {}, demand: { kind: "population", classes: [], unit: "people" }, difference: null, districts: [{ id: "d", name: "d", total_a: t.total, total_b: t.total }], facilities: [], layers: {}, method: {} };
  const states = [0, 1].map(() => {
    const { changes, left } = change(random, t.stands);
    return { model: t.model, changes, left, radius: 100 + 1800 * random() };
  });
  return { t, before, states };
}

law("what is gained, lost, kept and open is what a search of every pair finds", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const { t, before, states: [a, b] } = pair(random), got = estimate(before, a, b).difference, sure = { gained: 0, lost: 0, kept: 0, open: 0 };
    let edge = 0; // homes so near a radius that they may fall on either side
    t.lives.forEach((h, i) => {
      const [da, db] = [a, b].map(({ left, radius }) => Math.min(Infinity, ...left.map((s) => apart(h, s))) - radius);
      if (Math.min(Math.abs(da), Math.abs(db)) < edgeM) edge += t.amount[i];
      else sure[da < 0 ? (db < 0 ? "kept" : "lost") : db < 0 ? "gained" : "open"] += t.amount[i];
    });
    for (const what of Object.keys(sure)) if (got[what] < sure[what] - 1e-6 || got[what] > sure[what] + edge + 1e-6) bad.push(`round ${round}: ${what} ${got[what]}, not ${sure[what]}`);
  }
});

law("an estimated comparison holds together: parts add up, and turned around it is turned around", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const { t, before, states: [a, b] } = pair(random), c = estimate(before, a, b), d = c.difference, back = estimate(before, b, a);
    const same = (x, y, what) => Math.abs(x - y) > 1e-6 * t.total && bad.push(`round ${round}: ${what}: ${x}, not ${y}`);
    same(d.gained + d.lost + d.kept + d.open, t.total, "the four parts");
    same(d.covered, d.gained - d.lost, "gained less lost");
    same(c.a.covered, t.model.covered(a.radius, a.changes), "covered in A");
    same(c.b.covered, t.model.covered(b.radius, b.changes), "covered in B");
    same(c.districts[0].covered_b - c.districts[0].covered_a, d.covered, "the only district");
    same(back.difference.gained, d.lost, "gained the other way");
    same(back.difference.ratio, -d.ratio, "the ratio the other way");
    const none = estimate(before, a, a).difference;
    if (none.gained || none.lost || none.gaps) bad.push(`round ${round}: nothing changes ${JSON.stringify(none)}`);
    const wider = estimate(before, a, { ...a, radius: a.radius * 1.5 }).difference;
    if (wider.lost) bad.push(`round ${round}: a wider radius loses ${wider.lost}`);
  }
});

law("two models are counted together only where their samples are the same", (random, bad) => {
  const { model } = town(random, 50), other = town(random, 50).model;
  const copy = { ...model, samples: { ...model.samples, at: model.samples.at.slice(), amount: model.samples.amount.slice(), district: model.samples.district.slice() } };
  if (!alike(model, model) || !alike(model, /** @type {any} */ (copy)) || alike(model, other)) bad.push("wrong");
  copy.samples.amount[7]++;
  if (alike(model, /** @type {any} */ (copy))) bad.push("another amount passes");
});

law("a facility named without its layer is found where only one layer has it", (_, bad) => {
  const keys = ["schools/1", "schools/2", "clinics/2", "schools/a/3"], at = { lon: 1, lat: 2 };
  const got = named({ added: [{ id: "1", ...at }], moved: [{ id: "1", ...at, from: [0, 0] }], closed: [{ id: "2", ...at }, { id: "schools/2", ...at }, { id: "9", ...at }] }, keys);
  const ids = [got.added, got.moved, got.closed].map((list) => list.map((s) => s.id).join()).join(" ");
  if (ids !== "1 schools/1 2,schools/2,9") bad.push(ids);
});
