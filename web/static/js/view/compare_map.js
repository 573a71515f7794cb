// What the scenarios view paints: two states side by side, or what changes between them.

import { outOfReach } from "../asked.js";
import { topmost } from "../geo/inside.js";
import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { metres } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { colorOf, comparison } from "../scenarios.js";
import { groundRows, nameDistricts, paintBorders, paintGround, paintParcelEdges, paintRoads } from "./ground.js";
import { createLine } from "./compare_line.js";
import { createSites } from "./compare_sites.js";
import { createLivePaint } from "./live_paint.js";
import { circle, dot, fillOf, labeller } from "./paint.js";
import { draw, finish } from "./strokes.js";

/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {import("./compare_sites.js").Site} Site */

/**
 * @param {import("../main.js").Context} ctx
 * @param {{sides: () => {a: string, b: string}, nameOfSide: (id: string) => string, questionOf: (id: string) => any}} scenarios
 */
export function createCompareMap({ settings, data, palette, layers, theme, window: view }, { sides, nameOfSide, questionOf }) {
  const land = () => /** @type {Shape[]} */ (data.get().landShapes ?? []);
  const swiping = () => settings.get().mode === "swipe";
  const line = createLine(settings, view), compared = () => comparison(data.get()), live = createLivePaint();
  /** Returns the arrays to paint from, null where the service's land is painted: that does not tell where people or jobs are counted. */
  const estimated = () => /** @type {import("../live/pair.js").Stands|null} */ (data.get().compareLive ?? (data.get().compared?.demand.unit === "m2" ? null : data.get().compareStands) ?? null);

  const { of: sitesOf, shown } = createSites({ settings, data, layers }, questionOf);

  /** Paints what one side reaches and leaves open. @param {Frame} f @param {"a"|"b"} which */
  function state(f, which) {
    const c = palette();
    const covered = land().filter((s) => s.properties[which] === "covered"), open = land().filter((s) => s.properties[which] === "gap");
    // The open land's outline lies under it, so that only its outer half shows.
    for (const s of open) draw(f, s, { stroke: c.gapEdge, width: f.zoom < 12.5 ? 1 : 2.2 });
    for (const s of open) draw(f, s, { fill: c.gap, stroke: c.gap, width: 0.5 });
    for (const s of covered) draw(f, s, { fill: c.covered, stroke: c.covered, width: 0.5 });
  }

  /** Paints what changes. @param {Frame} f */
  function changes(f) {
    const c = palette();
    const of = (/** @type {string} */ change) => land().filter((s) => s.properties.change === change);
    for (const s of of("open")) draw(f, s, { fill: c.open, stroke: c.open, width: 0.5 });
    for (const s of of("kept")) draw(f, s, { fill: c.kept, stroke: c.kept, width: 0.5 });
    for (const s of of("gained")) draw(f, s, { fill: fillOf(f, gained(c)) });
    for (const s of of("lost")) draw(f, s, { fill: c.mark, stroke: c.mark, width: 0.8 });
  }

  const fresh = (/** @type {Site} */ s) => s.change === "added" || s.change === "moved";

  /** Paints how far facilities reach, which alone of them follows the radius: those that a side changes stand out. @param {Frame} f @param {Site[]} list */
  function reaches(f, list) {
    const c = palette(), d = compared(), several = list.length > 40;
    for (const s of list) {
      circle(f, toWorld(s.lon, s.lat), (d?.[s.side].radius_m ?? 0) * worldPerMetre(s.lat), fresh(s) ? { stroke: c.site, width: 1.8, dash: [7, 5] }
        : { stroke: c.mark, width: s.change ? 1 : 0.9, alpha: s.change ? 0.5 : several ? 0.2 : 0.35, dash: s.change ? [1, 5] : [3, 3] });
    }
  }

  /** Paints where they are. @param {Frame} f @param {Site[]} list @param {ReturnType<typeof labeller>} write */
  function sites(f, list, write) {
    const c = palette(), several = list.length > 40;
    for (const s of list) dot(f, toWorld(s.lon, s.lat), fresh(s) ? { r: 7, fill: c.site, halo: c.halo } : { r: s.change ? 6 : several ? 3 : 4.5, fill: c.mark, halo: c.halo, hollow: Boolean(s.change) });
    for (const s of list) {
      const at = toWorld(s.lon, s.lat);
      if (s.change && (!swiping() || at[0] < line.at() === (s.side === "a"))) write(at, s.name, { ink: c.ink, halo: c.halo, size: 12, weight: 600, dx: 13, align: "left", within: swiping() ? line.room(f, s.side) : undefined });
    }
  }

  /** Paints facilities as a side has them beside the line, or those of both. @param {Frame} f @param {(f: Frame, list: Site[]) => void} paint */
  function ofSides(f, paint) {
    if (swiping()) for (const which of /** @type {const} */ (["a", "b"])) line.half(f, which, () => paint(f, shown()[which]));
    else paint(f, shown().merged);
  }

  return {
    ground: (/** @type {Frame} */ f) => paintGround(f, layers(), palette()),
    /** @param {Frame} f */
    answer(f) {
      const about = estimated(), c = palette();
      if (about && swiping()) live.paint(f, [{ ...about.a, to: line.part(f) }, { ...about.b, from: line.part(f) }], c);
      else if (about) live.paintChange(f, about.a, about.b, { gained: c.site, hatch: c.halo, lost: c.mark, kept: c.kept, open: c.open });
      else if (swiping()) for (const which of /** @type {const} */ (["a", "b"])) line.half(f, which, () => state(f, which));
      else changes(f);
      finish(paintParcelEdges(f, layers(), palette()));
      ofSides(f, reaches);
    },
    /** @param {Frame} f */
    *over(f) {
      yield* paintRoads(f, layers(), palette(), 0.55);
      yield* paintBorders(f, layers(), palette());
      const c = palette(), r = f.zoom < 13 ? 1.8 : 3.2;
      for (const s of shown().crowd) dot(f, toWorld(s.lon, s.lat), { r, fill: c.mark, halo: c.halo });
    },
    /** @param {Frame} f */
    mark(f) {
      const write = labeller(f);
      ofSides(f, (f, list) => sites(f, list, write));
      const { a, b } = data.get().comparedSides ?? sides(); // what is painted, until the answer to a new choice comes
      const both = swiping() && compared();
      if (both) line.paint(f, palette());
      nameDistricts(f, layers(), palette(), write); // on the line: they are those of both sides
      if (both) line.name(f, palette(), [{ letter: "A", name: nameOfSide(a), color: colorOf(a, theme()) }, { letter: "B", name: nameOfSide(b), color: colorOf(b, theme()) }]);
    },
    /** What the marks are painted from. */
    marksFrom() {
      const { a, b } = data.get().comparedSides ?? sides();
      return [shown(), Boolean(compared()), layers(), palette(), theme(), settings.get().mode, settings.get().swipe, a, b, nameOfSide(a), nameOfSide(b)];
    },
    rest: live.rest,
    prepare: {
      /** @param {Frame} f @param {number} end */
      answer(f, end) {
        const about = estimated();
        return !about || live.prepare(f, [about.a, about.b], end);
      },
    },
    /** The line stays where it is on the screen while the map moves. */
    fixed: () => swiping() && Boolean(compared()),
    legend() {
      const c = palette(), d = compared();
      if (!d) return { title: "", rows: [] };
      const all = [...sitesOf("a"), ...sitesOf("b")], some = (/** @type {string} */ change) => all.some((s) => s.change === change);
      const about = estimated(), bare = /** @type {any[]} */ (about?.a.model.bare ? [{ color: c.open, text: t("legend.nobody") }] : []);
      const has = (/** @type {"gained"|"lost"|"kept"|"open"} */ change) => about ? about.a.model.bare || d.difference[change] > 0 : land().some((s) => s.properties.change === change);
      const rows = swiping() ? [{ color: c.covered, text: t("legend.covered") }, { color: c.gap, outline: c.gapEdge, text: t(outOfReach(d.demand.kind)) }, ...bare]
        : /** @type {["gained"|"lost"|"kept"|"open", string][]} */ ([["gained", c.site], ["lost", c.mark], ["kept", c.kept], ["open", c.open]]).filter(([change]) => has(change)).map(([change, color]) => ({ color, text: t("sc.change." + change), ...(change === "gained" && gained(c)) }));
      if (all.some((s) => !s.change)) rows.push(/** @type {any} */ ({ color: c.mark, round: true, text: t("legend.counted") }));
      if (some("added")) rows.push(/** @type {any} */ ({ color: c.site, round: true, text: t("site.added") }));
      if (some("moved")) rows.push(/** @type {any} */ ({ color: c.site, round: true, text: t("site.moved") }));
      if (some("closed")) rows.push(/** @type {any} */ ({ color: c.mark, round: true, hollow: true, text: t("site.closed") }));
      if (d.demand.kind === "landuse") rows.push(...groundRows(layers(), data.get().usedCodes ?? [], c));
      const service = (/** @type {import("../scenarios.js").Side} */ side) => `${headed(nameOf({ ...(data.get().services ?? []).find((/** @type {any} */ s) => s.service === side.service), id: side.service }))} · ${metres(side.radius_m)}`;
      return { title: service(d.a) === service(d.b) ? service(d.b) : `A ${service(d.a)} / B ${service(d.b)}`, rows };
    },
    /** @param {[number, number]} world @returns {string[]} */
    hover(world) {
      const about = estimated();
      if (about) {
        if (!live.landAt(about.b.model, world)) return [];
        const [a, b] = [about.a, about.b].map(({ model, changes, radius }) => model.distanceAt(fromWorld(...world), changes) <= radius);
        return [t("sc.change." + (a ? (b ? "kept" : "lost") : b ? "gained" : "open")), `A ${t(a ? "sc.is.covered" : "sc.is.gap")} · B ${t(b ? "sc.is.covered" : "sc.is.gap")}`];
      }
      const hit = topmost(land(), world);
      if (!hit) return [];
      const { change, a, b } = hit.properties;
      return [t("sc.change." + change), `A ${t("sc.is." + a)} · B ${t("sc.is." + b)}`];
    },
  };
}

/** How land looks that only the second side reaches. @param {import("../palette.js").Palette} c @returns {import("./paint.js").Look} */
export const gained = (c) => ({ color: c.site, ink: c.halo, step: 7 });
