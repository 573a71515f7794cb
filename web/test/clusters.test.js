import { clusters, countClusters } from "../static/js/live/clusters.js";
import { countBoth, differing } from "../static/js/live/clusters_both.js";
import { runsAt, runsOf } from "../static/js/live/runs.js";
import { law } from "./law.js";

law("two plans counted together have the gaps that each has alone", (random, bad) => {
  let together = 0, most = 0;
  for (let round = 0; round < 400; round++) {
    const n = Math.floor(2000 * random() ** 2), list = (/** @type {() => number} */ f) => Array.from({ length: n }, f), narrow = round % 7 ? 1 : 0.02;
    const along = list(random).sort(), samples = { n, at: Int32Array.from(along.flatMap((x) => [1188e6 + 4e6 * x + 3e4 * random(), 422e6 + 2e6 * narrow * random()])), amount: Float64Array.from(list(() => Math.max(0, 9 * random() - 4))), area: Float32Array.from(list(() => 1)), district: Uint32Array.from(list(() => 4 * random() ** 2)).sort() };
    const before = Float32Array.from(list(() => (random() < 0.02 ? Infinity : 1000 * random()))), middle = random(), reach = random() < 0.5 ? 0 : 0.03 * random();
    const change = () => before.map((d, i) => (Math.abs(along[i] - middle) < reach && random() < 0.5 ? 1000 * random() : d)), one = round % 2 ? before : change(), other = change();
    const plain = runsOf(samples, before), plans = [one, other].map((near) => ({ near, runs: runsAt(plain, samples, before, near) })), differ = differing(plans[0], plans[1]);
    if (!differ) continue;
    together++;
    for (let step = 0; step < 4; step++) {
      const radius = 1000 * random() ** 2, width = 2000 * 10 ** (2 * random() - 1);
      for (const which of /** @type {const} */ (["all", "amount"])) {
        const got = countBoth(samples, [plans[0].runs, plans[1].runs], differ, radius, width, which), want = plans.map(({ runs }) => clusters(samples, runs, radius, width).filter((c) => which === "all" || c.amount > 0).length);
        most = Math.max(most, want[0]);
        if (got.join() !== want.join()) bad.push(`round ${round}, ${which} of ${n} samples, ${differ.length} runs differ: ${got}, not ${want}`);
        if (plans.map(({ runs }) => countClusters(samples, runs, radius, width, which)).join() !== want.join()) bad.push(`round ${round}: counted alone otherwise than listed`);
      }
    }
  }
  if (together < 200 || most < 50) bad.push(`${together} pairs counted together, with ${most} gaps at most`);
});
