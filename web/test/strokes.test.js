import { draw, drawAll, finish } from "../static/js/view/strokes.js";
import { law } from "./law.js";

const frame = { width: 300, height: 200, scale: 1, x0: 0, y0: 0 }, most = 4096;

/** Returns a context that writes down what it is told. */
function recorder() {
  const told = [];
  const ctx = new Proxy({}, {
    get: (_, name) => (...values) => told.push([name, ...values]),
    set: (_, name, value) => Boolean(told.push([name, value])),
  });
  return { ctx, told };
}

/** Returns an area of so many polygons at random, some beside the view. */
function areaOf(random, polygons) {
  const parts = [], box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let p = 0; p < polygons; p++) {
    const n = 3 + Math.floor(200 * random() ** 3), x = 400 * random() - 50, y = 300 * random() - 50, part = [];
    for (let i = 0; i <= n; i++) part.push(x + 9 * Math.cos((6.283 * (i % n)) / n), y + 9 * Math.sin((6.283 * (i % n)) / n));
    parts.push(Float64Array.from(part));
    for (let i = 0; i < part.length; i += 2) box.splice(0, 4, Math.min(box[0], part[i]), Math.min(box[1], part[i + 1]), Math.max(box[2], part[i]), Math.max(box[3], part[i + 1]));
  }
  return { kind: "area", parts, polygons: parts.map((_, i) => i), box, properties: {} };
}

law("shapes that are drawn in steps are drawn as they are one by one, and no step is long", (random, bad) => {
  let steps = 0;
  for (let round = 0; round < 12; round++) {
    const shapes = Array.from({ length: 1 + Math.floor(5 * random()) }, () => areaOf(random, 1 + Math.floor(400 * random() ** 2)));
    const hows = shapes.map((_, i) => ({ fill: i % 2 ? "#123456" : undefined, stroke: "#654321", width: 1 + i, dash: i % 3 ? [1, 4] : undefined, alpha: random() }));
    const single = recorder(), stepped = recorder();
    shapes.forEach((s, i) => draw({ ...frame, ctx: single.ctx }, s, hows[i]));
    let corners = 0, before = 0;
    for (const _ of drawAll({ ...frame, ctx: stepped.ctx }, shapes, (s) => hows[shapes.indexOf(s)])) {
      steps++;
      corners = stepped.told.slice(before).filter(([name]) => name === "lineTo").length;
      before = stepped.told.length;
      if (corners > most + 210) bad.push(`round ${round}: a step draws ${corners} corners`);
    }
    if (JSON.stringify(single.told) !== JSON.stringify(stepped.told)) bad.push(`round ${round}: drawn in steps it is another picture`);
    const whole = recorder();
    finish(drawAll({ ...frame, ctx: whole.ctx }, shapes, (s) => hows[shapes.indexOf(s)]));
    if (whole.told.length !== single.told.length) bad.push(`round ${round}: not all is drawn`);
  }
  if (steps < 12) bad.push(`${steps} steps in all`);
});
