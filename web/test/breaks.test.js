import { createBreaks, quantileBreaks } from "../static/js/view/breaks.js";
import { law } from "./law.js";

law("class breaks rise, hold every value, and no class is empty", (random, bad) => {
  for (let i = 0; i < 300; i++) {
    const values = Array.from({ length: Math.floor(random() * 60) }, () => (random() < 0.3 ? 0 : random() ** 4 * 10 ** Math.floor(random() * 7 - 2)));
    const edges = quantileBreaks(values);
    if (edges.length > 6 || edges.some((e, k) => !(e > (edges[k - 1] ?? 0)))) bad.push(edges.join());
    const { classOf } = createBreaks()({}, 'm', values);
    if (edges.length && new Set(values.filter((v) => v > 0).map(classOf)).size !== edges.length + 1) bad.push('an empty class in ' + edges.join());
    for (const v of [...values, ...edges]) {
      const k = classOf(v);
      if ((k > 0 && v < edges[k - 1]) || (k < edges.length && v >= edges[k])) bad.push(v + ' in class ' + k + ' of ' + edges.join());
    }
  }
});
