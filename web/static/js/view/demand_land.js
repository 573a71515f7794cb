// Paints what must be served where the service has not yet said what is reached.

import { belongs, codeOf } from "../codes.js";
import { counts } from "../when.js";
import { clip, draw } from "./strokes.js";

/**
 * Fills what must be served, to be painted over by what is reached: while the
 * radius moves, before the exact gaps arrive.
 * @param {import("./map.js").Frame} f @param {import("../main.js").Context} ctx @param {import("../palette.js").Palette} c
 */
export function paintDemandLand(f, { data, layers }, c) {
  const { asked, areas = [] } = data.get();
  const [kind, list = ""] = (asked?.demand ?? "land").split(":");
  const study = areas.find((/** @type {any} */ a) => a.id === asked?.area);
  const bounds = layers().filter((l) => l.id === study?.layer).flatMap((l) => l.shapes.filter((s) => l.id === study.id || study.id.endsWith("/" + s.id) || l.shapes.length === 1));
  if (!bounds.length) return;
  f.ctx.save();
  clip(f, bounds);
  if (kind === "land") {
    for (const s of bounds) draw(f, s, { fill: c.gap });
  } else {
    const codes = list.split(",").filter(Boolean);
    for (const s of layers().filter((l) => l.role === "landuse").flatMap((l) => l.shapes)) {
      const p = s.properties;
      const demanded = kind === "landuse" ? codes.some((/** @type {string} */ code) => belongs(codeOf(p), code)) : Number(p[kind]) > 0;
      if (demanded && counts(p, asked)) draw(f, s, { fill: c.gap });
    }
  }
  f.ctx.restore();
}
