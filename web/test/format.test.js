import { percent } from "../static/js/format.js";
import { law } from "./law.js";

law("a percentage is never more than is true at its ends", (random, bad) => {
  const of = (r) => parseFloat(percent(r));
  if (of(1) !== 100 || of(0) !== 0 || of(0.99999) !== 99.9 || of(0.00001) !== 0.1) bad.push([1, 0, 0.99999, 0.00001].map(percent).join());
  for (let i = 0; i < 1000; i++) { const r = random(); if (Math.abs(of(r) - 100 * r) > 0.1) bad.push(r + ' ' + percent(r)); }
});
