// Paints what is reached at any radius without asking the service. Once a view
// the demanded land is scan-converted and every pixel's distance to the nearest
// facility found, in levels; a step of the radius then only looks up the colour
// of each pixel's level.

import { discOf, paintDisc } from "../live/disc.js";
import { between, paintLevels, repaintLevels } from "../live/levels.js";
import { clear, free } from "../room.js";
import { createLiveViews } from "./live_views.js";

/** @typedef {import("../live/model.js").Model} Model */
/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("./live_views.js").State} State */
/** @typedef {import("./live_views.js").View} View */
/** @typedef {import("../live/levels.js").Colors} Colors */

/** Colours that tell only whether a pixel is reached, as red. */
const reached = { covered: "#ff0000", gap: "#000000", gapEdge: "#000000", open: "#000000" };

/**
 * Columns of the sheet as they were painted last: what a step of the radius changes is painted over them.
 * @typedef {{view: View, c: Colors, left: number, right: number, span: import("../live/levels.js").Span, discs: import("../live/disc.js").Disc[]}} Part
 * @typedef {{left: number, right: number}} Columns
 */

/** Returns a painter that keeps the present view ready; what is painted on paper is painted once, and nothing of it kept. */
export function createLivePaint() {
  const screen = createPainter();
  /** @param {Frame} f @param {(painter: ReturnType<typeof createPainter>) => void} paint */
  function on(f, paint) {
    if (f.blank) return paint(screen);
    const paper = createPainter();
    paint(paper);
    paper.rest();
  }
  return {
    ...screen,
    paint: (/** @type {Frame} */ f, /** @type {State[]} */ states, /** @type {Colors} */ c) => on(f, (p) => p.paint(f, states, c)),
    paintChange: (/** @type {Frame} */ f, /** @type {State} */ a, /** @type {State} */ b, /** @type {Parameters<typeof screen.paintChange>[3]} */ c) => on(f, (p) => p.paintChange(f, a, b, c)),
  };
}

function createPainter() {
  const views = createLiveViews();
  /** @type {{width: number, height: number, image: ImageData, pixels: Int32Array, parts: Part[], canvas?: HTMLCanvasElement}|null} */
  let sheet = null;

  /** Returns pixels of a size. @param {number} width @param {number} height */
  function sheetOf(width, height) {
    if (sheet?.width === width && sheet.height === height) return sheet;
    const image = new ImageData(width, height);
    if (sheet) free(sheet.pixels);
    return (sheet = { width, height, image, pixels: new Int32Array(image.data.buffer), parts: [] });
  }

  /** Paints what a state's facilities reach in columns of the sheet. @param {View} view @param {State} state @param {Columns} columns @param {Colors} c */
  function paintState(view, { radius, model, changes }, { left, right }, c) {
    const s = sheetOf(view.width, view.height), { levels, metre, width } = view, { pixels } = s;
    const before = s.parts.find((p) => p.view === view && p.c === c && p.left === left && p.right === right);
    const sites = [...(changes?.added ?? []), ...(changes?.moved ?? []).filter((m) => model.facilities.number.has(m.id))];
    const discs = sites.map((site) => discOf(view, site, radius, { left, right }));
    const order = before && isSmall(before, view.height) ? views.orderOf(view, left, right) : null;
    let span;
    if (before && order) {
      span = repaintLevels(pixels, order, before.span, levels, radius, metre, c);
      for (const disc of before.discs) paintLevels(pixels, width, disc, levels, radius, metre, c);
    } else span = paintLevels(pixels, width, { left, right, top: 0, bottom: view.height }, levels, radius, metre, c);
    for (const disc of discs) paintDisc(pixels, width, disc, c);
    s.parts = [...s.parts.filter((p) => p.right <= left || p.left >= right), { view, c, left, right, span, discs }];
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
    /** Works on what states of the plan are painted from, and says whether all of it is there. @param {Frame} f @param {State[]} states @param {number} end when to stop, on the page's clock */
    prepare: (f, states, end) => states.every((state) => views.of(f, state, end)),
    /**
     * Paints states of the plan, side by side where they say from and to.
     * @param {Frame} f @param {State[]} states @param {Colors} c
     */
    paint(f, states, c) {
      for (const state of states) {
        const view = /** @type {View} */ (views.of(f, state)), { width, height } = view;
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
      const view = /** @type {View} */ (views.of(f, a)), columns = { left: 0, right: view.width };
      const before = paintState(view, a, columns, reached).pixels.slice(), s = paintState(/** @type {View} */ (views.of(f, b)), b, columns, reached), { pixels, width } = s;
      const [gained, stripe, lost, same, open] = [c.gained, c.hatch, c.lost, c.kept, c.open].map((color) => between(color, color, 0));
      const fine = width / f.width, n = Math.round(7 * fine), start = [f.x0, f.y0].reduce((sum, v) => sum + Math.floor(v * f.scale * fine + 0.1), 0); // as fillOf has it
      for (let i = 0; i < pixels.length; i++) {
        if (pixels[i] === 0) continue;
        const inA = (before[i] & 255) > 127, inB = (pixels[i] & 255) > 127;
        pixels[i] = inA ? (inB ? same : lost) : !inB ? open : ((i % width) + Math.floor(i / width) + start) % n < fine ? stripe : gained;
      }
      free(before);
      s.parts = [];
      put(f, s, 0, width);
    },
    /** Lets go of what is kept for the next step of a radius. */
    rest() {
      views.rest();
      if (sheet) free(sheet.pixels);
      if (sheet?.canvas) clear(sheet.canvas);
      sheet = null;
    },
    /** Returns what land of a model is at a world position of the view painted last: demanded, bare, or "" for none. @param {Model} model @param {[number, number]} world */
    landAt(model, [x, y]) {
      const view = views.last(model);
      if (!view) return "";
      const px = Math.floor((x - view.x0) * view.scale), py = Math.floor((y - view.y0) * view.scale);
      if (px < 0 || py < 0 || px >= view.width || py >= view.height || view.levels.of[py * view.width + px] === 0) return "";
      return view.levels.bare?.[py * view.width + px] ? "bare" : "demanded";
    },
  };
}

/** Says whether to paint anew what sites reached takes less than to paint all columns. @param {Part} part @param {number} height */
const isSmall = ({ discs, left, right }, height) => discs.reduce((n, d) => n + Math.max(0, d.right - d.left) * Math.max(0, d.bottom - d.top), 0) < ((right - left) * height) / 2;
