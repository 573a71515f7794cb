// Paints why the chosen gap is one: the way from its farthest place to a facility, and the best site.

import { labelPoint } from "../geo/inside.js";
import { toWorld, worldPerMetre } from "../geo/shape.js";
import { metres } from "../format.js";
import { circle, pixel } from "./paint.js";
import { draw } from "./strokes.js";

/**
 * @typedef {import("../geo/shape.js").Shape} Shape
 * @typedef {import("./map.js").Frame} Frame
 * @typedef {object} Reasons
 * @property {import("../palette.js").Palette} palette
 * @property {number} radius metres
 * @property {import("../types.js").Facility[]} facilities the facilities counted
 * @property {Map<string, Shape>} grounds shapes of the facilities drawn as land, by layer/id
 */

/** @param {Frame} f @param {Shape} gap @param {ReturnType<typeof import("./paint.js").labeller>} write @param {Reasons} why */
export function paintReasons(f, gap, write, why) {
  const c = why.palette;
  const p = /** @type {import("../types.js").Gap} */ (gap.properties);
  draw(f, gap, { stroke: c.halo, width: 5 });
  draw(f, gap, { stroke: c.gapEdge, width: 2.2 });
  if (p.farthest_lonlat && p.farthest_distance_m) {
    const from = toWorld(...p.farthest_lonlat), to = closest(from, why);
    if (to) {
      const [ax, ay] = pixel(f, ...from), [bx, by] = pixel(f, ...to);
      line(f, ax, ay, bx, by, c.halo, 4.5);
      line(f, ax, ay, bx, by, c.mark, 1.8);
      write([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], metres(p.farthest_distance_m), { ink: c.ink, halo: c.halo, size: 12.5, weight: 700 });
    }
    cross(f, from, c);
  }
  const name = { ink: c.ink, halo: c.halo, size: 14, weight: 700 };
  if (p.best_site) {
    const at = toWorld(...p.best_site);
    siteMark(f, at, why.radius * worldPerMetre(p.best_site[1]), c);
    write(at, `#${p.rank}`, { ...name, dx: 14, align: "left" });
  } else {
    write(labelPoint(gap), `#${p.rank}`, name);
  }
}

/**
 * Returns the place of a counted facility closest to a world point: a point, or
 * the closest corner of its land. It aims the line; the distance written on it
 * is the service's own.
 * @param {[number, number]} from @param {Reasons} why @returns {[number, number]|null}
 */
function closest(from, { facilities, grounds }) {
  /** @type {[number, number]|null} */
  let best = null;
  let least = Infinity;
  for (const p of facilities) {
    for (const part of grounds.get(`${p.layer}/${p.id}`)?.parts ?? [toWorld(p.lon, p.lat)]) {
      for (let i = 0; i < part.length; i += 2) {
        const d = (part[i] - from[0]) ** 2 + (part[i + 1] - from[1]) ** 2;
        if (d < least) [best, least] = [[part[i], part[i + 1]], d];
      }
    }
  }
  return best;
}

/** @param {Frame} f @param {number} ax @param {number} ay @param {number} bx @param {number} by @param {string} color @param {number} width */
function line({ ctx: g }, ax, ay, bx, by, color, width) {
  g.beginPath();
  g.moveTo(ax, ay);
  g.lineTo(bx, by);
  g.strokeStyle = color;
  g.lineWidth = width;
  g.stroke();
}

/** Marks the place that has farthest to go. @param {Frame} f @param {[number, number]} at @param {import("../palette.js").Palette} c */
function cross(f, at, c) {
  const [x, y] = pixel(f, ...at);
  for (const [color, width] of /** @type {[string, number][]} */ ([[c.halo, 6], [c.mark, 2.6]])) {
    line(f, x - 5, y - 5, x + 5, y + 5, color, width);
    line(f, x - 5, y + 5, x + 5, y - 5, color, width);
  }
}

/** Marks the best site with the reach it would have. @param {Frame} f @param {[number, number]} at @param {number} radius world units @param {import("../palette.js").Palette} c */
function siteMark(f, at, radius, c) {
  const g = f.ctx;
  circle(f, at, radius, { stroke: c.site, width: 1.8, dash: [6, 4] });
  const [x, y] = pixel(f, ...at);
  g.save();
  g.translate(x, y);
  g.rotate(Math.PI / 4);
  g.fillStyle = c.halo;
  g.fillRect(-8, -8, 16, 16);
  g.fillStyle = c.site;
  g.fillRect(-6, -6, 12, 12);
  g.restore();
}
