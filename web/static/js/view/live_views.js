// What views of the map are painted from: the distance of every pixel to the
// nearest facility, in levels, found in steps between which the page is heard.

import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { distanceSteps } from "../live/field.js";
import { levelsOf, orderOf, roomForStarts } from "../live/levels.js";
import { landOf, pointSteps, rasterSteps } from "../live/raster.js";
import { facilityLand, siteSteps } from "../live/places.js";
import { free } from "../room.js";
import { markScale } from "./paint.js";

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
 *
 * @typedef {{key: string, levels: import("../live/levels.js").Levels, metre: number, without: string, x0: number, y0: number, scale: number, width: number, height: number}} View
 *   metre: metres of a pixel in the middle
 */

/** Pixels above which a fine screen is painted at half its fineness. */
const mostPixels = 3.2e6;

/** Pixels from the middle to the rim of the mark where somebody stands at a point. */
const dotPixels = 3;

/** Returns the metres of a pixel in the middle of a view. @param {{x0: number, y0: number, scale: number, height: number}} view */
const metreOf = ({ x0, y0, scale, height }) => 1 / (worldPerMetre(fromWorld(x0, y0 + height / 2 / scale)[1]) * scale);

/** Land ready to be drawn. @type {WeakMap<Model, {land: import("../live/raster.js").Land, own: import("../live/raster.js").Land|null}>} */
const lands = new WeakMap();

/** Returns what finds views and keeps the present ones. */
export function createLiveViews() {
  /** @type {Map<Model, View[]>} what was painted last of each model, with different facilities gone */
  const kept = new Map();
  /** Scratch of a view's size: the numbers of land, then the distances, then the order of its pixels. */
  let scratch = new ArrayBuffer(0);
  /** @type {{view: View, left: number, right: number, order: import("../live/levels.js").Order}[]} columns whose order the scratch holds, each where its own pixels have room */
  let ordered = [];

  /** What is worked on: the distances of a view, in steps. @type {{views: View[], key: string, without: string, steps: Generator<void, View>}|null} */
  let making = null;

  /**
   * Returns the distances in the frame, without the facilities that changes take from their place; null where time is over before they are known.
   * @param {Frame} f @param {State} state @param {number} [end] when, on the page's clock
   * @returns {View|null}
   */
  function of(f, { model, changes }, end = Infinity) {
    const fine = f.fine ?? f.ctx.canvas.width / f.width, k = f.width * f.height * fine * fine > mostPixels ? 1 : fine;
    const width = Math.round(f.width * k), height = Math.round(f.height * k), scale = f.scale * k;
    const key = [f.x0, f.y0, scale, width, height].join(), without = [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => s.id).sort().join();
    if (!kept.has(model) && kept.size > 1) kept.clear();
    const views = kept.get(model) ?? [];
    kept.set(model, views);
    const found = views.find((v) => v.key === key && v.without === without);
    if (found) return found;
    if (making?.views !== views || making.key !== key || making.without !== without) {
      const gone = new Set(without ? [...(changes?.closed ?? []), ...(changes?.moved ?? [])].map((s) => model.facilities.number.get(s.id)) : []);
      making = { views, key, without, steps: make(model, views, gone, { key, without, x0: f.x0, y0: f.y0, scale, width, height }, k * markScale(f)) };
    }
    do {
      const step = making.steps.next();
      if (!step.done) continue;
      making = null;
      return step.value;
    } while (performance.now() < end);
    return null;
  }

  /**
   * Finds the distances of a view, and keeps it in the place of the oldest.
   * @param {Model} model @param {View[]} views those kept of the model @param {Set<number|undefined>} gone @param {Omit<View, "levels"|"metre">} place @param {number} dot pixels
   * @returns {Generator<void, View>}
   */
  function* make(model, views, gone, place, dot) {
    const { key, x0, y0, scale, width, height } = place, n = width * height, metre = metreOf(place);
    let land = lands.get(model);
    if (!land) {
      const all = landOf(model.land.of, toWorld);
      yield;
      lands.set(model, land = { land: all, own: facilityLand(model.facilities, toWorld) });
      yield;
    }
    const same = views.find((v) => v.key === key);
    if (scratch.byteLength !== 4 * n) scratch = new ArrayBuffer(4 * n);
    ordered = [];
    const ids = same?.levels.of ?? new Int32Array(scratch).fill(0), distances = new Float32Array(scratch); // a pixel's number is read once, before its distance takes the place
    if (!same) yield* rasterSteps(land.land, /** @type {Int32Array} */ (ids), width, height, place);
    const bare = same ? same.levels.bare : yield* bareSteps(model, /** @type {Int32Array} */ (ids), width, height, place, dot);
    const rows = Float64Array.from({ length: height }, (_, y) => 1 / (worldPerMetre(fromWorld(x0, y0 + (y + 0.5) / scale)[1]) * scale));
    /** @type {Uint8Array|null} pixels on the land of a facility */
    let inside = null;
    if (land.own) {
      const own = new Int32Array(n);
      yield* rasterSteps(land.own, own, width, height, place);
      inside = new Uint8Array(n);
      for (let i = 0; i < n; i++) if (own[i] > 0 && !gone.has(own[i] - 1)) inside[i] = 1;
      yield;
    }
    const sites = yield* siteSteps(model.facilities, gone, place, toWorld, worldPerMetre);
    yield* distanceSteps(distances, ids, width, height, sites, rows, inside);
    const room = views.length > 1 ? views.shift() : views.find((v) => v.key !== key) && views.shift();
    const of = room?.levels.of.length === n ? room.levels.of : new Uint16Array(n);
    const view = { ...place, metre, levels: { ...levelsOf(of, distances, metre), bare } };
    views.push(view);
    return view;
  }

  /**
   * Marks the points where somebody is counted, and returns what land is bare; null where none can be.
   * @param {Model} model @param {Int32Array} ids @param {number} width @param {number} height @param {Pick<View, "x0"|"y0"|"scale">} place @param {number} dot pixels
   * @returns {Generator<void, Uint8Array|null>}
   */
  function* bareSteps({ bare: tracts, samples }, ids, width, height, place, dot) {
    if (!tracts) return null;
    yield* pointSteps(samples, ids, tracts.length + 1, width, height, place, dotPixels * dot, toWorld);
    const bare = new Uint8Array(ids.length);
    for (let i = 0; i < ids.length; i++) if (ids[i] > 0) bare[i] = tracts[ids[i] - 1] ?? 0;
    yield;
    return bare;
  }

  return {
    of,
    /** Returns the pixels of a view's columns in the order of their levels, null where there is no room for them. @param {View} view @param {number} left @param {number} right */
    orderOf(view, left, right) {
      const { levels: { of }, width, height } = view;
      if (scratch.byteLength !== 4 * of.length) return null;
      making = null; // it has the scratch no longer
      const found = ordered.find((o) => o.view === view && o.left === left && o.right === right);
      if (found) return found.order;
      const [over] = ordered.filter((o) => o.right > left && o.left < right); // their room of starts is free again
      const order = orderOf(of, width, { left, right }, new Uint32Array(scratch, 4 * left * height, (right - left) * height), over?.order.starts ?? roomForStarts());
      ordered = [...ordered.filter((o) => o.right <= left || o.left >= right), { view, left, right, order }];
      return order;
    },
    /** Returns the view of a model that was found last. @param {Model} model @returns {View|undefined} */
    last: (model) => kept.get(model)?.at(-1),
    /** Lets go of everything. */
    rest() {
      for (const { levels: { of, bare } } of [...kept.values()].flat()) [free(of), bare && free(bare)];
      kept.clear();
      free(new Uint8Array(scratch));
      scratch = new ArrayBuffer(0);
      ordered = [];
      making = null;
    },
  };
}
