import { trace } from "../static/js/view/trace.js";
import { law } from "./law.js";

const width = 200, height = 120, margin = 3;

/** Returns what a path is told, as segments in pieces. */
function recorder() {
  const pieces = [], ctx = {
    moveTo: (x, y) => pieces.push([[x, y]]), lineTo: (x, y) => pieces.at(-1).push([x, y]), closePath: () => pieces.at(-1).push(pieces.at(-1)[0]),
  };
  return { ctx, pieces };
}

/** Follows every corner of a part. */
function plain(ctx, { scale, x0, y0 }, part, close) {
  let px = (part[0] - x0) * scale, py = (part[1] - y0) * scale;
  ctx.moveTo(px, py);
  for (let i = 2; i < part.length; i += 2) {
    const x = (part[i] - x0) * scale, y = (part[i + 1] - y0) * scale;
    if (Math.abs(x - px) + Math.abs(y - py) < 0.5 && i + 2 < part.length) continue;
    ctx.lineTo(x, y);
    [px, py] = [x, y];
  }
  if (close) ctx.closePath();
}

const sidesOf = ([x, y]) => (x < -margin ? 1 : x > width + margin ? 2 : 0) | (y < -margin ? 4 : y > height + margin ? 8 : 0);
const segments = (pieces) => pieces.flatMap((p) => p.slice(1).map((b, i) => [p[i], b])).filter(([a, b]) => a[0] !== b[0] || a[1] !== b[1]);
/** Returns the segments that may be seen. */
const inView = (pieces) => segments(pieces).filter(([a, b]) => !(sidesOf(a) & sidesOf(b)));

/** Says whether a place lies inside, by the edges beyond it. */
const inside = (pieces, x, y) => segments(pieces).reduce((odd, [[ax, ay], [bx, by]]) => (ay > y !== by > y && ax + ((y - ay) / (by - ay)) * (bx - ax) > x ? !odd : odd), false);

/** Returns a path at random: corners near and far off, in long and in short steps, at every side. */
function pathOf(random, close) {
  const n = 2 + Math.floor(60 * random() ** 2), out = [], far = 10 ** (3 * random()), step = 10 ** (3 * random() - 1);
  let [x, y] = [far * (2 * random() - 1) + width / 2, far * (2 * random() - 1) + height / 2];
  for (let i = 0; i < n; i++) {
    if (random() < 0.1) [x, y] = [far * (2 * random() - 1) + width / 2, far * (2 * random() - 1) + height / 2];
    else [x, y] = [x + step * (2 * random() - 1), y + step * (2 * random() - 1)];
    out.push(x, y);
  }
  return Float64Array.from(close ? [...out, out[0], out[1]] : out);
}

law("a path without what lies off the view is seen as the path of every corner is", (random, bad) => {
  let passed = 0, gone = 0;
  for (let round = 0; round < 4000; round++) {
    const close = random() < 0.7, part = pathOf(random, close), frame = /** @type {any} */ ({ width, height, scale: 1, x0: 0, y0: 0 });
    const all = recorder(), some = recorder(), every = recorder();
    plain(all.ctx, frame, part, close);
    const seen = trace({ ...frame, ctx: some.ctx }, part, close, margin), again = trace({ ...frame, ctx: every.ctx }, part, close, margin, true);
    const want = JSON.stringify(inView(all.pieces)), got = JSON.stringify(inView(some.pieces));
    if (got !== want) bad.push(`round ${round}: ${got}, not ${want}`);
    if (JSON.stringify(every.pieces) !== JSON.stringify(all.pieces)) bad.push(`round ${round}: a corner is passed over`);
    if (seen !== again || (!seen && want !== "[]")) bad.push(`round ${round}: said to be ${seen ? "" : "not "}seen`);
    for (let i = 0; close && i < 20; i++) {
      const [x, y] = [width * random(), height * random()];
      if (inside(all.pieces, x, y) !== inside(some.pieces, x, y) || (!seen && inside(all.pieces, x, y))) bad.push(`round ${round}: ${x}, ${y} lies on another side`);
    }
    if (!seen) gone++;
    if (some.pieces[0].length < all.pieces[0].length) passed++;
  }
  if (passed < 300 || gone < 100) bad.push(`${passed} with corners passed over, ${gone} not seen`);
});
