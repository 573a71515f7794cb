import { createModel } from "../static/js/live/model.js";
import { fromWorld, toWorld } from "../static/js/geo/shape.js";
import { createLivePaint } from "../static/js/view/live_paint.js";
import { law } from "./law.js";

globalThis.ImageData ??= /** @type {any} */ (class { constructor(width, height) { Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) }); } });

const colors = { gap: "#E66101", gapEdge: "#7A3A00", covered: "#4393C3", open: "#F3DCC8" }, width = 150, height = 90, home = [118.8, 42.2];

/** Returns a model of land in squares, some of them bare, with facilities and people at points strewn over it. @param {() => number} random */
function modelOf(random, unit = random() < 0.5 ? "m2" : "people") {
  const vertices = [], rings = [0], tracts = [0], amounts = [], near = new Float32Array(0), of = new Int32Array(0);
  for (let x = 0; x < 12; x++) {
    for (let y = 0; y < 8; y++) {
      if (random() < 0.2) continue;
      for (const [a, b] of [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) vertices.push(1e7 * home[0] + 2e4 * (x + a), 1e7 * home[1] - 2e4 * (y + b));
      rings.push(vertices.length / 2);
      tracts.push(tracts.length);
      amounts.push(random() < 0.5 ? 0 : 9);
    }
  }
  const n = 1 + Math.floor(8 * random()), at = Int32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 1e7 * home[1] - 16e4 * random() : 1e7 * home[0] + 24e4 * random()));
  const people = unit === "m2" ? 0 : 20, homes = Int32Array.from({ length: 2 * people }, (_, i) => (i % 2 ? 1e7 * home[1] - 16e4 * random() : 1e7 * home[0] + 24e4 * random()));
  const each = (length, f) => Uint32Array.from({ length }, (_, i) => f(i));
  return createModel(
    { header: { total: 0, unit, area_m2: 1, layers: {}, districts: [] }, of: { vertices: Int32Array.from(vertices), rings: Uint32Array.from(rings), tracts: Uint32Array.from(tracts), tract_amount: Float64Array.from(amounts), sample_at: homes, sample_amount: new Float64Array(people).fill(1), sample_area: new Float32Array(people), sample_district: new Uint32Array(people) } },
    { header: { facilities: Array.from({ length: n }, (_, i) => `s/${i}`) }, of: { facility_at: at, path_vertices: at, paths: each(n + 1, (i) => i), path_facility: each(n, (i) => i), path_is_ring: new Uint8Array(n), near: new Float32Array(people), near_facility: of, second: near, second_facility: of } });
}

/** Returns changes at random, of a plan that may take facilities away. @param {() => number} random */
function changesOf(random) {
  const spot = () => ({ lon: home[0] + 0.03 * random() - 0.003, lat: home[1] - 0.02 * random() + 0.002 }), some = random();
  if (some < 0.3) return null;
  return { added: Array.from({ length: Math.floor(4 * random()) }, (_, i) => ({ id: `new-${i}`, ...spot() })), moved: some < 0.7 ? [] : [{ id: "s/0", ...spot(), from: [0, 0] }, { id: "not there", ...spot(), from: [0, 0] }], closed: some < 0.8 ? [] : [{ id: "s/1", ...spot() }] };
}

law("a step of the radius, of the line or of a plan shows what a painter that comes anew would show", (random, bad) => {
  const [x0, y0] = toWorld(home[0], home[1]), scale = 256 * 2 ** 14;
  /** @type {Set<number>} */
  const seen = new Set();
  for (let round = 0; round < 12; round++) {
    const screen = new Int32Array(width * height), model = modelOf(random), lasting = createLivePaint();
    const ctx = { canvas: { width, height }, putImageData: (image, _x, _y, left, top, w, h) => {
      for (let y = top; y < top + h; y++) screen.set(new Int32Array(image.data.buffer).subarray(y * width + left, y * width + left + w), y * width + left);
    } };
    const frame = /** @type {any} */ ({ ctx, width, height, x0, y0, scale, zoom: 14, blank: true });
    const shown = (painter, states) => {
      screen.fill(0);
      painter.paint(frame, states, colors);
      return screen.slice();
    };
    let line = random() < 0.2 ? -1 : random(), a = changesOf(random), b = changesOf(random), radius = 300;
    for (let step = 0; step < 30; step++) {
      const what = random();
      if (what < 0.1) line = random() < 0.3 ? -1 : random();
      else if (what < 0.2) a = changesOf(random);
      else if (what < 0.3) b = changesOf(random);
      else radius = what < 0.4 ? 3000 * random() : radius + 10;
      const other = random() < 0.3 ? 2 * radius : radius;
      const states = line < 0 ? [{ model, radius, changes: a }] : [{ model, radius, changes: a, to: line }, { model, radius: other, changes: b, from: line }];
      if (random() < 0.1) lasting.paintChange(frame, { model, radius, changes: a }, { model, radius, changes: b }, { gained: "#111111", hatch: "#222222", lost: "#333333", kept: "#444444", open: "#555555" });
      const got = shown(lasting, states), want = shown(createLivePaint(), states), differ = got.findIndex((p, i) => p !== want[i]);
      if (differ >= 0) bad.push(`round ${round}, step ${step}: pixel ${differ % width}, ${Math.floor(differ / width)} is ${got[differ]}, not ${want[differ]}`);
      for (const p of want) seen.add(p);
    }
  }
  if (seen.size < 50) bad.push(`only ${seen.size} colours`);
});

law("land out of reach has the colour of a gap where somebody is counted, and another where nobody is", (random, bad) => {
  const [x0, y0] = toWorld(home[0], home[1]), scale = 256 * 2 ** 14;
  const [gap, open] = [colors.gap, colors.open].map((color) => parseInt(color.slice(5) + color.slice(3, 5) + color.slice(1, 3), 16));
  let marks = 0, empty = 0;
  for (let round = 0; round < 20; round++) {
    const model = modelOf(random, round % 4 ? "people" : "m2"), painter = createLivePaint(), screen = new Int32Array(width * height);
    const ctx = { canvas: { width, height }, putImageData: (image) => screen.set(new Int32Array(image.data.buffer)) };
    painter.paint(/** @type {any} */ ({ ctx, width, height, x0, y0, scale, zoom: 14, blank: true }), [{ model, radius: 1, changes: null }], colors);
    const { vertices, tract_amount: amounts } = model.land.of, { at } = model.samples, rim = 200; // of a tract, in ten-millionth degrees
    const homes = Array.from({ length: at.length / 2 }, (_, i) => toWorld(at[2 * i] / 1e7, at[2 * i + 1] / 1e7)).map(([x, y]) => [(x - x0) * scale, (y - y0) * scale]);
    for (let i = 0; i < screen.length; i++) {
      const px = (i % width) + 0.5, py = Math.floor(i / width) + 0.5, got = screen[i] & 0xffffff, apart = Math.min(Infinity, ...homes.map(([x, y]) => Math.hypot(x - px, y - py)));
      if (got !== gap && got !== open) continue; // land of a facility, its line, or none
      if (apart < 2.9) marks += Number(got === gap);
      if (apart < 2.9 && got !== gap) bad.push(`round ${round}: ${px}, ${py}, where somebody stands, is of nobody`);
      const [lon, lat] = fromWorld(x0 + px / scale, y0 + py / scale).map((v) => 1e7 * v);
      const on = amounts.findIndex((_, t) => lon > vertices[10 * t] + rim && lon < vertices[10 * t] + 2e4 - rim && lat < vertices[10 * t + 1] - rim && lat > vertices[10 * t + 1] - 2e4 + rim);
      if (apart < 3.1 || on < 0) continue;
      const asked = model.unit === "m2" || amounts[on] > 0;
      empty += Number(got === open);
      if ((got === gap) !== asked) bad.push(`round ${round}: ${px}, ${py} on a tract of ${amounts[on]} ${model.unit} is ${got === gap ? "a gap" : "open"}`);
    }
  }
  if (marks < 100 || empty < 1000) bad.push(`only ${marks} pixels of marks and ${empty} without people`);
});

law("the stripes of what is gained lie still when the map moves, in every sharpness", (random, bad) => {
  const scale = 256 * 2 ** 14, [west, north] = toWorld(home[0], home[1]).map((v) => Math.round(v * scale)), stripe = 0x222222, gained = 0x111111;
  let both = 0, lines = 0;
  for (let round = 0; round < 6; round++) {
    const model = modelOf(random), fine = 1 + (round % 2);
    const painted = (/** @type {number} */ right, /** @type {number} */ down) => {
      const screen = new Int32Array(width * height), ctx = { canvas: { width, height }, getTransform: () => ({ a: fine }), putImageData: (image) => screen.set(new Int32Array(image.data.buffer)) };
      const frame = /** @type {any} */ ({ ctx, width: width / fine, height: height / fine, x0: (west + right) / scale, y0: (north + down) / scale, scale, zoom: 14, fine, blank: true });
      createLivePaint().paintChange(frame, { model, radius: 1, changes: null }, { model, radius: 500, changes: null }, { gained: "#111111", hatch: "#222222", lost: "#333333", kept: "#444444", open: "#555555" });
      return screen.map((p) => p & 0xffffff);
    };
    const right = 1 + Math.floor(9 * random()), down = 1 + Math.floor(9 * random()), a = painted(0, 0), b = painted(right, down);
    for (let y = down * fine; y < height; y++) {
      for (let x = right * fine; x < width; x++) {
        const was = a[y * width + x], is = b[(y - down * fine) * width + x - right * fine];
        if (![was, is].every((p) => p === stripe || p === gained)) continue;
        both++;
        lines += Number(is === stripe);
        if (was !== is) bad.push(`round ${round}: at ${x}, ${y} a stripe moved by ${right}, ${down}`);
      }
    }
  }
  if (lines < both / 9 || lines > both / 5) bad.push(`${lines} of ${both} pixels are stripes`);
});
