import { percent, tenths } from "../static/js/format.js";
import { apportion, depthShares } from "../static/js/shares.js";
import { law } from "./law.js";

const sum = (list) => list.reduce((a, b) => a + b, 0);

law("shares of one whole add up to it as they are shown", (random, bad) => {
  for (let i = 0; i < 5000; i++) {
    const whole = [100, 1000, 10000][i % 3], n = 1 + Math.floor(12 * random());
    const sizes = Array.from({ length: n }, () => (random() < 0.2 ? 0 : 1e6 * random() ** (1 + 8 * random())));
    const got = apportion(sizes, whole), all = sum(sizes), said = `${sizes} of ${whole}: ${got}`;
    if (got.some((g) => !Number.isInteger(g) || g < 0) || sum(got) !== (all > 0 ? whole : 0)) bad.push(said);
    const tiny = sizes.filter((s) => s > 0 && whole * s < all).length;
    sizes.forEach((s, k) => {
      if ((s > 0) !== (got[k] > 0)) bad.push(`${k} is there or not: ${said}`);
      if (Math.abs(got[k] - (whole * s) / (all || 1)) >= 1 + tiny) bad.push(`${k} is off: ${said}`);
      if (sizes.some((o, j) => o > s && got[j] < got[k])) bad.push(`${k} is more than a larger one: ${said}`);
    });
    const back = apportion([...sizes].reverse(), whole).reverse();
    if (new Set(sizes.filter((s) => s)).size === sizes.filter((s) => s).length && back.join() !== got.join()) bad.push(`turned round: ${back}, ${said}`);
  }
  // What simple rounding shows as 100.1, 99.9 and 101.
  for (const [sizes, whole, want] of [[[1, 1, 1], 1000, "334,333,333"], [[1, 1, 1, 1, 1, 1], 1000, "167,167,167,167,166,166"], [[665, 335], 100, "67,33"], [[999999, 1], 1000, "999,1"], [[1, 1, 1, 1], 2, "1,1,0,0"], [[], 100, ""], [[0, 0], 100, "0,0"]]) {
    const got = apportion(sizes, whole).join();
    if (got !== want && !(sizes.length === 4 && sum(got.split(",").map(Number)) === 2)) bad.push(`${sizes} of ${whole}: ${got}, not ${want}`);
  }
});

law("what is reached once, twice and more adds up to the ratio that is shown", (random, bad) => {
  for (let i = 0; i < 5000; i++) {
    const amounts = Array.from({ length: 4 }, () => (random() < 0.3 ? 0 : 1e6 * random() ** 6)), all = sum(amounts);
    const ratio = all > 0 ? sum(amounts.slice(1)) / all : 0, got = depthShares(amounts, tenths(ratio)), said = `${amounts}: ${got}`;
    if (all > 0 && sum(got) !== 1000) bad.push(`not the whole: ${said}`);
    if (Math.abs(sum(got.slice(1)) / 10 - parseFloat(percent(ratio))) > 1e-9) bad.push(`${percent(ratio)} reached: ${said}`);
    amounts.forEach((a, k) => {
      if (a === 0 && got[k] !== 0) bad.push(`nothing is shown as something: ${said}`);
      if (Math.abs(got[k] - (1000 * a) / (all || 1)) > 3) bad.push(`${k} is off: ${said}`);
    });
  }
});
