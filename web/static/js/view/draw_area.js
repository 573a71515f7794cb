// A study area drawn on the map: corners placed by pointer or keyboard, and the area painted.

import { areaOf, crosses, writeArea } from "../drawn.js";
import { shapesOf, toWorld } from "../geo/shape.js";
import { t, tn } from "../i18n.js";
import { kept } from "../kept.js";
import { now } from "../scenarios.js";
import { h, say } from "./dom.js";
import { dot, pixel } from "./paint.js";
import { draw } from "./strokes.js";

/** How near, in pixels, a click is on the first corner. */
const near = 12;

/** @typedef {[number, number]} Position longitude, latitude */

/** @param {import("../main.js").Context} ctx */
export function createDrawArea({ settings, data, center, palette }) {
  /** @returns {Position[]|null} the corners so far, null while nothing is drawn */
  const corners = () => data.get().drawing ?? null;
  const set = (/** @type {Position[]|null} */ drawing, wrong = "") => data.set({ drawing, drawingWrong: wrong });

  /** @param {Position} at */
  const add = (at) => set([...(corners() ?? []), at]);
  const back = () => set((corners() ?? []).slice(0, -1));

  /** Asks for what was drawn, unless it is no area. */
  function finish() {
    const list = corners() ?? [], ring = [...list, list[0]];
    if (list.length < 3) return;
    if (crosses(ring)) return data.set({ drawingWrong: t("draw.crosses") });
    const drawn = writeArea({ type: "Polygon", coordinates: [ring] });
    if (!drawn) return data.set({ drawingWrong: t("draw.long") });
    set(null);
    settings.set({ drawn, gap: 0, facility: "" });
  }

  /** Returns the area that the present view is asked for, null for one with a name. */
  const shown = kept(() => [settings.get().drawn, settings.get().view, data.get().scenarios, data.get().comparedSides], () => {
    const { view, drawn } = settings.get(), { scenarios, comparedSides: sides } = data.get();
    if (view === "coverage") return areaOf(drawn, scenarios);
    if (view !== "scenarios" || !sides) return null;
    for (const id of [sides.a, sides.b]) {
      const area = id === now ? areaOf(drawn, scenarios) : (scenarios ?? []).find((/** @type {any} */ s) => s.id === id)?.question.area;
      if (area && typeof area === "object") return area;
    }
    return null;
  });
  const shapes = kept(() => [shown()], () => (shown() ? shapesOf({ type: "Feature", geometry: shown(), properties: {} }) : []));

  const words = h("span", { role: "status" }), wrong = h("span", { class: "bad", role: "alert" });
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ onClick) => h("button", { type: "button", class: "button quiet", id, onClick }, text);
  const end = button("draw-finish", t("draw.finish"), finish), less = button("draw-back", t("draw.back"), back);
  const element = h("section", { class: "float banner", id: "draw-banner", "aria-label": t("draw.title") }, words, wrong, end, less, button("draw-cancel", t("cancel"), () => set(null)));
  element.hidden = true;

  return {
    element, shown,
    /** Begins to draw, or stops. */
    turn: () => set(corners() ? null : []),
    drawing: () => corners() !== null,
    /** Takes a click; says whether it was for the drawing. @param {Position} at @param {number} unit world units of a pixel */
    click(at, unit) {
      const list = corners();
      if (!list) return false;
      const first = list.length >= 3 && toWorld(...list[0]), here = toWorld(...at);
      if (first && Math.hypot(first[0] - here[0], first[1] - here[1]) < near * unit) finish();
      else add(at);
      return true;
    },
    /** Takes a key; says whether it was for the drawing. @param {KeyboardEvent} e */
    key(e) {
      if (!corners()) return false;
      if (e.key === "Escape") set(null);
      else if (e.key === "Backspace") back();
      else if (e.key === "Enter" && /** @type {HTMLElement} */ (e.target).id === "map") add(center());
      else return false;
      e.preventDefault();
      return true;
    },
    update() {
      const list = corners();
      element.hidden = !list;
      if (!list) return;
      say(words, list.length ? tn("draw.n", list.length) : t("draw.start"));
      say(wrong, data.get().drawingWrong ?? "");
      end.disabled = list.length < 3;
      less.disabled = !list.length;
    },
    /** What is painted. */
    from: () => [shown(), corners()],
    /** Paints the drawn area, and the corners while it is drawn. @param {import("./map.js").Frame} f */
    paint(f) {
      const c = palette(), list = corners();
      for (const s of shapes()) {
        draw(f, s, { stroke: c.halo, width: 5 });
        draw(f, s, { stroke: c.mark, width: 2, dash: [9, 5] });
      }
      if (!list) return;
      const g = f.ctx, at = list.map((p) => toWorld(...p));
      g.beginPath();
      for (const p of at) g.lineTo(...pixel(f, ...p));
      g.setLineDash([6, 4]);
      g.lineWidth = 2;
      g.strokeStyle = c.site;
      g.stroke();
      g.setLineDash([]);
      at.forEach((p, i) => dot(f, p, { r: i ? 4 : 6, fill: c.site, halo: c.halo }));
    },
  };
}

/**
 * Returns the field that begins to draw an area and goes back to one with a name.
 * @param {import("../main.js").Context} ctx
 */
export function createAreaField({ settings, data, drawArea }) {
  const start = h("button", { type: "button", class: "button quiet", id: "draw-area", title: `${t("draw.hint")} (D)`, onClick: drawArea }), back = h("button", { type: "button", class: "button quiet", id: "drop-area", onClick: () => settings.set({ drawn: "", gap: 0 }) }, t("draw.drop"));
  return {
    element: h("div", { class: "field" }, h("span", { class: "label" }, t("area.label")), h("div", { class: "chips" }, start, back)),
    update() {
      const on = Boolean(data.get().drawing);
      start.setAttribute("aria-pressed", String(on));
      say(start, t(on ? "draw.stop" : "draw.start.button"));
      back.hidden = !settings.get().drawn;
    },
  };
}
