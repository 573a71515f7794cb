import { distanceSteps } from "../static/js/live/field.js";
import { landOf, rasterise, rasterSteps } from "../static/js/live/raster.js";
import { law } from "./law.js";

/** Returns points and edges at random, some beyond the view. */
function sitesIn(random, width, height) {
  const n = Math.floor(200 * random() ** 2), place = (side) => (1.4 * random() - 0.2) * side;
  const [ax, ay, bx, by, metres] = Array.from({ length: 5 }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const point = random() < 0.4, [x, y] = [place(width), place(height)];
    [ax[i], ay[i], bx[i], by[i], metres[i]] = [x, y, point ? x : x + 40 * random() - 20, point ? y : y + 40 * random() - 20, 10];
  }
  return { ax, ay, bx, by, metres, n };
}

/** Returns the distance from a place to the nearest site, in pixels, looked for among all. */
function nearest({ ax, ay, bx, by, n }, x, y) {
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    const dx = bx[i] - ax[i], dy = by[i] - ay[i], along = dx * dx + dy * dy, t = along ? Math.max(0, Math.min(1, ((x - ax[i]) * dx + (y - ay[i]) * dy) / along)) : 0;
    least = Math.min(least, Math.hypot(ax[i] + t * dx - x, ay[i] + t * dy - y));
  }
  return least;
}

law("a pixel's distance is that of the nearest of all sites, with land and skipped land anywhere", (random, bad) => {
  for (let round = 0; round < 25; round++) {
    const width = 40 + Math.floor(120 * random()), height = 30 + Math.floor(110 * random()), sites = sitesIn(random, width, height), dense = random() < 0.5;
    const room = new ArrayBuffer(4 * width * height), ids = new Int32Array(room), field = new Float32Array(room); // one memory, as in the page
    const land = (x, y) => dense || (x >> 5) % 2 !== (y >> 4) % 2, skip = random() < 0.5 ? new Uint8Array(width * height) : null;
    for (let i = 0; i < ids.length; i++) {
      ids[i] = land(i % width, Math.floor(i / width)) ? 1 + Math.floor(9 * random()) : 0;
      if (skip) skip[i] = (i % width) % 48 < 20 ? 1 : 0;
    }
    for (const _ of distanceSteps(field, ids, width, height, sites, new Float64Array(height).fill(10), skip));
    for (let i = 0; i < field.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)], want = !land(x, y) ? -1 : skip?.[i] ? 0 : 10 * nearest(sites, x + 0.5, y + 0.5);
      if (want === field[i] || Math.abs(want - field[i]) < 1e-3 + 1e-6 * want) continue;
      bad.push(`round ${round}, ${sites.n} sites: pixel ${x}, ${y} is ${field[i]} m away, not ${want}`);
      break;
    }
  }
});

law("land drawn in steps is land drawn at once", (random, bad) => {
  const vertices = [], rings = [0], tracts = [0];
  for (let t = 0; t < 5000; t++) {
    const x = 1e7 * random(), y = 1e7 * random(), side = 4e5 * random() ** 3;
    for (const [a, b] of [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) vertices.push(x + a * side, y + b * side * (1 + random()));
    rings.push(vertices.length / 2);
    tracts.push(t + 1);
  }
  const land = landOf({ vertices, rings: Uint32Array.from(rings), tracts: Uint32Array.from(tracts) }, (lon, lat) => [lon, lat]), size = 300, at = { x0: 0.1, y0: 0.1, scale: size };
  const [once, stepped] = [new Int32Array(size * size), new Int32Array(size * size)];
  rasterise(land, once, size, size, at);
  let steps = 0;
  for (const _ of rasterSteps(land, stepped, size, size, at)) steps++;
  if (steps < 2 || !once.some((id) => id > 0)) bad.push(`${steps} steps`);
  const differ = once.findIndex((id, i) => id !== stepped[i]);
  if (differ >= 0) bad.push(`pixel ${differ} is ${stepped[differ]}, not ${once[differ]}`);
});
