import { between, levelsOf, orderOf, paintLevels, repaintLevels, roomForStarts } from "../static/js/live/levels.js";
import { beyondOf, runsAt, runsOf, within } from "../static/js/live/runs.js";
import { law } from "./law.js";

const colors = { gap: "#E66101", gapEdge: "#7A3A00", covered: "#4393C3", open: "#F3DCC8" };

/** Returns the levels of a view: distances at random, land in most pixels, facilities out of reach of some. */
function view(random, width = 60, height = 40) {
  const field = Float32Array.from({ length: width * height }, () => (random() < 0.2 ? -1 : random() < 0.02 ? Infinity : 3000 * random() ** 2));
  return { width, height, field, metre: 5 + 60 * random() };
}

/** Returns the levels of a view, of which some lie on bare land. @param {() => number} random @param {ReturnType<typeof view>} v */
const levelled = (random, { field, metre }) => ({ ...levelsOf(new Uint16Array(field.length), field, metre), bare: random() < 0.5 ? null : Uint8Array.from(field, () => Number(random() < 0.5)) });

law("a step of the radius paints what painting everything would, in columns too", (random, bad) => {
  for (let round = 0; round < 30; round++) {
    const v = view(random), n = v.field.length, levels = levelled(random, v), line = Math.floor(v.width * random()), of = { top: 0, bottom: v.height };
    const parts = round % 3 ? [{ ...of, left: 0, right: line }, { ...of, left: line, right: v.width }] : [{ ...of, left: 0, right: v.width }], pixels = new Int32Array(n), want = new Int32Array(n), room = new Uint32Array(n);
    const orders = parts.map((p) => orderOf(levels.of, v.width, p, room.subarray(p.left * v.height, p.right * v.height), roomForStarts()));
    const spans = parts.map((p) => paintLevels(pixels, v.width, p, levels, 500, v.metre, colors));
    for (let step = 0; step < 20; step++) {
      parts.forEach((p, i) => {
        const radius = random() < 0.2 ? 5000 * random() : 300 + 10 * step;
        spans[i] = repaintLevels(pixels, orders[i], spans[i], levels, radius, v.metre, colors);
        paintLevels(want, v.width, p, levels, radius, v.metre, colors);
      });
      const differ = pixels.findIndex((p, i) => p !== want[i]);
      if (differ >= 0) bad.push(`round ${round}, step ${step}: pixel ${differ} at ${v.field[differ]} m is ${pixels[differ]}, not ${want[differ]}`);
    }
  }
});

law("a pixel is painted by its own distance", (random, bad) => {
  const [gap, open, covered] = [colors.gap, colors.open, colors.covered].map((color) => between(color, color, 0));
  for (let round = 0; round < 30; round++) {
    const v = view(random), n = v.field.length, levels = levelled(random, v), pixels = new Int32Array(n), radius = 3000 * random();
    paintLevels(pixels, v.width, { left: 0, right: v.width, top: 0, bottom: v.height }, levels, radius, v.metre, colors);
    v.field.forEach((d, i) => {
      const want = d < 0 ? 0 : d < radius - v.metre ? covered : d > radius + 2 * v.metre ? (levels.bare?.[i] ? open : gap) : pixels[i];
      if (pixels[i] !== want || (d >= 0 && pixels[i] === 0)) bad.push(`round ${round}: ${d} m is ${pixels[i]} at a radius of ${radius} m, not ${want}`);
    });
  }
});

law("runs leave of every radius what a look at each sample finds", (random, bad) => {
  for (let round = 0; round < 60; round++) {
    const n = Math.floor(300 * random()), list = (/** @type {() => number} */ f) => Array.from({ length: n }, f);
    const samples = { n, at: Int32Array.from(list(() => 1e6 * random()).flatMap((x) => [x, 1e6 * random()])), amount: Float64Array.from(list(() => 100 * random())), area: Float32Array.from(list(() => 10 * random())), district: Uint32Array.from(list(() => 5 * random())).sort() };
    const before = Float32Array.from(list(() => (random() < 0.05 ? Infinity : 1000 * random()))), near = round % 2 ? before : before.map((d) => (random() < 0.1 ? 1000 * random() : d));
    const radius = random() < 0.1 ? 0 : 1000 * random(), plain = runsOf(samples, before), kept = JSON.stringify(Object.values(plain).map((x) => [...(x.length === undefined ? [x] : x)]));
    const runs = near === before ? plain : runsAt(plain, samples, before, near);
    if (kept !== JSON.stringify(Object.values(plain).map((x) => [...(x.length === undefined ? [x] : x)]))) bad.push(`round ${round}: other distances change the runs before`);
    const covered = near.reduce((sum, d, i) => (d <= radius ? sum + samples.amount[i] : sum), 0);
    if (Math.abs(within(runs, radius) - covered) > 1e-9 * (1 + covered)) bad.push(`round ${round}: ${within(runs, radius)} within, not ${covered}`);
    for (let k = 0; k < runs.n; k++) {
      const own = Array.from({ length: runs.starts[k + 1] - runs.starts[k] }, (_, j) => runs.starts[k] + j), open = own.filter((i) => near[i] > radius), piece = beyondOf(runs, k, radius);
      if (own.some((i) => samples.district[i] !== samples.district[own[0]])) bad.push(`round ${round}: run ${k} is of two districts`);
      if ((piece >= 0) !== open.length > 0) bad.push(`round ${round}: run ${k} leaves ${open.length} samples and piece ${piece}`);
      if (piece < 0) continue;
      const x = open.map((i) => samples.at[2 * i]), y = open.map((i) => samples.at[2 * i + 1]), d = open.map((i) => near[i]);
      const want = [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y), Math.min(...d), Math.max(...d), Math.max(...d)].join();
      const got = [...runs.boxes.subarray(4 * piece, 4 * piece + 4), runs.near[piece], runs.near[runs.starts[k]], near[runs.far[k]]].join();
      const amount = open.reduce((sum, i) => sum + samples.amount[i], 0);
      if (got !== want || Math.abs(runs.amount[piece] - amount) > 1e-9 * amount) bad.push(`round ${round}: run ${k} leaves ${got} and ${runs.amount[piece]}, not ${want} and ${amount}`);
    }
  }
});
