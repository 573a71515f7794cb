// The card that says why a place is a gap.

import { caveatWords } from "../caveats.js";
import { amount, area, metres, number, percent } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { shown } from "../live/live.js";
import { fill, h, svg } from "./dom.js";
import { createHow } from "./how.js";
import { createMix } from "./mix.js";

/** @typedef {import("../types.js").Gap} Gap */

/** Returns what is scrolled in the card, which says whether it goes on below. @param {...any} parts */
function scrolled(...parts) {
  const look = () => { body.dataset.more = String(body.scrollHeight - body.scrollTop - body.clientHeight > 4); };
  const body = h("div", { class: "cardbody", onScroll: look }, ...parts);
  const watch = new ResizeObserver(look);
  for (const part of [body, ...body.children]) watch.observe(part); // what opens in it makes it no higher
  return body;
}

/** @param {import("../main.js").Context} ctx @param {() => void} next @param {() => boolean} several says whether there are more gaps than one */
export function createGapCard(ctx, next, several) {
  const { settings, data, plan, showGap } = ctx;
  const mix = createMix(ctx, () => update()), how = createHow();
  const element = h("section", { class: "card", id: "gap-card", "aria-label": t("gap.why"), "aria-live": "polite" });
  let caveatsOpen = false;

  function update() {
    const found = (data.get().gaps?.features ?? []).find((/** @type {any} */ f) => f.properties.rank === settings.get().gap);
    const gap = found && /** @type {Gap & {place: string}} */ ({ ...found.properties, place: placeOf(found.properties) });
    element.dataset.stale = String(shown(data.get()).gapsEstimated);
    element.hidden = !gap;
    if (!gap) return;
    const { coverage, gapsAsked } = data.get();
    const radius = gapsAsked?.radius ?? settings.get().radius;
    const unit = coverage?.demand.unit ?? "m2";
    const total = coverage?.gap || 1;
    fill(element,
      h("div", { class: "between" }, h("h2", null, t("gap.why")),
        h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => settings.set({ gap: 0 }) }, "×")),
      h("p", { class: "cardline" }, h("b", null, `#${gap.rank}${gap.place ? " · " + gap.place : ""}`), h("span", { class: "muted" },
        unit === "m2" ? `${area(gap.area_m2)} · ${t("gap.share", { pct: percent(gap.amount / total) })}` : `${amount(gap.amount, unit)} · ${area(gap.area_m2)}`)),
      scrolled(nearest(gap, radius), site(gap, unit), mixed(gap.rank), caveats()),
      h("div", { class: "actions" },
        gap.farthest_distance_m ? h("button", { type: "button", class: "button", id: "try-radius", onClick: () => tryRadius(gap) }, t("gap.try", { radius: metres(up(gap.farthest_distance_m)) })) : null,
        gap.best_site ? h("button", { type: "button", class: "button quiet", id: "use-site", onClick: () => plan.add(/** @type {[number, number]} */ (gap.best_site)) }, t("gap.use")) : null,
        h("button", { type: "button", class: "button quiet", onClick: () => showGap(gap.rank, true) }, t("gap.zoom")),
        several() ? h("button", { type: "button", class: "button quiet", onClick: next }, t("gap.next")) : null));
  }

  /** @param {Gap} gap @param {number} radius */
  function nearest(gap, radius) {
    if (gap.nearest_distance_m == null || gap.farthest_distance_m == null) return h("p", null, t("gap.nofacility"));
    const far = gap.farthest_distance_m;
    const name = nameOf({ name: gap.nearest_facility, name_en: gap.nearest_facility_en });
    const v = { far: metres(far), short: metres(gap.short_m ?? far - radius), radius: metres(radius), cover: metres(up(far)) };
    return h("div", null,
      told("nearest", t("gap.because", { name, distance: metres(gap.nearest_distance_m) }), [t("how.gap.nearest")]),
      ruler(radius, far),
      told("cover", t("gap.cover", v), [t("how.gap.cover", v)]),
      gap.second_distance_m == null ? null : told("second", t("gap.second", { name: nameOf({ name: gap.second_facility, name_en: gap.second_facility_en }), distance: metres(gap.second_distance_m) }), [t("how.gap.second")]));
  }

  /** Returns a statement of the card with how it was computed. @param {string} id @param {string|any} what words, or an element of which a part is of class saying @param {string[]} lines */
  function told(id, what, lines) {
    const { button, note } = how(`gap-${id}`, t("how.of." + id), lines);
    if (button && typeof what !== "string") what.querySelector(".saying").append(button);
    return [h("div", { class: "told", data: { says: id } }, typeof what === "string" ? h("p", null, what, button) : what), note];
  }

  /** Returns the land-use mix of a gap. @param {number} rank */
  function mixed(rank) {
    const bar = mix(rank);
    return bar && told("mix", bar, [t((data.get().drawn ?? []).some((/** @type {any} */ l) => l.role === "landuse" && l.tiles) ? "how.gap.mix.asked" : "how.gap.mix")]);
  }

  /** Returns what to keep in mind of the data. */
  function caveats() {
    const lines = caveatWords(data.get(), settings.get());
    return h("details", { class: "caveats", id: "gap-caveats", open: caveatsOpen, onToggle: (/** @type {Event} */ e) => { caveatsOpen = /** @type {any} */ (e.target).open; } },
      h("summary", null, t("caveat.title", { n: number(lines.length) })), h("ul", { class: "plain note" }, lines.map((line) => h("li", null, line))));
  }

  /** @param {Gap} gap @param {string} unit */
  function site(gap, unit) {
    if (!gap.best_site || !gap.best_site_gain) return null;
    const all = data.get().coverage?.gap || gap.amount || 1;
    return told("site", h("p", { class: "site" }, h("span", { class: "diamond", "aria-hidden": "true" }),
      h("span", { class: "saying" }, t("gap.site", { gain: amount(gap.best_site_gain, unit), pct: percent(Math.min(1, gap.best_site_gain / all)) }))), [t("how.gap.site", { most: amount(gap.best_site_upper_bound ?? gap.best_site_gain, unit) })]);
  }

  /** The next round radius that reaches so far. @param {number} m */
  const up = (m) => Math.ceil(m / 10) * 10;

  /** @param {Gap} gap */
  function tryRadius(gap) {
    settings.set({ radius: up(gap.farthest_distance_m ?? 0) });
  }

  return { element, update };
}

/** Returns the name of the district a gap lies in. @param {Gap} g */
export const placeOf = (g) => nameOf({ name: g.district_name, name_en: g.district_name_en, id: g.district });

/** Draws a distance line: served up to the radius, short of it beyond. @param {number} radius @param {number} far metres */
function ruler(radius, far) {
  const W = 300, end = Math.max(far, radius) * 1.01;
  const x = (/** @type {number} */ m) => 6 + ((W - 12) * m) / end;
  const tick = (/** @type {number} */ m, /** @type {string} */ cls, /** @type {string} */ words, /** @type {number} */ ty) => [
    svg("line", { class: cls, x1: x(m), x2: x(m), y1: 18, y2: 32 }),
    svg("text", { x: Math.max(26, Math.min(W - 26, x(m))), y: ty, "text-anchor": "middle" }, words),
  ];
  return svg("svg", { class: "ruler", viewBox: `0 0 ${W} 46`, "aria-hidden": "true" },
    svg("rect", { class: "within", x: x(0), y: 22, width: Math.max(0, x(radius) - x(0)), height: 6, rx: 1 }),
    svg("rect", { class: "beyond", x: x(radius), y: 22, width: Math.max(0, x(far) - x(radius)), height: 6, rx: 1 }),
    ...tick(radius, "tick", metres(radius), 43),
    ...tick(far, "tick strong", metres(far), 13));
}
