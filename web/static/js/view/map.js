// The one adapter to Leaflet. It gives the page a map of stacked canvases, each
// painted by a function, and hides Leaflet's latitude-first order.

import { toWorld } from "../geo/shape.js";
import { listenDrags } from "./drag.js";

/**
 * @typedef {object} Frame what a painter draws into
 * @property {CanvasRenderingContext2D} ctx scaled to CSS pixels
 * @property {number} scale CSS pixels per world unit
 * @property {number} x0 world x at the canvas's left edge
 * @property {number} y0 world y at the canvas's top edge
 * @property {number} width
 * @property {number} height
 * @property {number} zoom
 * @property {number} [right] canvas x of the view's right edge, where the canvas reaches beyond it
 * @property {boolean} [blank] whether nothing is on the canvas yet
 * @property {boolean} [lacking] set by a painter that will have more to paint without being told to
 *
 * @typedef {(frame: Frame) => void} Painter
 */

/** @type {any} */
const L = /** @type {any} */ (globalThis).L;

/** Swaps a GeoJSON position into Leaflet's order: the only place that does. @param {number[]} lonLat */
const latLng = ([lon, lat]) => L.latLng(lat, lon);

/** A canvas that covers the view with a margin, moves with it and is repainted when it stops. */
const PaintLayer = L.Renderer.extend({
  options: { padding: 0.1 },

  initialize(/** @type {Painter} */ painter, /** @type {string} */ pane) {
    L.setOptions(this, { pane });
    L.Util.stamp(this);
    this._layers = {};
    this._painter = painter;
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "paint";
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const dpr = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * dpr);
    canvas.height = Math.round(size.y * dpr);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this.paint();
  },

  paint() {
    if (!this._bounds || !this._container) return;
    const canvas = this._container;
    const ctx = canvas.getContext("2d");
    const dpr = Math.min(window.devicePixelRatio || 1, 2);
    const corner = this._map.layerPointToLatLng(this._bounds.min);
    const [x0, y0] = toWorld(corner.lng, corner.lat);
    const zoom = this._map.getZoom();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    const right = this._map.containerPointToLayerPoint(this._map.getSize()).x - this._bounds.min.x;
    /** @type {Frame} */
    const frame = { ctx, scale: 256 * 2 ** zoom, x0, y0, width: canvas.width / dpr, height: canvas.height / dpr, zoom, blank: true, right };
    this._painter(frame);
    this.lacking = Boolean(frame.lacking);
  },
});

/**
 * Returns a map in an element.
 * @param {HTMLElement} element
 * @param {{label: string, layers: Record<string, Painter>, onMove: (center: [number, number], zoom: number) => void, onPan?: () => void,
 *   onClick: (lonLat: [number, number]) => void, onHover: (lonLat: [number, number]|null) => void,
 *   onPress: (lonLat: [number, number]) => ((lonLat: [number, number]) => void)|null}} options
 *   onPress returns what follows the pointer while it drags a thing, null where there is nothing to drag;
 *   layers are stacked in the order given
 */
export function createMap(element, options) {
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", options.label);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90,
    minZoom: 3, maxZoom: 20, fadeAnimation: false, inertia: false,
    zoomAnimation: !still,
  });
  if (still) map.panBy = (/** @type {any} */ by, /** @type {any} */ how) => L.Map.prototype.panBy.call(map, by, { ...how, animate: false });
  map.setView([0, 0], 3);
  /** @type {Record<string, any>} */
  const layers = {};
  /** @type {any} */
  let tiles = null;
  Object.entries(options.layers).forEach(([name, painter], i) => {
    const pane = map.createPane(name);
    pane.style.zIndex = String(400 + 10 * i);
    pane.style.pointerEvents = "none";
    layers[name] = new PaintLayer(painter, name); // laid on the map when it is first painted, which has found its place by then
  });
  L.control.scale({ imperial: false, maxWidth: 120, position: "bottomright" }).addTo(map);

  map.on("move", () => options.onPan?.());
  map.on("moveend", () => {
    const c = map.getCenter();
    options.onMove([c.lng, c.lat], map.getZoom());
  });
  const dragged = listenDrags(element, {
    place: (e) => { const p = map.mouseEventToLatLng(e); return [p.lng, p.lat]; },
    hold: (still) => (still ? map.dragging.disable() : map.dragging.enable()),
    onPress: options.onPress,
  });
  map.on("click", (/** @type {any} */ e) => dragged() || options.onClick([e.latlng.lng, e.latlng.lat]));
  map.on("mousemove", (/** @type {any} */ e) => options.onHover([e.latlng.lng, e.latlng.lat]));
  map.on("mouseout", () => options.onHover(null));
  const resized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  resized.observe(element);

  return {
    /** @param {...string} names layers to paint again; all when none, "lacking" for those that had not all */
    paint(...names) {
      const all = Object.keys(layers), lacking = names.includes("lacking");
      for (const name of all) {
        if (names.length && !names.includes(name) && !(lacking && layers[name].lacking)) continue;
        if (map.hasLayer(layers[name])) layers[name].paint();
        else layers[name].addTo(map); // which paints it
      }
    },
    /** Lays tiles under everything, "" for none. @param {string} url with {z}, {x} and {y} */
    tiles(url) {
      tiles?.remove();
      tiles = url ? L.tileLayer(url, { maxZoom: 20, referrerPolicy: "no-referrer" }).addTo(map) : null;
    },
    /** @param {string} name @param {number} opacity of a layer, 0 to 1 */
    fade(name, opacity) {
      map.getPane(name).style.opacity = opacity < 1 ? String(opacity) : "";
    },
    /** @param {number[]} box west, south, east, north @param {{padding?: number, maxZoom?: number, animate?: boolean, below?: number}} [how] pixels kept free around, and below for the legend */
    fit(box, { padding = 28, maxZoom = 16, animate = false, below = padding } = {}) {
      map.fitBounds([latLng(box), latLng(box.slice(2))], { paddingTopLeft: [padding, padding], paddingBottomRight: [padding, below], maxZoom, animate: animate && !still });
    },
    /** @param {[number, number]} center @param {number} zoom */
    go(center, zoom) {
      map.setView(latLng(center), zoom, { animate: false });
    },
    /** Says whether a box lies wholly in view. @param {number[]} box */
    sees: (box) => map.getBounds().contains([latLng(box), latLng(box.slice(2))]),
    zoomIn: () => map.zoomIn(),
    zoomOut: () => map.zoomOut(),
    /** Returns world units per CSS pixel at the present zoom. */
    worldPerPixel: () => 1 / (256 * 2 ** map.getZoom()),
    /** Returns where a position is, in CSS pixels from the map's corner. @param {[number, number]} lonLat */
    pixelOf(lonLat) {
      const p = map.latLngToContainerPoint(latLng(lonLat));
      return /** @type {[number, number]} */ ([p.x, p.y]);
    },
    /** Sets the pointer's form. @param {string} form */
    pointer(form) {
      element.style.cursor = form;
    },
    /** Returns the colour painted at a position on a layer, for tests. @param {string} name @param {[number, number]} lonLat */
    colorAt(name, lonLat) {
      const layer = layers[name];
      const p = map.latLngToLayerPoint(latLng(lonLat)).subtract(layer._bounds.min);
      const dpr = Math.min(window.devicePixelRatio || 1, 2);
      return [...layer._container.getContext("2d").getImageData(Math.round(p.x * dpr), Math.round(p.y * dpr), 1, 1).data];
    },
    /** Returns what is in view, as a frame without its canvas. */
    window() {
      const [x0, y0] = toWorld(map.getBounds().getWest(), map.getBounds().getNorth());
      const size = map.getSize();
      return { x0, y0, scale: 256 * 2 ** map.getZoom(), zoom: map.getZoom(), width: size.x, height: size.y };
    },
    /** Returns the position in the middle of the view. */
    center() {
      const c = map.getCenter();
      return /** @type {[number, number]} */ ([c.lng, c.lat]);
    },
    remove() {
      resized.disconnect();
      map.remove();
    },
  };
}
