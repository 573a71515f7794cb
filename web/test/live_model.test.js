import { endOf } from "../static/js/view/curve.js";
import { law } from "./law.js";
import { change, naive, town } from "./town.js";

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
    if (t.model.gapCount(radius, changes) !== gaps.length) bad.push(`${t.model.gapCount(radius, changes)} gaps counted of ${gaps.length}`);
    if (Math.abs(sum - open) > 1e-6 * t.total) bad.push(`gaps add up to ${sum}, not ${open}`);
    gaps.forEach((g, i) => {
      if (g.rank !== i + 1 || (i && g.amount > gaps[i - 1].amount)) bad.push(`gap ${i} has rank ${g.rank}, ${g.amount} after ${gaps[i - 1]?.amount}`);
      if (g.farthest_distance_m !== null && !(g.farthest_distance_m > radius)) bad.push(`gap ${g.rank} reaches to ${g.farthest_distance_m} of ${radius} m`);
    });
  }
});

law("the curve rises and passes through what is covered", (random, bad) => {
  for (let round = 0; round < 20; round++) {
    const t = town(random), { changes } = round % 2 ? change(random, t.stands) : { changes: null }, curve = t.model.curve(2000, changes);
    if (curve !== t.model.curve(2000, changes)) bad.push("it is made twice");
    curve.radii_m.forEach((r, i) => {
      const want = t.model.covered(r, changes) / t.total;
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

law("a radius lies on the curves that are drawn for it, which keep their end while it moves a little", (random, bad) => {
  for (let i = 0; i < 1000; i++) {
    const standard = random() < 0.2 ? 0 : Math.round(5000 * random()), radius = Math.round(100000 * random() ** 3), end = endOf(standard, radius);
    if (end < Math.max(2000, 2 * standard, radius) || end > 100000) bad.push(`${radius} m of ${standard} m is drawn up to ${end} m`);
    if (endOf(standard, Math.max(0, radius - 10)) !== end && end / 2 < radius - 10) bad.push(`at ${radius - 10} m another end than ${end} m`);
  }
});
