// Paints what is reached at any radius without asking the service. Once a view
// the demanded land is scan-converted and every pixel's distance to the nearest
// facility found; a step of the radius then only compares.

import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { distanceField } from "../live/field.js";
import { landOf, rasterise } from "../live/raster.js";
import { facilityLand, sitesOf } from "../live/places.js";

/** @typedef {import("../live/model.js").Model} Model */
/** @typedef {import("./map.js").Frame} Frame */

/**
 * What is to be painted of one state of the plan.
 * @typedef {object} State
 * @property {Model} model
 * @property {number} radius metres
 * @property {import("../whatif.js").Changes|null} [changes]
 * @property {number} [from] part of the frame's width where it begins, 0 to 1
 * @property {number} [to] and ends
 *
 * @typedef {{key: string, ids: Int32Array, field: Float32Array, without: string, x0: number, y0: number, scale: number, width: number, height: number}} View
 */

/** Width of the line around what is reached, in pixels. */
const edge = 1.4;

/** Pixels above which a fine screen is painted at half its fineness. */
const mostPixels = 3.2e6;

/** Returns red, green and blue of a colour #rrggbb. @param {string} color */
const parts = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));

/** Returns a pixel of ImageData between two colours. @param {string} a @param {string} b @param {number} t 0 for a, 1 for b */
function between(a, b, t) {
  const p = parts(a), [red, green, blue] = parts(b).map((v, i) => Math.round(p[i] + (v - p[i]) * t));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Returns a painter that keeps the present view ready. */
export function createLivePaint() {
  /** @type {WeakMap<Model, {land: import("../live/raster.js").Land, own: import("../live/raster.js").Land|null}>} */
  const lands = new WeakMap();
  /** @type {Map<Model, View[]>} what was painted last of each model, with different facilities gone */
  const kept = new Map();
  /** @type {{canvas: HTMLCanvasElement, ctx: CanvasRenderingContext2D, image: ImageData, pixels: Uint32Array}|null} */
  let sheet = null;

  /** Returns the distances in the frame, without the facilities that changes take from their place. @param {Frame} f @param {State} state */
  function viewOf(f, { model, changes }) {
    const fine = f.ctx.canvas.width / f.width, k = f.width * f.height * fine * fine > mostPixels ? 1 : fine;
    const width = Math.round(f.width * k), height = Math.round(f.height * k), scale = f.scale * k;
    const key = [f.x0, f.y0, scale, width, height].join(), without = [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => s.id).sort().join();
    if (!kept.has(model) && kept.size > 1) kept.clear();
    const views = kept.get(model) ?? [];
    kept.set(model, views);
    const found = views.find((v) => v.key === key && v.without === without);
    if (found) return found;
    let land = lands.get(model);
    if (!land) lands.set(model, land = { land: landOf(model.land.of, toWorld), own: facilityLand(model.facilities, toWorld) });
    const same = views.find((v) => v.key === key), room = views.length > 1 ? views.shift() : views.find((v) => v.key !== key) && views.shift();
    const n = width * height, fits = room && room.ids.length === n;
    const view = { key, without, ids: same?.ids ?? (fits ? room.ids.fill(0) : new Int32Array(n)), field: fits ? room.field : new Float32Array(n), x0: f.x0, y0: f.y0, scale, width, height };
    if (!same) rasterise(land.land, view.ids, width, height, view);
    const rows = Float64Array.from({ length: height }, (_, y) => 1 / (worldPerMetre(fromWorld(f.x0, f.y0 + (y + 0.5) / scale)[1]) * scale));
    const gone = new Set(without ? [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => model.facilities.number.get(s.id)) : []);
    distanceField(view.field, view.ids, width, height, sitesOf(model.facilities, gone, view, toWorld, worldPerMetre), rows);
    if (land.own) {
      const inside = new Int32Array(n);
      rasterise(land.own, inside, width, height, view);
      for (let i = 0; i < n; i++) if (inside[i] && view.ids[i] && !gone.has(inside[i] - 1)) view.field[i] = 0;
    }
    views.push(view);
    return view;
  }

  /** Returns a canvas of a size with its pixels. @param {number} width @param {number} height */
  function sheetOf(width, height) {
    if (sheet?.canvas.width === width && sheet.canvas.height === height) return sheet;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), image = ctx.createImageData(width, height);
    return (sheet = { canvas, ctx, image, pixels: new Uint32Array(image.data.buffer) });
  }

  return {
    /**
     * Paints states of the plan, side by side where they say from and to.
     * @param {Frame} f @param {State[]} states @param {{gap: string, gapEdge: string, covered: string}} c
     */
    paint(f, states, c) {
      const gap = between(c.gap, c.gap, 0), line = between(c.gapEdge, c.gapEdge, 0), covered = between(c.covered, c.covered, 0);
      const soft = Array.from({ length: 17 }, (_, i) => between(c.covered, c.gapEdge, i / 16));
      for (const state of states) {
        const view = viewOf(f, state), { width, height, field, scale } = view, { canvas, ctx, image, pixels } = sheetOf(width, height);
        const left = Math.round((state.from ?? 0) * width), right = Math.round((state.to ?? 1) * width);
        if (right <= left) continue;
        const metre = 1 / (worldPerMetre(fromWorld(f.x0, f.y0 + height / 2 / scale)[1]) * scale); // of a pixel
        const sure = state.radius - metre / 2, end = state.radius + metre / 2, dark = state.radius + edge * metre, step = 16 / metre;
        for (let y = 0; y < height; y++) {
          for (let i = y * width + left, to = y * width + right; i < to; i++) {
            const d = field[i];
            pixels[i] = d > dark ? gap : d < 0 ? 0 : d <= sure ? covered : d >= end ? line : soft[((d - sure) * step) | 0];
          }
        }
        // Sites that were added or moved: what they reach, over the rest.
        for (const s of [...(state.changes?.added ?? []), ...(state.changes?.moved ?? []).filter((m) => state.model.facilities.number.has(m.id))]) {
          const [wx, wy] = toWorld(s.lon, s.lat), cx = (wx - f.x0) * scale, cy = (wy - f.y0) * scale, r = state.radius * worldPerMetre(s.lat) * scale, outer = r + edge;
          for (let y = Math.max(0, Math.floor(cy - outer)); y < Math.min(height, cy + outer + 1); y++) {
            for (let x = Math.max(left, Math.floor(cx - outer)); x < Math.min(right, cx + outer + 1); x++) {
              const i = y * width + x, d = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
              if (d > outer || pixels[i] === 0 || pixels[i] === covered) continue;
              if (d <= r) pixels[i] = covered;
              else if (pixels[i] === gap) pixels[i] = line;
            }
          }
        }
        ctx.putImageData(image, 0, 0, left, 0, right - left, height);
        const k = width / f.width;
        f.ctx.drawImage(canvas, left, 0, right - left, height, left / k, 0, (right - left) / k, f.height);
      }
    },
    /** Says whether demanded land of a model is at a world position of the view painted last. @param {Model} model @param {[number, number]} world */
    onLand(model, [x, y]) {
      const view = kept.get(model)?.at(-1);
      if (!view) return false;
      const px = Math.floor((x - view.x0) * view.scale), py = Math.floor((y - view.y0) * view.scale);
      return px >= 0 && py >= 0 && px < view.width && py < view.height && view.ids[py * view.width + px] > 0;
    },
  };
}
