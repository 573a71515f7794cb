// Coverage against radius, with a cursor that can be dragged.

import { metres, percent } from "../format.js";
import { t } from "../i18n.js";
import { fill, mark, svg } from "./dom.js";

const W = 288, H = 128, LEFT = 34, RIGHT = 27, TOP = 10, BOTTOM = 22;

/** Returns the ratio a curve has at a radius, between its points. @param {import("../types.js").Curve} curve @param {number} radius */
export function ratioAt(curve, radius) {
  const { radii_m: r, ratio } = curve;
  const i = r.findIndex((x) => x >= radius);
  if (i === -1) return ratio.at(-1) ?? 0;
  if (i === 0) return r[0] === 0 ? ratio[0] : (ratio[0] * radius) / r[0];
  return ratio[i - 1] + ((ratio[i] - ratio[i - 1]) * (radius - r[i - 1])) / (r[i] - r[i - 1]);
}

/** Returns the metres up to which curves are drawn: twice the radius of a standard, two kilometres at least, and as often twice that until the radius lies on them. @param {number} standard @param {number} radius */
export function endOf(standard, radius) {
  let end = Math.max(2000, 2 * standard);
  while (end < radius) end *= 2;
  return Math.min(100000, end);
}

/** Returns up to three round radii up to the end. @param {number} end */
function ticks(end) {
  const step = [100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000].find((s) => end / s <= 3) ?? end;
  return Array.from({ length: Math.floor(end / step) }, (_, i) => (i + 1) * step);
}

/**
 * Returns a drawing of ratios over radii, where a radius can be picked.
 * @param {(radius: number) => void} onPick metres, in steps of ten @param {number} [below] room for more under the radii
 */
export function createAxes(onPick, below = 0) {
  const element = svg("svg", { class: "curve", viewBox: `0 0 ${W} ${H + below}`, role: "img" });
  const axes = {
    element, left: LEFT, right: W - RIGHT, bottom: H,
    /** Metres at the right end. */
    end: 1000,
    x: (/** @type {number} */ r) => LEFT + ((W - LEFT - RIGHT) * Math.min(r, axes.end)) / axes.end,
    y: (/** @type {number} */ v) => TOP + (H - TOP - BOTTOM) * (1 - v),
    /** @param {number} tx @param {number} ty @param {string} anchor @param {string} words */
    text: (tx, ty, anchor, words) => svg("text", { x: tx, y: ty, "text-anchor": anchor }, words),
    /** Returns the path of a curve, from no radius on. @param {import("../types.js").Curve} curve */
    path: ({ radii_m, ratio }) => `M${axes.x(0)},${axes.y(0)}L${radii_m.map((r, i) => `${axes.x(r).toFixed(1)},${axes.y(ratio[i]).toFixed(1)}`).join("L")}`,
    /** Returns the lines and words behind curves. */
    grid: () => [
      ...[0, 0.5, 1].map((v) => svg("line", { class: "grid", x1: LEFT, x2: W - RIGHT, y1: axes.y(v), y2: axes.y(v) })),
      ...[0, 0.5, 1].map((v) => axes.text(LEFT - 6, axes.y(v) + 3.5, "end", `${v * 100}%`)),
      ...ticks(axes.end).map((r) => axes.text(axes.x(r), H - 6, "middle", metres(r))),
    ],
    /** Returns the line at a radius, with the room for more under the radii. */
    cursor: () => svg("line", { class: "cursor", y1: TOP - 4, y2: below ? H + below : axes.y(0) }),
  };

  const pick = (/** @type {PointerEvent} */ e) => {
    const box = element.getBoundingClientRect();
    const at = ((e.clientX - box.left) / box.width) * W;
    const r = ((at - LEFT) / (W - LEFT - RIGHT)) * axes.end;
    onPick(Math.max(10, Math.min(axes.end, Math.round(r / 10) * 10)));
  };
  element.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => {
    element.setPointerCapture(e.pointerId);
    pick(e);
  });
  element.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => {
    if (element.hasPointerCapture(e.pointerId)) pick(e);
  });
  return axes;
}

/** @param {(radius: number) => void} onPick metres, in steps of ten */
export function createCurve(onPick) {
  const axes = createAxes(onPick), { element, x, y } = axes;
  /** @type {{of: any, standard: number}} */
  let drawn = { of: null, standard: 0 };
  const cursor = axes.cursor(), proposed = svg("circle", { class: "knob proposed", r: 4.5 }), knob = svg("circle", { class: "knob", r: 4.5 });

  /** Draws what does not follow the radius. @param {import("../types.js").Curve} curve @param {number} standard */
  function draw(curve, standard) {
    drawn = { of: curve, standard };
    const line = axes.path(curve);
    fill(element, axes.grid(),
      standard ? svg("line", { class: "standard", x1: x(standard), x2: x(standard), y1: TOP, y2: y(0) }) : null,
      svg("path", { class: "under", d: `${line}L${x(axes.end)},${y(0)}Z` }),
      svg("path", { class: "line", d: line }),
      cursor, proposed, knob);
  }

  return {
    element,
    /** @param {import("../types.js").Curve|null|undefined} curve @param {number} radius @param {number} standard metres, 0 for none @param {number} now ratio at the radius @param {number|null} [whatIf] ratio with the what-if changes */
    update(curve, radius, standard, now, whatIf = null) {
      const closest = element.closest("section");
      if (closest) closest.hidden = !curve?.radii_m?.length;
      if (!curve?.radii_m?.length) return;
      const end = axes.end = /** @type {number} */ (curve.radii_m.at(-1));
      mark(element, "aria-label", t("curve.label", { radius: metres(radius), pct: percent(now), end: metres(end), endPct: percent(curve.ratio.at(-1)) }));
      if (drawn.of !== curve || drawn.standard !== standard) draw(curve, standard);
      for (const name of ["x1", "x2"]) mark(cursor, name, String(x(radius)));
      for (const [dot, ratio] of /** @type {[any, number|null][]} */ ([[proposed, whatIf], [knob, now]])) {
        mark(dot, "visibility", ratio === null ? "hidden" : "visible");
        mark(dot, "cx", String(x(radius)));
        mark(dot, "cy", String(y(ratio ?? 0)));
      }
    },
  };
}
