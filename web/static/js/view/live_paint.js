// Paints what is reached at any radius without asking the service: the demanded
// land is scan-converted once a view; a step draws the facilities' discs over it.

import { toWorld, worldPerMetre } from "../geo/shape.js";
import { landOf, rasterise } from "../live/raster.js";

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
 */

/** Discs in one path: paths of very many overlapping ones are slow to fill. */
const chunk = 32;

/** Width of the line around what is reached, in pixels. */
const edge = 1.3;

/** @param {number} width @param {number} height */
function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

/** Returns the number of a CSS colour #rrggbb as a pixel of ImageData. @param {string} color */
const pixelColor = (color) => {
  const v = parseInt(color.slice(1), 16);
  return ((255 << 24) | ((v & 255) << 16) | (v & 0xff00) | (v >> 16)) >>> 0;
};

/** Returns a painter that keeps the present view ready. */
export function createLivePaint() {
  /** @type {WeakMap<Model, {land: import("../live/raster.js").Land}>} */
  const lands = new WeakMap();
  /** @type {WeakMap<Model, Float64Array>} x, y, world units of a metre, of every path's position */
  const paths = new WeakMap();
  /** @type {Map<Model, {key: string, ids: Int32Array, gap: HTMLCanvasElement}>} */
  const views = new Map();
  /** @type {HTMLCanvasElement|null} */
  let mask = null;

  /** Returns the gap-coloured land in the frame. @param {Frame} f @param {Model} model @param {string} color */
  function viewOf(f, model, color) {
    const { width, height } = f.ctx.canvas, key = [f.x0, f.y0, f.scale, width, height, color].join();
    let view = views.get(model);
    if (view?.key === key) return view;
    let kept = lands.get(model);
    if (!kept) lands.set(model, kept = { land: landOf(model.land, toWorld) });
    if (view && view.ids.length === width * height) view.ids.fill(0);
    else {
      if (views.size > 1) views.clear();
      view = { key, ids: new Int32Array(width * height), gap: newCanvas(width, height) };
    }
    view.key = key;
    rasterise(kept.land, view.ids, width, height, { x0: f.x0, y0: f.y0, scale: (f.scale * width) / f.width });
    const ctx = /** @type {CanvasRenderingContext2D} */ (view.gap.getContext("2d"));
    const image = ctx.createImageData(width, height), pixels = new Uint32Array(image.data.buffer), c = pixelColor(color);
    for (let i = 0; i < pixels.length; i++) if (view.ids[i]) pixels[i] = c;
    ctx.putImageData(image, 0, 0);
    views.set(model, view);
    return view;
  }

  /** Returns the paths of facilities as the map needs them. @param {Model} model */
  function pathsOf({ facilities: { vertices: v } }, /** @type {Model} */ model) {
    let out = paths.get(model);
    if (out) return out;
    out = new Float64Array((v.length / 2) * 3);
    for (let i = 0; 2 * i < v.length; i++) {
      const [x, y] = toWorld(v[2 * i] / 1e7, v[2 * i + 1] / 1e7);
      out.set([x, y, worldPerMetre(v[2 * i + 1] / 1e7)], 3 * i);
    }
    paths.set(model, out);
    return out;
  }

  /** Fills everything within the radius, plus some pixels, of the facilities that are there. @param {Frame} f @param {CanvasRenderingContext2D} ctx @param {State} state @param {number} more */
  function reaches(f, ctx, { model, radius, changes }, more) {
    const at = pathsOf(model, model), { owner, paths: starts, ring, number } = model.facilities;
    const out = new Set([...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => number.get(s.id)));
    let open = 0;
    const disc = (/** @type {number} */ wx, /** @type {number} */ wy, /** @type {number} */ metre) => {
      const x = (wx - f.x0) * f.scale, y = (wy - f.y0) * f.scale, r = radius * metre * f.scale + more;
      if (x + r < 0 || y + r < 0 || x - r > f.width || y - r > f.height) return;
      if (open === 0) ctx.beginPath();
      ctx.moveTo(x + r, y);
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      if (++open === chunk) [open] = [0, ctx.fill()];
    };
    for (let p = 0; p < owner.length; p++) if (starts[p + 1] - starts[p] === 1 && !out.has(owner[p])) disc(at[3 * starts[p]], at[3 * starts[p] + 1], at[3 * starts[p] + 2]);
    for (const s of [...(changes?.added ?? []), ...(changes?.moved ?? []).filter((m) => number.has(m.id))]) disc(...toWorld(s.lon, s.lat), worldPerMetre(s.lat));
    if (open) ctx.fill();
    ctx.lineJoin = ctx.lineCap = "round";
    for (let p = 0; p < owner.length;) {
      const first = p, mine = owner[p];
      while (p < owner.length && owner[p] === mine) p++;
      if (out.has(mine) || starts[p] - starts[first] === p - first) continue;
      ctx.beginPath();
      let land = false;
      for (let k = first; k < p; k++) {
        for (let i = starts[k]; i < starts[k + 1]; i++) ctx.lineTo(...(i === starts[k] ? begin(i) : here(i)));
        if (ring[k]) [land] = [true, ctx.closePath()];
      }
      ctx.lineWidth = 2 * (radius * at[3 * starts[first] + 2] * f.scale + more);
      ctx.stroke();
      if (land) ctx.fill("evenodd");
    }
    /** @param {number} i @returns {[number, number]} */
    function here(i) { return [(at[3 * i] - f.x0) * f.scale, (at[3 * i + 1] - f.y0) * f.scale]; }
    /** @param {number} i */
    function begin(i) { ctx.moveTo(...here(i)); return here(i); }
  }

  return {
    /**
     * Paints states of the plan, side by side where they say from and to.
     * @param {Frame} f @param {State[]} states @param {{gap: string, gapEdge: string, covered: string}} c
     */
    paint(f, states, c) {
      for (const state of states) {
        const view = viewOf(f, state.model, c.gap), { width, height } = view.gap;
        if (!mask || mask.width !== width || mask.height !== height) mask = newCanvas(width, height);
        const ctx = /** @type {CanvasRenderingContext2D} */ (mask.getContext("2d")), dpr = width / f.width;
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.globalCompositeOperation = "copy";
        ctx.fillStyle = "transparent";
        ctx.fillRect(0, 0, width, height);
        ctx.globalCompositeOperation = "source-over";
        ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
        for (const [color, more] of /** @type {[string, number][]} */ ([[c.gapEdge, edge], [c.covered, 0]])) {
          ctx.fillStyle = ctx.strokeStyle = color;
          reaches(f, ctx, state, more);
        }
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.globalCompositeOperation = "destination-in";
        ctx.drawImage(view.gap, 0, 0);
        const left = Math.round((state.from ?? 0) * width), wide = Math.round((state.to ?? 1) * width) - left;
        if (wide <= 0) continue;
        for (const layer of [view.gap, mask]) f.ctx.drawImage(layer, left, 0, wide, height, left / dpr, 0, wide / dpr, f.height);
      }
    },
    /** Says whether demanded land of a model is at a world position of the view painted last. @param {Model} model @param {[number, number]} world */
    onLand(model, [x, y]) {
      const view = views.get(model);
      if (!view) return false;
      const [x0, y0, scale, width, height] = view.key.split(",").map(Number);
      const px = Math.floor((x - x0) * scale), py = Math.floor((y - y0) * scale);
      return px >= 0 && py >= 0 && px < width && py < height && view.ids[py * width + px] > 0;
    },
  };
}
