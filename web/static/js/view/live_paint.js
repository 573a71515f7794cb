// Paints what is reached at any radius without asking the service. Once a view
// the demanded land is scan-converted and every pixel's distance to the nearest
// facility found, in levels; a step of the radius then only looks up the colour
// of each pixel's level.

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
 * @typedef {{key: string, ids: Int32Array, levels: Uint16Array, least: number, step: number, without: string, x0: number, y0: number, scale: number, width: number, height: number}} View
 */

/** Levels of distance to a pixel, and the last of them: no facility. Level 0 is no demanded land. */
const perPixel = 16, none = 65535;

/** Width of the line around what is reached, in pixels. */
const edge = 1.4;

/** Pixels above which a fine screen is painted at half its fineness. */
const mostPixels = 3.2e6;

/** Returns red, green and blue of a colour #rrggbb. @param {string} color */
const parts = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));

/** Returns a pixel of ImageData between two colours. @param {string} a @param {string} b @param {number} t 0 for a, 1 for b */
function between(a, b, t) {
  const p = parts(a), [red, green, blue] = parts(b).map((v, i) => Math.round(p[i] + (v - p[i]) * t));
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

/** Returns the metres of a pixel in the middle of a view. @param {{x0: number, y0: number, scale: number, height: number}} view */
const metreOf = ({ x0, y0, scale, height }) => 1 / (worldPerMetre(fromWorld(x0, y0 + height / 2 / scale)[1]) * scale);

/** Scratch: the distances of a view, and the colour of each level. */
let distances = new Float32Array(0);
const colors = new Int32Array(none + 1);

/**
 * Puts distances into levels. Those of a view differ by no more than its diagonal, so that the levels suffice.
 * @param {Uint16Array} levels @param {Float32Array} field metres, -1 for no land @param {number} metre of a pixel
 * @returns {{least: number, step: number}} metres: level n is from least + (n-1) * step to a step more
 */
function toLevels(levels, field, metre) {
  let least = Infinity, most = 0;
  for (let i = 0; i < levels.length; i++) {
    const d = field[i];
    if (d < 0 || d === Infinity) continue;
    if (d < least) least = d;
    if (d > most) most = d;
  }
  if (most < least) least = most;
  const step = Math.max(metre / perPixel, (most - least) / (none - 3));
  for (let i = 0; i < levels.length; i++) {
    const d = field[i];
    levels[i] = d < 0 ? 0 : d === Infinity ? none : 1 + (d - least) / step;
  }
  return { least, step };
}

/**
 * Gives each level the colour it has at a radius.
 * @param {View} view @param {number} radius @param {number} metre of a pixel @param {{gap: string, gapEdge: string, covered: string}} c
 */
function colorLevels({ least, step }, radius, metre, c) {
  const covered = between(c.covered, c.covered, 0), line = between(c.gapEdge, c.gapEdge, 0), gap = between(c.gap, c.gap, 0);
  const level = (/** @type {number} */ d) => Math.max(1, Math.min(none, Math.ceil((d - least) / step + 0.5))); // the first whose middle lies beyond d
  const sure = level(radius - metre / 2), end = level(radius + metre / 2), dark = level(radius + edge * metre);
  colors[0] = 0;
  colors.fill(covered, 1, sure);
  for (let n = sure; n < end; n++) colors[n] = between(c.covered, c.gapEdge, (least + (n - 0.5) * step - radius) / metre + 0.5);
  colors.fill(line, end, dark);
  colors.fill(gap, dark);
}

/** Returns a painter that keeps the present view ready. */
export function createLivePaint() {
  /** @type {WeakMap<Model, {land: import("../live/raster.js").Land, own: import("../live/raster.js").Land|null}>} */
  const lands = new WeakMap();
  /** @type {Map<Model, View[]>} what was painted last of each model, with different facilities gone */
  const kept = new Map();
  /** @type {{canvas: HTMLCanvasElement, ctx: CanvasRenderingContext2D, image: ImageData, pixels: Int32Array}|null} */
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
    if (distances.length !== n) distances = new Float32Array(n);
    const view = { key, without, ids: same?.ids ?? (fits ? room.ids.fill(0) : new Int32Array(n)), levels: fits ? room.levels : new Uint16Array(n), least: 0, step: 0, x0: f.x0, y0: f.y0, scale, width, height };
    if (!same) rasterise(land.land, view.ids, width, height, view);
    const rows = Float64Array.from({ length: height }, (_, y) => 1 / (worldPerMetre(fromWorld(f.x0, f.y0 + (y + 0.5) / scale)[1]) * scale));
    const gone = new Set(without ? [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => model.facilities.number.get(s.id)) : []);
    distanceField(distances, view.ids, width, height, sitesOf(model.facilities, gone, view, toWorld, worldPerMetre), rows);
    if (land.own) {
      const inside = new Int32Array(n);
      rasterise(land.own, inside, width, height, view);
      for (let i = 0; i < n; i++) if (inside[i] && view.ids[i] && !gone.has(inside[i] - 1)) distances[i] = 0;
    }
    Object.assign(view, toLevels(view.levels, distances, metreOf(view)));
    views.push(view);
    return view;
  }

  /** Returns a canvas of a size with its pixels. @param {number} width @param {number} height */
  function sheetOf(width, height) {
    if (sheet?.canvas.width === width && sheet.canvas.height === height) return sheet;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), image = ctx.createImageData(width, height);
    return (sheet = { canvas, ctx, image, pixels: new Int32Array(image.data.buffer) });
  }

  return {
    /**
     * Paints states of the plan, side by side where they say from and to.
     * @param {Frame} f @param {State[]} states @param {{gap: string, gapEdge: string, covered: string}} c
     */
    paint(f, states, c) {
      const gap = between(c.gap, c.gap, 0), line = between(c.gapEdge, c.gapEdge, 0), covered = between(c.covered, c.covered, 0);
      for (const state of states) {
        const view = viewOf(f, state), { width, height, levels, scale } = view, { canvas, ctx, image, pixels } = sheetOf(width, height);
        const left = Math.round((state.from ?? 0) * width), right = Math.round((state.to ?? 1) * width);
        if (right <= left) continue;
        colorLevels(view, state.radius, metreOf(view), c);
        for (let y = 0; y < height; y++) {
          for (let i = y * width + left, to = y * width + right; i < to; i++) pixels[i] = colors[levels[i]];
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
        if (f.blank && f.ctx.canvas.width === width && f.ctx.canvas.height === height) {
          f.ctx.putImageData(image, 0, 0, left, 0, right - left, height);
          continue;
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
