import { day, number, percent, signed, when } from "../static/js/format.js";
import { tn, useLanguage } from "../static/js/i18n.js";
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

law("numbers are written as the browser would in either language", (random, bad) => {
  for (const digits of [0, 1, 2, 3]) {
    const writers = ["en-GB", "zh-CN"].map((l) => new Intl.NumberFormat(l, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }));
    const tries = [0, -0, 1.005, 2.5, -2.5, 0.5, -0.4, 999.9996, 1e-7, 1e14, 1e15, 1.5e21, NaN, Infinity, -Infinity, 999999.5];
    for (let i = 0; i < 3000; i++) tries.push((random() - 0.5) * 10 ** Math.floor(20 * random() - 6), Math.floor(2e6 * (random() - 0.5)) / 2 ** Math.floor(5 * random()), Math.round(1e6 * random()) / 1000);
    for (const v of tries) for (const w of writers) if (number(v, digits) !== w.format(v)) bad.push(`${v}: ${number(v, digits)}, not ${w.format(v)}`);
  }
});

law("a time that is not known is none", (_, bad) => {
  for (const iso of ["0001-01-01T00:00:00Z", "0001-01-01T08:05:43+08:05", "", undefined, "soon"]) if (day(iso) !== "" || when(/** @type {any} */ (iso)) !== "–") bad.push(`${iso}: ${day(iso)}, ${when(/** @type {any} */ (iso))}`);
  if (!/2026/.test(day("2026-11-27T08:00:00Z")) || !/2026.*:/.test(when("2026-11-27T08:00:00Z"))) bad.push("a time that is known is not written");
});

law("each language counts as it does", async (random, bad) => {
  globalThis.fetch = /** @type {any} */ (async () => ({ ok: true, json: async () => ({}) }));
  for (const [language, locale] of [["en", "en-GB"], ["zh", "zh-CN"]]) {
    await useLanguage(language);
    for (let n = 0; n < 300; n++) if (tn("x", n) !== `x.${new Intl.PluralRules(locale).select(n)}`) bad.push(`${locale} ${n}: ${tn("x", n)}`);
  }
});
