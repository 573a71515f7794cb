// Fills and strokes the features of one tile, and finds them.

import { contains } from "../geo/inside.js";
import { placeOf, zoomOf } from "../tiles/grid.js";
import { crowded, rasterAreas } from "./tiled_raster.js";

/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("../tiles/tile.js").Tile} Tile */
/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {{x: number, y: number, unit: number}} At where the tile's corner is in the frame, and pixels per unit */

/** Polygons of one path: of thousands it would fill very slowly. */
const together = 64;

/** Adds the parts of a feature to the path. @param {CanvasRenderingContext2D} ctx @param {Tile} tile @param {number} i @param {At} at */
function trace(ctx, { first, parts, places, kinds }, i, { x, y, unit }) {
  for (let k = first[i]; k < first[i + 1]; k++) {
    const from = 2 * parts[k], to = 2 * parts[k + 1];
    let px = x + places[from] * unit, py = y + places[from + 1] * unit;
    ctx.moveTo(px, py);
    for (let j = from + 2; j < to; j += 2) {
      const nx = x + places[j] * unit, ny = y + places[j + 1] * unit;
      if (Math.abs(nx - px) + Math.abs(ny - py) < 0.5 && j + 2 < to) continue;
      ctx.lineTo(nx, ny);
      [px, py] = [nx, ny];
    }
    if (kinds[i] === 3) ctx.closePath();
  }
}

/**
 * Fills areas, neighbours of one colour together, as the first thing on a tile's canvas.
 * @param {Frame} f @param {Tile} tile @param {At} at
 * @param {(i: number) => import("./paint.js").Fill} fillOf "" for none
 * @param {{stroke?: string, width?: number}} [edge] a line around each; without one, each is drawn out a little, so that no gap shows between neighbours
 */
export function fillAreas({ ctx }, tile, at, fillOf, { stroke = "", width = 0.6 } = {}) {
  if (crowded(tile, at)) return rasterAreas(ctx, tile, at, fillOf, { stroke, width });
  /** @type {import("./paint.js").Fill} */
  let color = "", n = 0;
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  ctx.setLineDash([]);
  const flush = () => {
    if (n) {
      ctx.fill("evenodd");
      ctx.strokeStyle = stroke || color;
      ctx.stroke();
    }
    n = 0;
  };
  for (let i = 0; i < tile.count; i++) {
    const next = tile.kinds[i] === 3 ? fillOf(i) : "";
    if (!next) continue;
    if (next !== color || n >= together) {
      flush();
      ctx.fillStyle = color = next;
    }
    if (!n++) ctx.beginPath();
    trace(ctx, tile, i, at);
  }
  flush();
}

/**
 * Draws lines, or the rings of areas.
 * @param {Frame} f @param {Tile} tile @param {At} at @param {(i: number) => boolean} mine @param {{stroke: string, width: number}} how
 */
export function strokeLines({ ctx }, tile, at, mine, { stroke, width }) {
  ctx.lineJoin = ctx.lineCap = "round";
  ctx.setLineDash([]);
  ctx.lineWidth = width;
  ctx.strokeStyle = stroke;
  for (let i = 0; i < tile.count; i++) {
    if (tile.kinds[i] === 1 || !mine(i)) continue;
    ctx.beginPath();
    trace(ctx, tile, i, at);
    ctx.stroke();
  }
}

/** Draws the outlines of areas. @param {Frame} f @param {Tile} tile @param {At} at @param {{stroke: string, width: number}} how */
export function outlineAreas(f, tile, at, how) {
  if (crowded(tile, at)) rasterAreas(f.ctx, tile, at, () => "", how);
  else strokeLines(f, tile, at, (i) => tile.kinds[i] === 3, how);
}

/** Draws points; where they are many, smaller ones. @param {Frame} f @param {Tile} tile @param {At} at @param {{fill: string, halo: string}} how */
export function dotPoints({ ctx }, tile, { x, y, unit }, { fill, halo }) {
  const crowded = tile.count > 400, r = crowded ? 1.2 : 3;
  ctx.fillStyle = fill;
  ctx.strokeStyle = halo;
  ctx.lineWidth = 1;
  for (let i = 0; i < tile.count; i++) {
    if (tile.kinds[i] !== 1) continue;
    for (let k = tile.parts[tile.first[i]]; k < tile.parts[tile.first[i + 1]]; k++) {
      const px = x + tile.places[2 * k] * unit, py = y + tile.places[2 * k + 1] * unit;
      if (crowded) {
        ctx.fillRect(px - r, py - r, 2 * r, 2 * r);
        continue;
      }
      ctx.beginPath();
      ctx.arc(px, py, r, 0, 7);
      ctx.fill();
      ctx.stroke();
    }
  }
}

/** Returns a feature's shape in world coordinates, as far as the tile has it. @param {Tile} tile @param {import("../tiles/grid.js").Place} p @param {number} i @returns {Shape} */
export function shapeOf(tile, { z, x, y }, i) {
  const step = 1 / 2 ** z / tile.extent, x0 = x / 2 ** z, y0 = y / 2 ** z;
  /** @type {Float64Array[]} */
  const parts = [];
  /** @type {number[]} */
  const polygons = [];
  for (let k = tile.first[i]; k < tile.first[i + 1]; k++) {
    if (tile.outer[k]) polygons.push(parts.length);
    const part = new Float64Array(2 * (tile.parts[k + 1] - tile.parts[k]));
    for (let j = 0; j < part.length; j++) part[j] = (j % 2 ? y0 : x0) + tile.places[2 * tile.parts[k] + j] * step;
    parts.push(part);
  }
  const [west, north, east, south] = tile.boxes.subarray(4 * i, 4 * i + 4);
  return {
    kind: tile.kinds[i] === 3 ? "area" : tile.kinds[i] === 2 ? "line" : "point", parts, polygons,
    box: [x0 + west * step, y0 + north * step, x0 + east * step, y0 + south * step], properties: tile.propertiesOf(i), id: tile.idOf(i),
  };
}

/**
 * Returns the topmost feature of a layer's tiles at a world point, null where there is none or its tile has not come.
 * @param {ReturnType<typeof import("../tiles/source.js").createSource>} source @param {[number, number]} world @param {number} unit world units of a pixel
 * @param {number} [near] pixels from a point
 */
export function featureAt(source, [wx, wy], unit, near = 8) {
  const z = zoomOf(1 / unit), n = 2 ** z, p = placeOf(z, Math.floor(wx * n), Math.floor(wy * n)), tile = source.at(p)?.tile;
  if (!tile) return null;
  const ux = (wx * n - p.x) * tile.extent, uy = (wy * n - p.y) * tile.extent, reach = near * unit * n * tile.extent;
  for (let i = tile.count - 1; i >= 0; i--) {
    const point = tile.kinds[i] === 1, r = point ? reach : 0;
    if (tile.kinds[i] === 2 || ux < tile.boxes[4 * i] - r || uy < tile.boxes[4 * i + 1] - r || ux > tile.boxes[4 * i + 2] + r || uy > tile.boxes[4 * i + 3] + r) continue;
    const shape = shapeOf(tile, p, i);
    if (point ? shape.parts.some((part) => near > 0 && Math.hypot(part[0] - wx, part[1] - wy) <= near * unit) : contains(shape, wx, wy)) return shape;
  }
  return null;
}

