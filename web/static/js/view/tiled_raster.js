// Fills the areas of a crowded tile pixel by pixel: many times faster than by
// paths, and without seams. Where areas are few, paths look smoother.

import { rasterise } from "../live/raster.js";

/** @typedef {import("../tiles/tile.js").Tile} Tile */

/** Areas above which a tile of 256 pixels is crowded. */
const crowd = 1200;

/** Tells whether a tile is filled pixel by pixel: it is crowded, with areas alone. @param {Tile} tile @param {{unit: number}} at */
export function crowded(tile, { unit }) {
  return tile.count > crowd * Math.max(1, (unit * tile.extent) / 256) ** 2 && tile.kinds.every((k) => k === 3);
}

/** Scratch: places and boxes as the raster takes them, ids and pixels. */
let world = new Float64Array(0), boxes = new Float64Array(0), ids = new Int32Array(0);

/** @param {Float64Array<ArrayBuffer>} scratch @param {ArrayLike<number>} values */
function copied(scratch, values) {
  const room = scratch.length < values.length ? new Float64Array(2 * values.length) : scratch;
  room.set(values);
  return room;
}

/** @type {Map<string, [number, number, number, number]>} */
const colors = new Map([["", [0, 0, 0, 0]]]);

/** Returns red, green, blue and opacity of #rrggbb, #rrggbbaa or rgba(…). @param {string} color @returns {[number, number, number, number]} */
function partsOf(color) {
  let parts = colors.get(color);
  if (parts) return parts;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(color), list = /^rgba?\(([^)]+)\)$/.exec(color)?.[1].split(",").map(Number);
  if (hex) parts = [parseInt(hex[1], 16), parseInt(hex[2], 16), parseInt(hex[3], 16), hex[4] ? parseInt(hex[4], 16) / 255 : 1];
  else parts = list ? [list[0], list[1], list[2], list[3] ?? 1] : [187, 187, 187, 1];
  colors.set(color, parts);
  return parts;
}

/** Returns a pixel of ImageData. @param {[number, number, number, number]} c */
const pixelOf = ([r, g, b, a]) => (Math.round(255 * a) << 24) | (b << 16) | (g << 8) | r;

/** Lays a colour over another. @param {[number, number, number, number]} c @param {[number, number, number, number]} under @param {number} share how much of its opacity @returns {[number, number, number, number]} */
function over(c, under, share) {
  const a = c[3] * share, all = a + under[3] * (1 - a), mix = (/** @type {number} */ k) => Math.round(all ? (c[k] * a + under[k] * under[3] * (1 - a)) / all : 0);
  return [mix(0), mix(1), mix(2), all];
}

/**
 * Fills the whole canvas of a tile.
 * @param {CanvasRenderingContext2D} ctx of a canvas with nothing on it @param {Tile} tile @param {{x: number, y: number, unit: number}} at
 * @param {(i: number) => import("./paint.js").Fill} fillOf "" for none @param {{stroke?: string, width?: number}} edge a line between neighbours
 */
export function rasterAreas(ctx, tile, { x, y, unit }, fillOf, { stroke = "", width = 0.6 }) {
  const { width: w, height: h } = ctx.canvas, fine = ctx.getTransform().a;
  if (ids.length < w * h) ids = new Int32Array(w * h);
  else ids.fill(0, 0, w * h);
  world = copied(world, tile.places);
  boxes = copied(boxes, tile.boxes);
  rasterise({ world, boxes, rings: tile.parts, tracts: tile.first }, ids, w, h, { x0: -x / unit, y0: -y / unit, scale: unit * fine });
  const fill = new Int32Array(tile.count + 1), edged = new Int32Array(tile.count + 1), line = partsOf(stroke), share = Math.min(1, width * fine);
  /** @type {{on: (x: number, y: number) => boolean, ink: number}[]} */
  const hatched = [];
  for (let i = 0; i < tile.count; i++) {
    const how = fillOf(i), c = partsOf(typeof how === "string" ? how : how.look.color);
    if (typeof how !== "string") hatched[i + 1] = { on: how.on, ink: pixelOf(partsOf(how.look.ink ?? "")) };
    fill[i + 1] = edged[i + 1] = pixelOf(c);
    if (stroke) edged[i + 1] = pixelOf(over(line, c, share));
  }
  const image = ctx.createImageData(w, h), pixels = new Int32Array(image.data.buffer);
  for (let k = 0, row = 0; row < h; row++) {
    for (let col = 0; col < w; col++, k++) {
      const id = ids[k];
      if (!id) continue;
      const border = stroke !== "" && ((col + 1 < w && ids[k + 1] !== id) || (row + 1 < h && ids[k + w] !== id));
      pixels[k] = border ? edged[id] : fill[id];
    }
  }
  if (hatched.length) for (let k = 0; k < w * h; k++) if (pixels[k] === fill[ids[k]] && hatched[ids[k]]?.on(k % w, Math.floor(k / w))) pixels[k] = hatched[ids[k]].ink;
  ctx.putImageData(image, 0, 0);
}
