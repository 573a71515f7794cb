// A layer of the map that is a canvas, painted by a function: the other half of the adapter to Leaflet.

import { toWorld } from "../geo/shape.js";

/**
 * @typedef {object} Frame what a painter draws into
 * @property {CanvasRenderingContext2D} ctx scaled to CSS pixels
 * @property {number} scale CSS pixels per world unit
 * @property {number} x0 world x at the canvas's left edge
 * @property {number} y0 world y at the canvas's top edge
 * @property {number} width
 * @property {number} height
 * @property {number} zoom
 * @property {number} [fine] device pixels of a pixel, where the canvas does not tell yet
 * @property {number} [right] canvas x of the view's right edge, where the canvas reaches beyond it
 * @property {boolean} [blank] whether nothing is on the canvas yet
 * @property {boolean} [lacking] set by a painter that will have more to paint without being told to
 *
 * @typedef {(frame: Frame) => import("./strokes.js").Steps} Painter
 * @typedef {(frame: Frame, end: number) => boolean} Preparer works until a time on what a painter paints from, and says whether all is there
 */

/** Device pixels of a CSS pixel that are painted. */
const fineness = () => Math.min(window.devicePixelRatio || 1, 2);

/** Milliseconds of drawing in a turn, where the picture need not be painted at once: the browser then takes several times as long to paint what was drawn. */
const drawMs = 8;

/**
 * A canvas that covers the view with a margin and moves with it. Where the view stops it is worked on in turns: what was
 * painted before stays in its place until the new picture is painted, on a sheet that nobody sees. One that never is to be
 * painted at once shows a picture and is none to paint on: a browser without a graphics card copies each of the others in
 * every frame.
 */
const classOf = (/** @type {any} */ L) => L.Renderer.extend({
  options: { padding: 0.1 },

  initialize(/** @type {Painter} */ painter, /** @type {Preparer} */ prepare, /** @type {string} */ pane, /** @type {ReturnType<typeof import("./turns.js").createTurns>} */ turns, /** @type {(() => boolean)|null} */ atOnce) {
    L.setOptions(this, { pane });
    L.Util.stamp(this);
    this._layers = {};
    Object.assign(this, { _painter: painter, _prepare: prepare, _turns: turns, _atOnce: atOnce });
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "paint";
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  _reset() {
    if (this._shown) this._updateTransform(this._map.getCenter(), this._map.getZoom()); // what was painted goes where it belongs
    this._update();
  },

  _update() {
    if (this._map._animatingZoom && this._shown) return;
    const map = this._map, size = map.getSize(), dpr = fineness();
    const min = map.containerPointToLayerPoint(size.multiplyBy(-this.options.padding)).round(), room = size.multiplyBy(1 + 2 * this.options.padding).round();
    const corner = map.layerPointToLatLng(min), [x0, y0] = toWorld(corner.lng, corner.lat), zoom = map.getZoom();
    const wide = Math.round(room.x * dpr), high = Math.round(room.y * dpr);
    this._next = { min, room, wide, high, center: map.getCenter(), frame: { scale: 256 * 2 ** zoom, x0, y0, width: wide / dpr, height: high / dpr, zoom, fine: dpr } };
    this._turns.add(this);
  },

  _updateTransform(/** @type {any} */ center, /** @type {number} */ zoom) {
    this._next = this._begun = null; // the map moves on, and tells when it has stopped
    if (this._shown) L.Renderer.prototype._updateTransform.call(this, center, zoom);
  },

  /** Asks for the picture to be painted again where it is, or where it comes to. */
  again() {
    this._asked = true;
    this._begun = null;
    this._turns.add(this);
  },

  /** Says whether the picture shown, or the one that is begun, has not all. */
  lacks() {
    return Boolean(this.lacking || this._begun?.frame.lacking);
  },

  work(/** @type {number} */ end) {
    const to = this._next ?? (this._asked ? this._shown : null);
    if (!to || !this._container) return true;
    const begun = this._begun?.to === to ? this._begun : this._begin(to, end);
    if (!begun) return false;
    const { frame, sheet, steps } = begun, canvas = this._container, stop = performance.now() + drawMs;
    this._begun = null; // one that fails is begun anew
    while (!steps.next().done) {
      if (sheet === canvas || performance.now() < stop) continue;
      createImageBitmap(sheet, 0, 0, 1, 1).then((pixel) => pixel.close()); // has what was drawn so far painted in this turn
      this._begun = begun;
      return false;
    }
    this._asked = false;
    if (this._next) this._place(this._next);
    if (!this._atOnce) canvas.getContext("bitmaprenderer").transferFromImageBitmap(sheet.transferToImageBitmap());
    else if (sheet !== canvas) cleared(canvas).drawImage(sheet, 0, 0);
    this.lacking = Boolean(frame.lacking);
    return true;
  },

  /** Begins a picture, unless there is something to be worked on before. */
  _begin(/** @type {any} */ to, /** @type {number} */ end) {
    const right = this._map.containerPointToLayerPoint(this._map.getSize()).x - to.min.x;
    /** @type {any} */
    const frame = { ...to.frame, blank: true, right };
    if (!this._prepare(frame, end)) return null;
    const atOnce = this._atOnce?.();
    if (atOnce && this._next) this._place(this._next);
    const sheet = atOnce ? this._container : new OffscreenCanvas(Math.max(1, to.wide), Math.max(1, to.high));
    frame.ctx = cleared(sheet);
    frame.ctx.setTransform(frame.fine, 0, 0, frame.fine, 0, 0);
    return { to, frame, sheet, steps: this._painter(frame)[Symbol.iterator]() };
  },

  _place(/** @type {any} */ to) {
    const canvas = this._container;
    Object.assign(this, { _next: null, _shown: to, _bounds: new L.Bounds(to.min, to.min.add(to.room)), _center: to.center, _zoom: to.frame.zoom });
    L.DomUtil.setPosition(canvas, to.min);
    if (canvas.width === to.wide && canvas.height === to.high) return;
    [canvas.width, canvas.height] = [to.wide, to.high];
    [canvas.style.width, canvas.style.height] = [`${to.room.x}px`, `${to.room.y}px`];
  },
});

/** Returns what paints on a canvas that nothing is left on. @param {HTMLCanvasElement|OffscreenCanvas} canvas */
function cleared(canvas) {
  const ctx = /** @type {any} */ (canvas.getContext("2d"));
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  return ctx;
}

/** @type {any} */
let made;

/** Returns the class of such layers. @param {any} L Leaflet */
export const paintLayer = (L) => made ??= classOf(L);
