// Shapes on a canvas frame, filled and outlined: one at once, or many in steps between which a turn may end.

import { trace } from "./trace.js";

/**
 * @typedef {import("../geo/shape.js").Shape} Shape
 * @typedef {import("./map.js").Frame} Frame
 * @typedef {import("./paint.js").Fill} Fill
 * @typedef {{fill?: Fill, stroke?: Fill, width?: number, dash?: number[], alpha?: number}} How
 * @typedef {Iterable<void>} Steps a picture, painted as far as its steps are gone through
 */

/** Corners in a step, at least. */
const cornersAtOnce = 4096;

/** Pixels off the view from which nothing shows in it. */
const off = 2;

/** Says whether a shape touches the frame. @param {Frame} f @param {Shape} s @param {number} [margin] pixels */
export function visible(f, s, margin = 8) {
  const m = margin / f.scale;
  return s.box[2] >= f.x0 - m && s.box[0] <= f.x0 + f.width / f.scale + m &&
    s.box[3] >= f.y0 - m && s.box[1] <= f.y0 + f.height / f.scale + m;
}

/**
 * Fills and outlines one area or line. One path per polygon: a single path
 * over thousands of polygons is very slow to fill.
 * @param {Frame} f @param {Shape} s @param {How} how
 */
export const draw = (f, s, how) => finish(steps(f, s, how, { corners: 0 }));

/** Does the same with many, in steps. @param {Frame} f @param {Iterable<Shape>} shapes @param {How|((s: Shape, i: number) => How)} how @returns {Generator<void, void>} */
export function* drawAll(f, shapes, how) {
  const since = { corners: 0 };
  let i = 0;
  for (const s of shapes) yield* steps(f, s, typeof how === "function" ? how(s, i++) : how, since);
}

/** Paints all of a picture. @param {Steps} picture */
export function finish(picture) {
  for (const _ of picture);
}

/** @param {Frame} f @param {Shape} s @param {How} how @param {{corners: number}} since the last step @returns {Generator<void, void>} */
function* steps(f, s, { fill, stroke, width = 1, dash, alpha = 1 }, since) {
  if (!visible(f, s)) return;
  const { ctx } = f;
  ctx.globalAlpha = alpha;
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.setLineDash(dash ?? []);
  ctx.lineWidth = width;
  const starts = s.kind === "area" ? [...s.polygons, s.parts.length] : [0, s.parts.length];
  const area = s.kind === "area", margin = off + (stroke ? width / 2 : 0), dashed = Boolean(dash?.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    let seen = false;
    if (since.corners > cornersAtOnce) {
      yield;
      since.corners = 0;
    }
    ctx.beginPath();
    for (let j = starts[i]; j < starts[i + 1]; j++) {
      seen = trace(f, s.parts[j], area, margin, dashed) || seen;
      since.corners += s.parts[j].length / 2;
    }
    if (!seen) continue;
    if (fill && area) {
      ctx.fillStyle = fill;
      ctx.fill("evenodd");
    }
    if (stroke) {
      ctx.strokeStyle = stroke;
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

/** Limits what is drawn next to areas, until the context is restored. @param {Frame} f @param {Shape[]} areas */
export function clip(f, areas) {
  f.ctx.beginPath();
  for (const s of areas) for (const part of s.parts) trace(f, part, true, off);
  f.ctx.clip("evenodd");
}
