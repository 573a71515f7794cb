// Paints what-if changes, and lets proposed and moved sites be dragged.

import { toWorld, worldPerMetre } from "../geo/shape.js";
import { t } from "../i18n.js";
import { kept } from "../kept.js";
import { shown } from "../live/live.js";
import { circle, dot, pixel } from "./paint.js";
import { addedLayer, keyOf } from "../whatif.js";

/** @typedef {import("./map.js").Frame} Frame */

/** How near, in pixels, the pointer must be to a site. */
const near = 13;

/** @param {import("../main.js").Context} ctx */
export function createSiteMap({ settings, data, palette, plan }) {
  /** Sites as they stand after the changes, with the key to change them by. */
  const moving = () => [...plan.now().added, ...plan.now().moved];

  /** Returns the key of the site at a world point: a changed one, or with all a facility as it is. @param {[number, number]} world @param {number} unit @param {boolean} all */
  function at(world, unit, all) {
    let key = "", least = (near * unit) ** 2;
    const consider = (/** @type {string} */ k, /** @type {number} */ lon, /** @type {number} */ lat) => {
      const [x, y] = toWorld(lon, lat);
      const d = (x - world[0]) ** 2 + (y - world[1]) ** 2;
      if (d < least) [key, least] = [k, d];
    };
    for (const s of moving()) consider(s.id, s.lon, s.lat);
    if (key || !all) return key;
    for (const s of plan.now().closed) consider(s.id, s.lon, s.lat);
    for (const f of unchanged()) consider(keyOf(f), f.lon, f.lat);
    return key;
  }

  /** Facilities of the answer that no change touches. @type {() => import("../types.js").Facility[]} */
  const unchanged = kept(() => [shown(data.get()).coverage?.facilities, plan.now()], () => (shown(data.get()).coverage?.facilities ?? []).filter((/** @type {any} */ f) => f.layer !== addedLayer && !plan.changeOf(f)));

  return {
    at, unchanged,
    /** Paints the changes over the answer. @param {Frame} f @param {(at: [number, number], text: string, how: any) => boolean} write */
    paint(f, write) {
      const c = palette(), { radius, facility } = settings.get(), { added, moved, closed } = plan.now();
      for (const s of moved) {
        const from = toWorld(...s.from);
        dot(f, from, { r: 5, fill: c.mark, halo: c.halo, hollow: true });
        way(f, from, toWorld(s.lon, s.lat), c.site);
      }
      for (const s of closed) {
        const here = toWorld(s.lon, s.lat);
        circle(f, here, radius * worldPerMetre(s.lat), { stroke: c.mark, width: 1, alpha: 0.5, dash: [1, 5] });
        dot(f, here, { r: s.id === facility ? 7.5 : 6, fill: c.mark, halo: c.halo, hollow: true });
      }
      for (const s of [...added, ...moved]) {
        const here = toWorld(s.lon, s.lat), chosen = s.id === facility;
        circle(f, here, radius * worldPerMetre(s.lat), { stroke: c.site, width: chosen ? 2.6 : 1.8, dash: [7, 5] });
        dot(f, here, { r: chosen ? 8.5 : 7, fill: c.site, halo: c.halo });
      }
      for (const s of added) write(toWorld(s.lon, s.lat), t("site.new", { n: s.id.replace("new-", "") }), { ink: c.ink, halo: c.halo, size: 12, weight: 600, dx: 13, align: "left" });
    },
    legend() {
      const c = palette(), { added, moved, closed } = plan.now();
      return [
        added.length && { color: c.site, round: true, text: t("legend.proposed") },
        moved.length && { color: c.site, round: true, text: t("legend.moved") },
        closed.length && { color: c.mark, round: true, hollow: true, text: t("legend.closed") },
      ].filter(Boolean);
    },
    /**
     * Takes a press on a site and returns what follows the pointer, or null: sites
     * that were changed can be dragged, the others while sites are proposed.
     * @param {[number, number]} world @param {number} unit
     */
    press(world, unit) {
      const key = at(world, unit, Boolean(data.get().proposing));
      if (!key || plan.now().closed.some((s) => s.id === key)) return null;
      const stands = unchanged().find((f) => keyOf(f) === key);
      const from = /** @type {[number, number]} */ (stands ? [stands.lon, stands.lat] : [0, 0]);
      settings.set({ facility: key });
      return (/** @type {[number, number]} */ lonLat) => plan.move(key, lonLat, from);
    },
  };
}

/** Draws the way a facility was moved. @param {Frame} f @param {[number, number]} a @param {[number, number]} b world @param {string} color */
function way(f, a, b, color) {
  const { ctx } = f;
  ctx.beginPath();
  ctx.moveTo(...pixel(f, ...a));
  ctx.lineTo(...pixel(f, ...b));
  ctx.setLineDash([4, 4]);
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = color;
  ctx.stroke();
  ctx.setLineDash([]);
}
