import { number, percent, signed } from "../static/js/format.js";
import { law } from "./law.js";

law("a percentage is never more than is true at its ends", (random, bad) => {
  const of = (r) => parseFloat(percent(r));
  if (of(1) !== 100 || of(0) !== 0 || of(0.99999) !== 99.9 || of(0.00001) !== 0.1) bad.push([1, 0, 0.99999, 0.00001].map(percent).join());
  for (let i = 0; i < 1000; i++) { const r = random(); if (Math.abs(of(r) - 100 * r) > 0.1) bad.push(r + ' ' + percent(r)); }
});

law("a sign stands only before what is seen", (random, bad) => {
  const write = (v) => number(v, 2);
  for (let i = 0; i < 1000; i++) {
    const v = (random() - 0.5) * 10 ** Math.floor(6 * random() - 4), none = Math.abs(v) < 0.005, text = signed(v, write);
    if (none !== text.startsWith("±") || (!none && text[0] !== (v > 0 ? "+" : "−"))) bad.push(v + " " + text);
    if (none && number(v, 2) !== number(0, 2)) bad.push(v + " " + number(v, 2));
  }
});
