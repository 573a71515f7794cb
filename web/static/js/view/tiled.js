// Paints layers that come as tiles. A tile is painted once into a picture of its
// own, from which the map is put together again whenever it moves.

import { clear } from "../room.js";
import { above, placeOf } from "../tiles/grid.js";

/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("../tiles/tile.js").Tile} Tile */
/** @typedef {import("../tiles/grid.js").Place} Place */
/** @typedef {ReturnType<typeof import("../tiles/source.js").createSource>} Source */
/** @typedef {(f: Frame, tile: Tile, at: {x: number, y: number, unit: number}) => void} TilePainter paints a tile whose corner is at x, y of the frame, in pixels, with so many pixels a unit */
/** @typedef {{canvas: HTMLCanvasElement, fits: string}} Picture */

/** Milliseconds that one painting of the map may spend on tiles not painted before: to show what there is costs the browser as much again. */
const budgetMs = 24;

/** Pixels of all pictures of a source that are kept. */
const mostPixels = 2.5e6;

/** How many zooms farther out a stand-in may come from. */
const farthest = 6;

/** Pictures by source, kind and place; the one used longest ago first. @type {WeakMap<Source, {pictures: Map<string, Picture>, pixels: number}>} */
const albums = new WeakMap();

/** @param {Source} source */
function albumOf(source) {
  let album = albums.get(source);
  if (!album) albums.set(source, album = { pictures: new Map(), pixels: 0 });
  return album;
}

/** Where a tile lies in a frame, in device pixels: whole ones, so that tiles meet. @param {Frame} f @param {Place} p @param {number} fine device pixels per pixel */
function edgesOf(f, { z, x, y }, fine) {
  const side = (f.scale / 2 ** z) * fine, dx = Math.round(f.x0 * f.scale * fine), dy = Math.round(f.y0 * f.scale * fine);
  const left = Math.round(x * side) - dx, top = Math.round(y * side) - dy;
  return { left, top, width: Math.round((x + 1) * side) - dx - left, height: Math.round((y + 1) * side) - dy - top };
}

/** Paints a tile over a frame whose corner is at a world position. @param {Frame} f @param {Tile} tile @param {Place} p @param {TilePainter} paint */
function into(f, tile, { z, x, y }, paint) {
  paint(f, tile, { x: (x / 2 ** z - f.x0) * f.scale, y: (y / 2 ** z - f.y0) * f.scale, unit: f.scale / 2 ** z / tile.extent });
}

/** Paints a tile into a picture of its own. @param {Frame} f @param {Tile} tile @param {Place} p @param {number} fine @param {TilePainter} paint */
function pictureOf(f, tile, p, fine, paint) {
  const { left, top, width, height } = edgesOf(f, p, fine);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(fine, 0, 0, fine, 0, 0);
  const x0 = (Math.round(f.x0 * f.scale * fine) + left) / fine / f.scale, y0 = (Math.round(f.y0 * f.scale * fine) + top) / fine / f.scale;
  into({ ...f, ctx, x0, y0, width: width / fine, height: height / fine }, tile, p, paint);
  return canvas;
}

/**
 * Paints what a layer has in a frame: what is known of it; the rest is asked for, and stood in for by what was painted at other zooms.
 * @param {Frame} f @param {Source} source
 * @param {string} kind names the picture: the same kind of the same tile is never painted twice
 * @param {TilePainter} paint @param {number} [alpha]
 */
export function paintTiles(f, source, kind, paint, alpha = 1) {
  const { ctx } = f, fine = ctx.getTransform().a || 1, places = source.cover(f), fits = `${f.scale}@${fine}`;
  if (f.blank) source.want(places);
  const album = albumOf(source), start = performance.now();
  let late = false;
  ctx.save();
  ctx.globalAlpha = alpha;
  for (const p of places) {
    const known = source.at(p), key = `${kind} ${p.key}`;
    if (!known) f.lacking = true;
    if (known && !known.tile) continue; // nothing is there
    const at = edgesOf(f, p, fine);
    let picture = recall(album, key);
    if (known?.tile && picture?.fits !== fits) {
      late ||= Boolean(f.blank) && performance.now() - start > budgetMs;
      if (!late) picture = { canvas: pictureOf(f, known.tile, p, fine, paint), fits };
      if (!late && f.blank && picture) keep(album, key, picture, places.length);
    }
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (picture) ctx.drawImage(picture.canvas, at.left, at.top, at.width, at.height);
    else standIn(f, album, kind, p, at, fine);
    if (picture && !f.blank && album.pictures.get(key) !== picture) clear(picture.canvas); // what is drawn on paper is drawn once
    ctx.setTransform(fine, 0, 0, fine, 0, 0);
  }
  ctx.restore();
  if (!late) return;
  f.lacking = true;
  source.again();
}

/** @param {{pictures: Map<string, Picture>}} album @param {string} key */
function recall({ pictures }, key) {
  const found = pictures.get(key);
  if (found) { // used last
    pictures.delete(key);
    pictures.set(key, found);
  }
  return found;
}

/** Keeps a picture, and lets those go that were used longest ago. @param {ReturnType<typeof albumOf>} album @param {string} key @param {Picture} picture @param {number} inView */
function keep(album, key, picture, inView) {
  const size = (/** @type {Picture} */ p) => p.canvas.width * p.canvas.height, { pictures } = album, old = pictures.get(key);
  if (old) {
    album.pixels -= size(old);
    clear(old.canvas);
  }
  pictures.delete(key);
  pictures.set(key, picture);
  album.pixels += size(picture);
  for (const [first, p] of pictures) {
    if (album.pixels <= mostPixels || pictures.size <= 2 * inView) break;
    pictures.delete(first);
    album.pixels -= size(p);
    clear(p.canvas);
  }
}

/** Fills a place from pictures of other zooms: one farther out, or the four nearer. @param {Frame} f @param {{pictures: Map<string, Picture>}} album @param {string} kind @param {Place} p @param {{left: number, top: number, width: number, height: number}} at @param {number} fine */
function standIn(f, { pictures }, kind, p, at, fine) {
  for (let by = 1; by <= Math.min(farthest, p.z); by++) {
    const far = above(p, by), canvas = pictures.get(`${kind} ${far.key}`)?.canvas;
    if (!canvas) continue;
    const n = 2 ** by, w = canvas.width / n, h = canvas.height / n;
    f.ctx.drawImage(canvas, (p.x - far.x * n) * w, (p.y - far.y * n) * h, w, h, at.left, at.top, at.width, at.height);
    return;
  }
  for (let k = 0; k < 4; k++) {
    const near = placeOf(p.z + 1, 2 * p.x + (k & 1), 2 * p.y + (k >> 1)), canvas = pictures.get(`${kind} ${near.key}`)?.canvas;
    if (!canvas) continue;
    const { left, top, width, height } = edgesOf(f, near, fine);
    f.ctx.drawImage(canvas, left, top, width, height);
  }
}

/** Calls a function with the tiles of a frame that are known, and where each lies in it. @param {Frame} f @param {Source} source @param {(tile: Tile, at: {x: number, y: number, unit: number}, place: Place) => void} each */
export function eachTile(f, source, each) {
  for (const p of source.cover(f)) {
    const known = source.at(p);
    if (!known) f.lacking = true;
    if (known?.tile) into(f, known.tile, p, (_, tile, at) => each(tile, at, p));
  }
}

/** What lines are painted on before they are laid over the map, so that they cover each other and not the map. @type {HTMLCanvasElement|undefined} */
let sheet;

/**
 * Paints what may reach over the edges of tiles, such as wide lines, straight into a frame.
 * @param {Frame} f @param {Source} source @param {number} alpha @param {(g: Frame) => void} paint
 */
export function overTiles(f, source, alpha, paint) {
  if (f.blank) source.want(source.cover(f));
  if (alpha >= 1) return paint(f);
  const { canvas } = f.ctx;
  sheet ??= document.createElement("canvas");
  [sheet.width, sheet.height] = [canvas.width, canvas.height];
  const ctx = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  ctx.setTransform(f.ctx.getTransform());
  const g = { ...f, ctx };
  paint(g);
  f.lacking ||= g.lacking;
  f.ctx.save();
  f.ctx.setTransform(1, 0, 0, 1, 0, 0);
  f.ctx.globalAlpha = alpha;
  f.ctx.drawImage(sheet, 0, 0);
  f.ctx.restore();
  clear(sheet);
}

/** @type {WeakMap<object, number>} */
const serials = new WeakMap();
let serial = 0;

/** Returns a number that names an object, 0 for none. @param {object|null|undefined} of */
export function serialOf(of) {
  if (!of) return 0;
  let n = serials.get(of);
  if (!n) serials.set(of, n = ++serial);
  return n;
}
