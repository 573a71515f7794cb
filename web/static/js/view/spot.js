// Shows on the map where a problem lies, also in a file that is not loaded.

import { api } from "../api.js";
import { boxOf, fromWorld, shapesOf, toWorld } from "../geo/shape.js";
import { has, t } from "../i18n.js";
import { fill, h } from "./dom.js";
import { dot } from "./paint.js";
import { draw } from "./strokes.js";

/**
 * @typedef {import("../types.js").Problem} Problem
 * @typedef {object} Spot what the map shows of a problem
 * @property {import("../geo/shape.js").Shape[]} shapes
 * @property {[number, number]|null} mark the position itself, in world coordinates
 * @property {Problem} problem
 * @property {() => void} back
 * @property {string} label of the button that leads back
 */

/** Says whether a value is a position on the map. @param {any} v */
const isPosition = (v) => Array.isArray(v) && v.length >= 2 && Math.abs(v[0]) <= 180 && Math.abs(v[1]) <= 85;

/** Returns the position that a problem's path names in a geometry, or the last one on its way. @param {any} geometry @param {string|undefined} path */
function positionAt(geometry, path) {
  const from = path?.indexOf("/geometry") ?? -1;
  if (from < 0 || !path) return null;
  let now = { geometry };
  for (const step of path.slice(from + 1).split("/")) {
    if (isPosition(now)) break;
    now = /** @type {any} */ (now)?.[step];
  }
  return isPosition(now) ? toWorld(/** @type {any} */ (now)[0], /** @type {any} */ (now)[1]) : null;
}

/** @param {import("../main.js").Context} ctx @param {any} geometry @param {Problem} problem @param {{mark?: boolean, back?: () => void}} how @returns {boolean} whether it lies on the map */
function show(ctx, geometry, problem, { mark = true, back }) {
  const shapes = geometry ? shapesOf({ type: "Feature", geometry, properties: {} }) : [];
  const box = boxOf(shapes);
  if (!box) return false;
  const leave = () => {
    ctx.data.set({ spot: null });
    back?.();
  };
  ctx.data.set({ spot: { shapes, mark: mark ? positionAt(geometry, problem.path) : null, problem, back: leave, label: back ? "report.back" : "close" } });
  ctx.showBox([...fromWorld(box[0], box[3]), ...fromWorld(box[2], box[1])]);
  return true;
}

/** @param {() => Promise<boolean>|boolean} act */
function button(act) {
  const note = h("p", { class: "note" });
  return h("div", { class: "spot" }, h("button", { type: "button", class: "chip", onClick: async () => fill(note, (await act()) ? "" : t("report.nowhere")) }, t("report.spot")), note);
}

/**
 * Returns a function that gives the button which shows a problem of a checked
 * file, or null where the check could not tell where its feature lies.
 * @param {import("../main.js").Context} ctx
 * @param {{feature: number, geometry: any}[]|undefined} flawed
 * @param {any} box the dialog that steps aside
 */
export function fileSpots(ctx, flawed, box) {
  const places = new Map((flawed ?? []).map((f) => [f.feature, f.geometry]));
  return (/** @type {Problem} */ p) => {
    const geometry = places.get(Number(p.feature));
    if (!geometry) return null;
    return button(() => {
      /** @type {() => void} */
      let back = () => {};
      const shown = show(ctx, geometry, p, { back: () => back() });
      if (shown) back = box.stepAside();
      return shown;
    });
  };
}

/** The same for the problems of a layer that is loaded. @param {import("../main.js").Context} ctx @param {string} layer id */
export const layerSpots = (ctx, layer) => (/** @type {Problem} */ p) => {
  if (p.severity === "error" || !(Number(p.feature) >= 0 || p.id)) return null;
  return button(async () => {
    const feature = await api.feature(layer, p.id ?? String(Number(p.feature) + 1)).catch(() => null);
    return show(ctx, feature?.geometry, p, { mark: false });
  });
};

/** Paints the feature of a problem over everything. @param {import("./map.js").Frame} frame @param {Spot|null|undefined} spot @param {import("../palette.js").Palette} c */
export function paintSpot(frame, spot, c) {
  for (const s of spot?.shapes ?? []) {
    if (s.kind === "point") for (const part of s.parts) for (let i = 0; i < part.length; i += 2) dot(frame, [part[i], part[i + 1]], { r: 7, fill: c.gap, halo: c.halo });
    else {
      draw(frame, s, { stroke: c.halo, width: 6 });
      draw(frame, s, { stroke: c.gap, width: 3, fill: c.gap + "44" });
    }
  }
  if (spot?.mark) dot(frame, spot.mark, { r: 7, fill: c.mark, halo: c.halo, hollow: true });
}

/** Returns the card on the map that says what is shown and leads back. @param {import("../main.js").Context} ctx */
export function createSpotCard(ctx) {
  const element = h("section", { class: "float banner spotcard", id: "spot", "aria-label": t("report.spot") });
  element.hidden = true;
  /** @type {Spot|null} */
  let shown = null;
  return {
    element,
    update() {
      /** @type {Spot|null} */
      const spot = ctx.data.get().spot ?? null;
      if (spot === shown) return;
      shown = spot;
      element.hidden = !spot;
      fill(element, spot ? [h("span", null, problemPlace(spot.problem), " · ", problemWords(spot.problem)), h("button", { type: "button", class: "button", id: "spot-back", onClick: spot.back }, t(spot.label))] : []);
      element.querySelector("button")?.focus();
    },
  };
}

/** Returns what is wrong, in the present language where its rule is known. @param {Problem} p */
export const problemWords = (p) => (has("rule." + p.rule) ? t("rule." + p.rule) : p.message);

/** Returns where a problem stands in its file. @param {Problem} p */
export const problemPlace = (p) => [
  p.line ? t("report.at", { line: p.line, column: p.column ?? 1 }) : "",
  Number(p.feature) >= 0 ? t("report.feature", { n: Number(p.feature) }) + (p.id ? ` (${p.id})` : "") : "",
].filter(Boolean).join(" · ");
