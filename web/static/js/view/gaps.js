// The ranked gap table.

import { gapColumnWords } from "../formula_coverage.js";
import { area, number } from "../format.js";
import { narrowed } from "../gaps.js";
import { t } from "../i18n.js";
import { shown } from "../live/live.js";
import { h, mark, say } from "./dom.js";
import { createGapCard, placeOf } from "./gap_card.js";
import { createLiveHow } from "./how.js";
import { sortable } from "./table.js";

/** @typedef {import("../types.js").Gap} Gap */

/** Gaps from which on the list can be narrowed. */
const several = 8;

/** @param {import("../main.js").Context} ctx */
export function createGaps(ctx) {
  const { settings, data, showGap } = ctx;
  const card = createGapCard(ctx, () => next(), () => list().length > 1);
  const table = sortable({
    id: "gaps-table", settings,
    columns: () => {
      const unit = shown(data.get()).coverage?.demand.unit, people = Boolean(unit) && unit !== "m2";
      return [
        { key: "rank", text: "#", number: true, cell: rowButton },
        { key: "place", text: t("gap.district"), of: placeOf, cell: (g) => placeOf(g) || "–" },
        people && { key: "amount", text: t(data.get().coverage?.demand.unit === "jobs" ? "unit.jobs" : "unit.people"), number: true, cell: (g) => number(g.amount) },
        { key: "area_m2", text: t("gap.area"), number: true, cell: (g) => number(g.area_m2 / 1e4, 1) },
        { key: "farthest_distance_m", text: t("gap.farthest"), number: true, cell: (g) => (g.farthest_distance_m == null ? "–" : number(g.farthest_distance_m)) },
      ];
    },
    rowKey: (g) => g.rank,
    onRow: (g) => choose(g.rank),
    empty: () => (data.get().failed?.has("gaps") ? t("part.gaps.missing") : shown(data.get()).gaps ? (all().length ? t("gaps.unsought") : shown(data.get()).coverage?.facilities.length ? t("gap.none") : t("gap.nofacility")) : ""),
  });

  const columnsHow = createLiveHow("gap-columns", t("gaps.title"), () => gapColumnWords(shown(data.get()).coverage?.demand.unit));
  const seek = h("input", { type: "search", id: "gap-seek", maxlength: 80, autocomplete: "off", spellcheck: "false", "aria-label": t("gaps.seek"), placeholder: t("gaps.seek"), onInput: () => settings.set({ seek: seek.value }) });
  const left = h("span", { role: "status" }), seeking = h("div", { class: "between note" }, seek, left);
  const element = h("div", null, h("div", { class: "between note" }, h("span", null, t("gaps.order")), columnsHow.button), columnsHow.note, seeking, table.element);

  /** @param {Gap} g @param {any} [was] */
  function rowButton(g, was) {
    const button = was ?? h("button", { type: "button", class: "rowbutton" });
    mark(button, "aria-label", t("gap.row", { rank: g.rank, area: area(g.area_m2) }));
    say(button, String(g.rank));
    return button;
  }

  /** Returns the gaps listed. @returns {Gap[]} */
  const list = () => narrowed(all(), settings.get().seek);
  /** @returns {Gap[]} */
  const all = () => rows(shown(data.get()).gaps);
  const rows = (/** @type {any} */ gaps) => (gaps?.features ?? []).map((/** @type {any} */ f) => f.properties);

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

  function next() {
    const ranks = list().map((g) => g.rank).sort((a, b) => a - b);
    if (!ranks.length) return;
    const rank = ranks.find((r) => r > settings.get().gap) ?? ranks[0];
    settings.set({ gap: rank });
    showGap(rank);
  }

  return {
    element, card: card.element,
    next,
    update() {
      const { asked, gapsAsked } = data.get(), { gapsEstimated } = shown(data.get());
      columnsHow.update();
      table.element.dataset.stale = String(!gapsEstimated && (asked?.radius !== gapsAsked?.radius || asked?.sites !== gapsAsked?.sites || asked?.year !== gapsAsked?.year));
      const listed = list(), n = all().length;
      seeking.hidden = n < several && !settings.get().seek;
      if (seek.value !== settings.get().seek) seek.value = settings.get().seek;
      say(left, settings.get().seek ? t("gaps.left", { n: number(listed.length), of: number(n) }) : "");
      table.update(listed, marked(), gapsEstimated);
      if (!gapsEstimated || drawn !== data.get().gaps) card.update();
      else card.element.dataset.stale = "true";
      drawn = data.get().gaps;
    },
  };
}
