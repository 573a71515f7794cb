import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { noData, paletteOf } from "../static/js/palette.js";
import { atLevel, groupColor, hatches, looksOf } from "../static/js/safe.js";
import { contrast, deltaE, eyes, labOf } from "./sight.js";

/** ΔE00 from which two colours are told apart on a map. */
const apart = 8;

/** Returns the classes of a scheme, with their levels. @param {string} file @returns {{code: string, parent?: string, level: number}[]} */
function tableOf(file) {
  const { classes } = JSON.parse(readFileSync(new URL(`../../data/standards/${file}.json`, import.meta.url), "utf8")), levels = new Map();
  return classes.map((c) => {
    levels.set(c.code, (levels.get(c.parent) ?? 0) + 1);
    return { ...c, level: levels.get(c.code) };
  });
}

/** Returns whom two colours are too alike for, "" for nobody. @param {string} a @param {string} b */
const alike = (a, b) => Object.keys(eyes).filter((kind) => deltaE(labOf(a, kind), labOf(b, kind)) < apart).join();

/** Returns the pixels of a hatch, as many as any period fits in. @param {import("../static/js/view/paint.js").Ink|undefined} on @param {number} fine @param {number} step */
function pixelsOf(on, fine, step = 8) {
  const n = Math.round(step * fine);
  return Array.from({ length: 48 * 48 }, (_, k) => Boolean(on?.(k % 48 % n, Math.floor(k / 48) % n, n, fine)));
}

test("the difference of colours is that of Sharma, Wu and Dalal (2005), table 1", () => {
  for (const [p, q, want] of /** @type {[number[], number[], number][]} */ ([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425], [[50, 2.5, 0], [61, -5, 29], 22.8977], [[50, 2.5, 0], [56, -27, -3], 31.903],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644], [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082], [[50, -1, 2], [50, 0, 0], 2.3669],
  ])) assert.ok(Math.abs(deltaE(p, q) - want) < 1e-4, `${p} and ${q}: ${deltaE(p, q)}, want ${want}`);
});

test("any two classes of a level are told apart by colour or by hatch", () => {
  let pairs = 0, hatched = 0;
  const tagged = ["residential", "industrial", "forest", "farmland", "grass", "meadow", "orchard", "retail", "commercial", "cemetery", "quarry", "no_such_value", "another"].map((v) => `landuse=${v}`);
  const lists = [tagged, Array.from({ length: hatches.length * 9 }, (_, i) => `landuse=x${i}`)];
  for (const file of ["gb50137", "mnr2023"]) for (const level of [1, 2, 3]) lists.push(atLevel(tableOf(file), level));
  for (const codes of lists) {
    const looks = looksOf(codes), bad = [];
    assert.equal(looks.size, codes.length);
    codes.forEach((a, i) => codes.slice(0, i).forEach((b) => {
      const p = /** @type {any} */ (looks.get(a)), q = /** @type {any} */ (looks.get(b));
      pairs++;
      if (p.on === q.on && alike(p.color, q.color)) bad.push(`${a} and ${b} for ${alike(p.color, q.color)}`);
      if (p.on !== q.on && alike(p.color, q.color)) hatched++;
    }));
    assert.deepEqual(bad, []);
  }
  assert.ok(pairs > 10000 && hatched > 300, `${pairs} pairs, ${hatched} by hatch alone`);
});

test("hatches are told apart wherever they begin, in every sharpness", () => {
  for (const fine of [1, 1.5, 2]) {
    const thin = pixelsOf((x, y, n, d) => (x + y) % n < d, fine, 6); // land without a class
    const all = [...hatches.map((on) => pixelsOf(on, fine)), thin];
    for (let i = 0; i < all.length; i++) {
      for (let j = 0; j < i; j++) {
        for (let dx = 0; dx < 16; dx++) for (let dy = 0; dy < 16; dy++) {
          let differ = 0;
          for (let y = 0; y < 32; y++) for (let x = 0; x < 32; x++) if (all[i][x + 48 * y] !== all[j][x + dx + 48 * (y + dy)]) differ++;
          assert.ok(differ > 0.12 * 32 * 32, `${i} and ${j} shifted by ${dx}, ${dy} differ in ${differ} pixels of 1024 at ${fine}`);
        }
      }
    }
  }
});

test("a hatch shows on its ground, and land without a class is hatched in both themes", () => {
  for (const [code, { color, ink }] of looksOf(atLevel(tableOf("mnr2023"), 3))) assert.ok(!ink || contrast(color, ink) >= 3, `${code}: ${ink} on ${color}`);
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const { color, ink } = noData(paletteOf(theme));
    assert.ok(ink && contrast(color, ink) >= 1.5, `${theme}: ${ink} on ${color}`);
  }
});

test("a class has the colour of its group, at every level", () => {
  for (const file of ["gb50137", "mnr2023"]) for (const level of [1, 2, 3]) for (const [code, { color }] of looksOf(atLevel(tableOf(file), level))) assert.equal(color, groupColor(code), code);
});
