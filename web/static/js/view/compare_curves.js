// How much two scenarios reach at every radius, and what is between them.

import { metres, number, percent, signed } from "../format.js";
import { t } from "../i18n.js";
import { colorOf, comparison } from "../scenarios.js";
import { createAxes, endOf } from "./curve.js";
import { fill, h, mark, say, svg } from "./dom.js";
import { createLiveHow } from "./how.js";

/** @typedef {import("../types.js").Curve} Curve */
/** @typedef {import("../live/pair.js").Stands} Stands */

/** Room for the difference under the radii, half of its height, and what is above it. */
const below = 62, half = 24, over = 8;

/** Percentage points that the difference may be drawn to, the least that holds it. @param {number} most ratio */
const scaleOf = (most) => [1, 2, 5, 10, 20, 50, 100].find((points) => points / 100 >= most) ?? 100;

/** Returns where the difference is largest, the first of equals. @param {Curve} a @param {Curve} b @returns {{radius: number, change: number}} */
export function mostBetween(a, b) {
  const changes = b.ratio.map((v, i) => v - a.ratio[i]), most = changes.reduce((m, v) => Math.max(m, Math.abs(v)), 0), i = Math.max(0, changes.findIndex((v) => Math.abs(v) === most));
  return { radius: b.radii_m[i], change: changes[i] };
}

/**
 * @param {Pick<import("../main.js").Context, "theme"|"palette"|"data">} ctx
 * @param {{sides: () => {a: string, b: string}, pick: (radius: number) => void}} parts
 */
export function createCurves({ theme, palette, data }, { sides, pick }) {
  const axes = createAxes(pick, below), { x, y, text } = axes, zero = axes.bottom + over + half;
  const knobs = { a: svg("circle", { class: "knob", r: 4 }), b: svg("circle", { class: "knob", r: 4 }) }, cursors = { a: axes.cursor(), b: axes.cursor() };
  const words = h("p", { class: "note", id: "curves-said" });
  const how = createLiveHow("sc-curves", t("curve.title"), () => [t("how.sc.curves"), t("how.curve.samples")]);
  const element = h("section", { class: "block" }, h("h2", null, t("curve.title"), how.button), how.note, axes.element, words);
  /** @type {any[]} what the lines were drawn from */
  let drawn = [];

  /** Returns the metres up to which curves are drawn. @param {Stands} both */
  function reachOf({ a, b }) {
    const standards = [a, b].map((s) => (data.get().services ?? []).find((/** @type {any} */ x) => x.service === s.model.reach.header.service)?.radius_m ?? 0);
    return endOf(Math.max(...standards), Math.max(a.radius, b.radius));
  }

  /** Draws what does not follow the radius. @param {Curve} a @param {Curve} b @param {{a: string, b: string}} colors */
  function draw(a, b, colors) {
    const change = b.ratio.map((v, i) => v - a.ratio[i]), points = scaleOf(Math.max(...change.map(Math.abs))), c = palette();
    const at = (/** @type {number} */ v) => (zero - (half * v * 100) / points).toFixed(1);
    const area = (/** @type {(v: number) => number} */ side) => `M${x(0)},${zero}L${b.radii_m.map((r, i) => `${x(r).toFixed(1)},${at(side(change[i]))}`).join("L")}L${x(axes.end)},${zero}Z`;
    const lines = { a: svg("path", { class: "line", d: axes.path(a) }), b: svg("path", { class: "line", d: axes.path(b), "stroke-dasharray": "6 3" }) };
    fill(axes.element, axes.grid(), lines.a, lines.b,
      svg("line", { class: "grid", x1: axes.left, x2: axes.right, y1: zero, y2: zero }),
      text(axes.left - 6, zero - half + 4, "end", `+${points}`), text(axes.left - 6, zero + 3.5, "end", "Δ"), text(axes.left - 6, zero + half + 3, "end", `−${points}`),
      svg("path", { d: area((v) => Math.max(0, v)), fill: c.site }), svg("path", { d: area((v) => Math.min(0, v)), fill: c.mark }),
      cursors.a, cursors.b, knobs.a, knobs.b);
    for (const side of /** @type {const} */ (["a", "b"])) lines[side].style.stroke = knobs[side].style.stroke = colors[side];
  }

  /**
   * Says what is compared, which may lie beside curves drawn between their points, and where these lie farthest apart.
   * @param {Curve} a @param {Curve} b @param {Stands} both @param {number} inA @param {number} inB
   */
  function told(a, b, both, inA, inB) {
    const here = { radius: both.a.radius, change: inB - inA }, same = here.radius === both.b.radius, most = mostBetween(a, b);
    const { radius, change } = same && Math.abs(here.change) > Math.abs(most.change) ? here : most;
    const points = (/** @type {number} */ v) => `${signed(v * 100, (p) => number(p, 1))}\u00a0${t("unit.points")}`;
    const now = same ? t("sc.curves.at", { radius: metres(both.a.radius), a: percent(inA), b: percent(inB), change: points(here.change) })
      : t("sc.curves.each", { ra: metres(both.a.radius), a: percent(inA), rb: metres(both.b.radius), b: percent(inB) });
    return now + (Math.abs(change) < 0.0005 ? t("sc.curves.same") : t("sc.curves.most", { radius: metres(radius), change: points(change) }));
  }

  return {
    element,
    update() {
      const both = /** @type {Stands|null} */ (data.get().compareLive ?? data.get().compareStands ?? null);
      const compared = comparison(/** @type {any} */ (data.get()));
      element.hidden = !both || !compared;
      if (!both || !compared) return;
      axes.end = reachOf(both);
      const [a, b] = [both.a, both.b].map(({ model, changes }) => model.curve(axes.end, changes)), ids = sides(), colors = { a: colorOf(ids.a, theme()), b: colorOf(ids.b, theme()) };
      const of = [a, b, colors.a, colors.b];
      if (of.some((v, i) => v !== drawn[i])) draw(a, b, colors);
      drawn = of;
      for (const side of /** @type {const} */ (["a", "b"])) {
        const at = String(x(both[side].radius));
        for (const name of ["x1", "x2"]) mark(cursors[side], name, at);
        mark(knobs[side], "cx", at);
        mark(knobs[side], "cy", String(y(compared[side].ratio)));
      }
      say(words, told(a, b, both, compared.a.ratio, compared.b.ratio));
      mark(axes.element, "aria-label", /** @type {string} */ (words.textContent));
      how.update();
    },
  };
}
