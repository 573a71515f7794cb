// Paints what is reached at any radius without asking the service. Once a view
// the demanded land is scan-converted and every pixel's distance to the nearest
// facility found, in levels; a step of the radius then only looks up the colour
// of each pixel's level.

import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { distanceField } from "../live/field.js";
import { between, levelsOf, orderOf, paintLevels, repaintLevels, roomForStarts } from "../live/levels.js";
import { landOf, rasterise } from "../live/raster.js";
import { facilityLand, sitesOf } from "../live/places.js";

/** @typedef {import("../live/model.js").Model} Model */
/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("../live/levels.js").Colors} Colors */

/**
 * What is to be painted of one state of the plan.
 * @typedef {object} State
 * @property {Model} model
 * @property {number} radius metres
 * @property {import("../whatif.js").Changes|null} [changes]
 * @property {number} [from] part of the frame's width where it begins, 0 to 1
 * @property {number} [to] and ends
 *
 * @typedef {{key: string, levels: import("../live/levels.js").Levels, metre: number, without: string, x0: number, y0: number, scale: number, width: number, height: number}} View
 *   metre: metres of a pixel in the middle
 */

/** Width of the line around what a site reaches, in pixels. */
const edge = 1.4;

/** Pixels above which a fine screen is painted at half its fineness. */
const mostPixels = 3.2e6;

/** Returns the metres of a pixel in the middle of a view. @param {{x0: number, y0: number, scale: number, height: number}} view */
const metreOf = ({ x0, y0, scale, height }) => 1 / (worldPerMetre(fromWorld(x0, y0 + height / 2 / scale)[1]) * scale);

/** Colours that tell only whether a pixel is reached, as red. */
const reached = { covered: "#ff0000", gap: "#000000", gapEdge: "#000000" };

/** Returns a painter that keeps the present view ready. */
export function createLivePaint() {
  /** @type {WeakMap<Model, {land: import("../live/raster.js").Land, own: import("../live/raster.js").Land|null}>} */
  const lands = new WeakMap();
  /** @type {Map<Model, View[]>} what was painted last of each model, with different facilities gone */
  const kept = new Map();
  /** Scratch of a view's size: the numbers of land, then the distances, then the order of its pixels. */
  let scratch = new ArrayBuffer(0);
  const starts = roomForStarts();
  /** @type {{view: View, order: import("../live/levels.js").Order}|null} the view whose order the scratch holds */
  let ordered = null;
  /** @type {{width: number, height: number, image: ImageData, pixels: Int32Array, painted: {view: View, c: Colors, span: import("../live/levels.js").Span}|null, canvas?: HTMLCanvasElement}|null} */
  let sheet = null;

  /** Returns the distances in the frame, without the facilities that changes take from their place. @param {Frame} f @param {State} state @returns {View} */
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
    const n = width * height, place = { x0: f.x0, y0: f.y0, scale, width, height }, metre = metreOf(place);
    if (scratch.byteLength !== 4 * n) scratch = new ArrayBuffer(4 * n);
    ordered = null;
    const ids = same?.levels.of ?? new Int32Array(scratch).fill(0), distances = new Float32Array(scratch); // a pixel's number is read once, before its distance takes the place
    if (!same) rasterise(land.land, /** @type {Int32Array} */ (ids), width, height, place);
    const rows = Float64Array.from({ length: height }, (_, y) => 1 / (worldPerMetre(fromWorld(f.x0, f.y0 + (y + 0.5) / scale)[1]) * scale));
    const gone = new Set(without ? [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => model.facilities.number.get(s.id)) : []);
    /** @type {Uint8Array|null} pixels on the land of a facility */
    let inside = null;
    if (land.own) {
      const own = new Int32Array(n);
      rasterise(land.own, own, width, height, place);
      inside = Uint8Array.from(own, (id) => Number(id > 0 && !gone.has(id - 1)));
    }
    distanceField(distances, ids, width, height, sitesOf(model.facilities, gone, place, toWorld, worldPerMetre), rows, inside);
    const of = room?.levels.of.length === n ? room.levels.of : new Uint16Array(n);
    const view = { key, without, metre, ...place, levels: levelsOf(of, distances, metre) };
    if (room && sheet?.painted?.view === room) sheet.painted = null;
    views.push(view);
    return view;
  }

  /** Returns pixels of a size. @param {number} width @param {number} height */
  function sheetOf(width, height) {
    if (sheet?.width === width && sheet.height === height) return sheet;
    const image = new ImageData(width, height);
    return (sheet = { width, height, image, pixels: new Int32Array(image.data.buffer), painted: null });
  }

  /** Returns a view's pixels in the order of their levels. @param {View} view */
  function orderFor(view) {
    if (ordered?.view !== view) ordered = { view, order: orderOf(view.levels.of, new Uint32Array(scratch), starts) };
    return ordered.order;
  }

  /** Paints what a state's facilities reach in columns of the sheet. @param {View} view @param {State} state @param {{left: number, right: number}} columns @param {Colors} c */
  function paintState(view, { radius, model, changes }, columns, c) {
    const s = sheetOf(view.width, view.height), { levels, metre, width } = view;
    const whole = columns.left === 0 && columns.right === width, before = s.painted;
    const span = whole && before?.view === view && before.c === c && scratch.byteLength === 4 * levels.of.length
      ? repaintLevels(s.pixels, orderFor(view), before.span, levels, radius, metre, c)
      : paintLevels(s.pixels, width, columns, levels, radius, metre, c);
    const over = [...(changes?.added ?? []), ...(changes?.moved ?? []).filter((m) => model.facilities.number.has(m.id))];
    s.painted = whole && !over.length ? { view, c, span } : null;
    for (const site of over) paintSite(s.pixels, view, site, radius, columns, c);
    return s;
  }

  /** Puts columns of a sheet on a frame. @param {Frame} f @param {NonNullable<typeof sheet>} s @param {number} left @param {number} right */
  function put(f, s, left, right) {
    const { width, height } = s;
    if (f.blank && f.ctx.canvas.width === width && f.ctx.canvas.height === height) return f.ctx.putImageData(s.image, 0, 0, left, 0, right - left, height);
    s.canvas ??= Object.assign(document.createElement("canvas"), { width, height });
    /** @type {CanvasRenderingContext2D} */ (s.canvas.getContext("2d")).putImageData(s.image, 0, 0, left, 0, right - left, height);
    const k = width / f.width;
    f.ctx.drawImage(s.canvas, left, 0, right - left, height, left / k, 0, (right - left) / k, f.height);
  }

  return {
    /**
     * Paints states of the plan, side by side where they say from and to.
     * @param {Frame} f @param {State[]} states @param {Colors} c
     */
    paint(f, states, c) {
      for (const state of states) {
        const view = viewOf(f, state), { width, height } = view;
        const left = Math.round((state.from ?? 0) * width), right = Math.round((state.to ?? 1) * width);
        if (right <= left) continue;
        put(f, paintState(view, state, { left, right }, c), left, right);
      }
    },
    /**
     * Paints what changes from one state to another.
     * @param {Frame} f @param {State} a @param {State} b @param {{gained: string, hatch: string, lost: string, kept: string, open: string}} c
     */
    paintChange(f, a, b, c) {
      const view = viewOf(f, a), columns = { left: 0, right: view.width };
      const before = paintState(view, a, columns, reached).pixels.slice(), s = paintState(viewOf(f, b), b, columns, reached), { pixels, width } = s;
      const [gained, stripe, lost, same, open] = [c.gained, c.hatch, c.lost, c.kept, c.open].map((color) => between(color, color, 0));
      for (let i = 0; i < pixels.length; i++) {
        if (pixels[i] === 0) continue;
        const inA = (before[i] & 255) > 127, inB = (pixels[i] & 255) > 127;
        pixels[i] = inA ? (inB ? same : lost) : !inB ? open : ((i % width) + Math.floor(i / width)) % 7 ? gained : stripe;
      }
      s.painted = null;
      put(f, s, 0, width);
    },
    /** Lets go of what is kept for the next step of a radius. */
    rest() {
      kept.clear();
      scratch = new ArrayBuffer(0);
      ordered = sheet = null;
    },
    /** Says whether demanded land of a model is at a world position of the view painted last. @param {Model} model @param {[number, number]} world */
    onLand(model, [x, y]) {
      const view = kept.get(model)?.at(-1);
      if (!view) return false;
      const px = Math.floor((x - view.x0) * view.scale), py = Math.floor((y - view.y0) * view.scale);
      return px >= 0 && py >= 0 && px < view.width && py < view.height && view.levels.of[py * view.width + px] > 0;
    },
  };
}

/**
 * Paints what a site that was added or moved reaches, over the rest.
 * @param {Int32Array} pixels @param {View} view @param {{lon: number, lat: number}} site @param {number} radius metres @param {{left: number, right: number}} columns @param {Colors} c
 */
function paintSite(pixels, { x0, y0, scale, width, height }, { lon, lat }, radius, { left, right }, c) {
  const [gap, line, covered] = [c.gap, c.gapEdge, c.covered].map((color) => between(color, color, 0));
  const [wx, wy] = toWorld(lon, lat), cx = (wx - x0) * scale, cy = (wy - y0) * scale, r = radius * worldPerMetre(lat) * scale, outer = r + edge;
  for (let y = Math.max(0, Math.floor(cy - outer)); y < Math.min(height, cy + outer + 1); y++) {
    for (let x = Math.max(left, Math.floor(cx - outer)); x < Math.min(right, cx + outer + 1); x++) {
      const i = y * width + x, d = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
      if (d > outer || pixels[i] === 0 || pixels[i] === covered) continue;
      if (d <= r) pixels[i] = covered;
      else if (pixels[i] === gap) pixels[i] = line;
    }
  }
}
