// The ranked gap table and the card that says why one of them is a gap.

import { amount, area, metres, number, percent } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { shown } from "../live/live.js";
import { fill, h, mark, say, svg } from "./dom.js";
import { createMix } from "./mix.js";
import { sortable } from "./table.js";

/** @typedef {import("../types.js").Gap} Gap */

/** @param {import("../main.js").Context} ctx */
export function createGaps(ctx) {
  const { settings, data, plan, showGap } = ctx;
  const mix = createMix(ctx);
  const card = h("section", { class: "card", id: "gap-card", "aria-label": t("gap.why"), "aria-live": "polite" });
  const table = sortable({
    id: "gaps-table",
    columns: () => {
      const unit = shown(data.get()).coverage?.demand.unit, people = Boolean(unit) && unit !== "m2";
      return [
        { key: "rank", text: "#", number: true, cell: rowButton },
        { key: "place", text: t("gap.district"), cell: (g) => g.place || "–" },
        people && { key: "amount", text: t(data.get().coverage?.demand.unit === "jobs" ? "unit.jobs" : "unit.people"), number: true, cell: (g) => number(g.amount) },
        { key: "area_m2", text: t("gap.area"), number: true, cell: (g) => number(g.area_m2 / 1e4, 1) },
        { key: "farthest_distance_m", text: t("gap.farthest"), number: true, cell: (g) => (g.farthest_distance_m == null ? "–" : number(g.farthest_distance_m)) },
      ];
    },
    rowKey: (g) => g.rank,
    onRow: (g) => choose(g.rank),
    empty: () => (data.get().failed?.has("gaps") ? t("part.gaps.missing") : shown(data.get()).gaps ? (shown(data.get()).coverage?.facilities.length ? t("gap.none") : t("gap.nofacility")) : ""),
  });

  /** @param {Gap} g @param {any} [was] */
  function rowButton(g, was) {
    const button = was ?? h("button", { type: "button", class: "rowbutton" });
    mark(button, "aria-label", t("gap.row", { rank: g.rank, area: area(g.area_m2) }));
    say(button, String(g.rank));
    return button;
  }

  /** @returns {(Gap & {place: string})[]} */
  const list = () => rows(shown(data.get()).gaps);
  const rows = (/** @type {any} */ gaps) => (gaps?.features ?? []).map((/** @type {any} */ f) => ({ ...f.properties, place: placeOf(f.properties) }));

  /** Returns the rank of the row to mark: while ranks are estimated, of the gap that reaches as far as the chosen one. */
  function marked() {
    const { gap } = settings.get();
    if (!gap || !shown(data.get()).gapsEstimated) return gap || null;
    const chosen = rows(data.get().gaps).find((/** @type {Gap} */ g) => g.rank === gap)?.farthest_lonlat;
    if (!chosen) return null;
    const off = (/** @type {Gap} */ g) => Math.hypot((g.farthest_lonlat?.[0] ?? 0) - chosen[0], (g.farthest_lonlat?.[1] ?? 0) - chosen[1]);
    const near = list().reduce((/** @type {Gap|null} */ best, /** @type {Gap} */ g) => (!best || off(g) < off(best) ? g : best), null);
    return near && off(near) < 5e-4 ? near.rank : null;
  }

  /** @type {any} the gaps that the card was drawn from */
  let drawn = null;

  /** @param {number} rank */
  function choose(rank) {
    if (shown(data.get()).gapsEstimated) return; // the ranks the service gives are not known yet
    settings.set({ gap: settings.get().gap === rank ? 0 : rank });
    if (settings.get().gap) showGap(rank);
  }

  function drawCard() {
    const gap = rows(data.get().gaps).find((/** @type {Gap} */ g) => g.rank === settings.get().gap);
    card.dataset.stale = String(shown(data.get()).gapsEstimated);
    card.hidden = !gap;
    if (!gap) return;
    const { coverage, gapsAsked } = data.get();
    const radius = gapsAsked?.radius ?? settings.get().radius;
    const unit = coverage?.demand.unit ?? "m2";
    const total = coverage?.gap || 1;
    fill(card,
      h("div", { class: "between" }, h("h2", null, t("gap.why")),
        h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => settings.set({ gap: 0 }) }, "×")),
      h("p", { class: "cardline" }, h("b", null, `#${gap.rank}${gap.place ? " · " + gap.place : ""}`), h("span", { class: "muted" },
        unit === "m2" ? `${area(gap.area_m2)} · ${t("gap.share", { pct: percent(gap.amount / total) })}` : `${amount(gap.amount, unit)} · ${area(gap.area_m2)}`)),
      nearest(gap, radius), site(gap, unit), mix(gap.rank),
      h("div", { class: "actions" },
        gap.farthest_distance_m ? h("button", { type: "button", class: "button", id: "try-radius", onClick: () => tryRadius(gap) }, t("gap.try", { radius: metres(up(gap.farthest_distance_m)) })) : null,
        gap.best_site ? h("button", { type: "button", class: "button quiet", id: "use-site", onClick: () => plan.add(/** @type {[number, number]} */ (gap.best_site)) }, t("gap.use")) : null,
        h("button", { type: "button", class: "button quiet", onClick: () => showGap(gap.rank, true) }, t("gap.zoom")),
        list().length > 1 ? h("button", { type: "button", class: "button quiet", onClick: next }, t("gap.next")) : null));
  }

  /** @param {Gap} gap @param {number} radius */
  function nearest(gap, radius) {
    if (gap.nearest_distance_m == null || gap.farthest_distance_m == null) return h("p", null, t("gap.nofacility"));
    const far = gap.farthest_distance_m;
    const name = nameOf({ name: gap.nearest_facility, name_en: gap.nearest_facility_en });
    return h("div", null,
      h("p", null, t("gap.because", { name, distance: metres(gap.nearest_distance_m) })),
      ruler(radius, far),
      h("p", null, t("gap.cover", { far: metres(far), short: metres(gap.short_m ?? far - radius), radius: metres(radius), cover: metres(up(far)) })));
  }

  /** @param {Gap} gap @param {string} unit */
  function site(gap, unit) {
    if (!gap.best_site || !gap.best_site_gain) return null;
    const all = data.get().coverage?.gap || gap.amount || 1;
    return h("p", { class: "site" }, h("span", { class: "diamond", "aria-hidden": "true" }),
      t("gap.site", { gain: amount(gap.best_site_gain, unit), pct: percent(Math.min(1, gap.best_site_gain / all)) }));
  }

  /** The next round radius that reaches so far. @param {number} m */
  const up = (m) => Math.ceil(m / 10) * 10;

  /** @param {Gap} gap */
  function tryRadius(gap) {
    settings.set({ radius: up(gap.farthest_distance_m ?? 0) });
  }

  function next() {
    const ranks = list().map((g) => g.rank).sort((a, b) => a - b);
    if (!ranks.length) return;
    const rank = ranks.find((r) => r > settings.get().gap) ?? ranks[0];
    settings.set({ gap: rank });
    showGap(rank);
  }

  return {
    element: table.element,
    card,
    next,
    update() {
      const { asked, gapsAsked } = data.get(), { gapsEstimated } = shown(data.get());
      table.element.dataset.stale = String(!gapsEstimated && (asked?.radius !== gapsAsked?.radius || asked?.sites !== gapsAsked?.sites || asked?.year !== gapsAsked?.year));
      table.update(list(), marked(), gapsEstimated);
      if (!gapsEstimated || drawn !== data.get().gaps) drawCard();
      else card.dataset.stale = "true";
      drawn = data.get().gaps;
    },
  };
}

/** Returns the name of the district a gap lies in. @param {Gap} g */
const placeOf = (g) => nameOf({ name: g.district_name, name_en: g.district_name_en, id: g.district });

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
