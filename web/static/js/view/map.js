// The one adapter to Leaflet. It gives the page a map of stacked canvases, each
// painted by a function, and hides Leaflet's latitude-first order.

import { toWorld } from "../geo/shape.js";
import { listenDrags } from "./drag.js";
import { paintLayer } from "./paint_layer.js";
import { createTurns } from "./turns.js";

/** @typedef {import("./paint_layer.js").Frame} Frame */

/** The library, once a map is made: this module may run before the library does. @type {any} */
let L;

/** Swaps a GeoJSON position into Leaflet's order: the only place that does. @param {number[]} lonLat */
const latLng = ([lon, lat]) => L.latLng(lat, lon);

/**
 * Returns a map in an element.
 * @param {HTMLElement} element
 * @param {{label: string, layers: Record<string, import("./paint_layer.js").Painter>, atOnce: Record<string, () => boolean>, prepare: (name: string, frame: Frame, end: number) => boolean, onPainted: () => void, onMove: (center: [number, number], zoom: number) => void, onPan?: () => void,
 *   onClick: (lonLat: [number, number]) => void, onHover: (lonLat: [number, number]|null) => void,
 *   onPress: (lonLat: [number, number]) => ((lonLat: [number, number]) => void)|null}} options
 *   onPress returns what follows the pointer while it drags a thing, null where there is nothing to drag;
 *   layers are stacked in the order given; atOnce says of those that a slider may paint whether it does, so that each picture is painted in one turn
 */
export function createMap(element, options) {
  L = /** @type {any} */ (globalThis).L;
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
  const turns = createTurns(options.onPainted);
  /** @type {Record<string, any>} */
  const layers = {};
  /** @type {any} */
  let tiles = null;
  Object.entries(options.layers).forEach(([name, painter], i) => {
    const pane = map.createPane(name);
    pane.style.zIndex = String(400 + 10 * i);
    pane.style.pointerEvents = "none";
    layers[name] = new (paintLayer(L))(painter, (/** @type {Frame} */ f, /** @type {number} */ end) => options.prepare(name, f, end), name, turns, options.atOnce[name] ?? null); // laid on the map when it is first painted, which has found its place by then
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
        if (names.length && !names.includes(name) && !(lacking && layers[name].lacks())) continue;
        if (map.hasLayer(layers[name])) layers[name].again();
        else layers[name].addTo(map); // which has it painted
      }
      turns.begin();
    },
    /** Says whether something is to be painted yet. */
    working: turns.working,
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
      const dpr = layer._shown.frame.fine;
      const pixel = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
      pixel.drawImage(layer._container, -Math.round(p.x * dpr), -Math.round(p.y * dpr));
      return [...pixel.getImageData(0, 0, 1, 1).data];
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
      turns.end();
      map._animatingZoom = false; // else a zoom under way ends on what is no longer there
      map.remove();
      map.off();
    },
  };
}
