// What the scenarios view paints: two states side by side, or what changes between them.

import { outOfReach } from "../asked.js";
import { topmost } from "../geo/inside.js";
import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { metres } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { kept } from "../kept.js";
import { colorOf, comparison } from "../scenarios.js";
import { counts } from "../when.js";
import { groundRows, nameDistricts, paintBorders, paintGround, paintParcelEdges, paintRoads } from "./ground.js";
import { createLine } from "./compare_line.js";
import { createLivePaint } from "./live_paint.js";
import { circle, dot, draw, fillOf, labeller } from "./paint.js";
import { many } from "./repaint.js";

/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {import("./map.js").Frame} Frame */
/** @typedef {{lon: number, lat: number, name: string, change: string, side: "a"|"b"}} Site */

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

  const standing = () => [data.get().compared, data.get().comparedSides, data.get().scenarios, settings.get().sites, layers()];
  const placed = { a: kept(standing, () => sitesIn("a")), b: kept(standing, () => sitesIn("b")) };
  const sitesOf = (/** @type {"a"|"b"} */ which) => placed[which]();

  /** The facilities of both sides: very many that stand unchanged on both are a crowd of small dots, and the line around what is reached says the rest. */
  const shown = kept(() => [sitesOf("a"), sitesOf("b")], () => {
    const [a, b] = [sitesOf("a"), sitesOf("b")], unchanged = (/** @type {Site[]} */ list) => new Set(list.filter((s) => !s.change).map(place)), there = unchanged(b);
    const both = new Set([...unchanged(a)].filter((p) => there.has(p))), alone = (/** @type {Site} */ s) => both.size <= many || Boolean(s.change) || !both.has(place(s));
    return { crowd: a.filter((s) => !alone(s)), a: a.filter(alone), b: b.filter(alone), merged: merged(a, b).filter(alone) };
  });

  /** Returns the facilities of one side as they stand there. @param {"a"|"b"} which @returns {Site[]} */
  function sitesIn(which) {
    const chosen = data.get().comparedSides;
    const q = data.get().compared && chosen && questionOf(chosen[which] === "today" ? chosen[which === "a" ? "b" : "a"] : chosen[which]);
    if (!q) return [];
    const { service } = q, changes = chosen[which] === "today" ? {} : q.sites ?? {};
    const when = { status: q.status, year: Number(q.year) || 0 };
    const gone = new Map([...(changes.closed ?? []).map((/** @type {string} */ id) => [id, "closed"]), ...(changes.moved ?? []).map((/** @type {any} */ m) => [m.id, "moved"])]);
    /** @type {Site[]} */
    const found = [];
    for (const l of layers()) {
      if (l.role !== "facility") continue;
      for (const s of l.shapes) {
        if (s.kind !== "point" || (l.id !== service && (s.properties.kind ?? l.kind) !== service) || !counts(s.properties, when)) continue;
        const change = gone.get(`${l.id}/${s.id}`) ?? gone.get(String(s.id));
        const [lon, lat] = fromWorld(s.parts[0][0], s.parts[0][1]);
        const name = nameOf({ ...s.properties, id: s.id });
        if (change === "moved") {
          const to = changes.moved.find((/** @type {any} */ m) => m.id === `${l.id}/${s.id}` || m.id === s.id);
          found.push({ lon: to.lon, lat: to.lat, name, change: "moved", side: which });
        } else found.push({ lon, lat, name, change: change ?? "", side: which });
      }
    }
    for (const s of changes.added ?? []) found.push({ lon: s.lon, lat: s.lat, name: s.name || t("site.new", { n: String(s.id ?? "").replace("new-", "") }), change: "added", side: which });
    return found;
  }

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

  /** Paints facilities: those that a side changes stand out. @param {Frame} f @param {Site[]} list @param {ReturnType<typeof labeller>} write */
  function sites(f, list, write) {
    const c = palette(), d = compared(), several = list.length > 40;
    for (const s of list) {
      const at = toWorld(s.lon, s.lat), fresh = s.change === "added" || s.change === "moved";
      circle(f, at, (d?.[s.side].radius_m ?? 0) * worldPerMetre(s.lat), fresh ? { stroke: c.site, width: 1.8, dash: [7, 5] }
        : { stroke: c.mark, width: s.change ? 1 : 0.9, alpha: s.change ? 0.5 : several ? 0.2 : 0.35, dash: s.change ? [1, 5] : [3, 3] });
      dot(f, at, fresh ? { r: 7, fill: c.site, halo: c.halo } : { r: s.change ? 6 : several ? 3 : 4.5, fill: c.mark, halo: c.halo, hollow: Boolean(s.change) });
    }
    for (const s of list) {
      const at = toWorld(s.lon, s.lat);
      if (s.change && (!swiping() || at[0] < line.at() === (s.side === "a"))) write(at, s.name, { ink: c.ink, halo: c.halo, size: 12, weight: 600, dx: 13, align: "left", within: swiping() ? line.room(f, s.side) : undefined });
    }
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
      paintParcelEdges(f, layers(), palette());
    },
    /** @param {Frame} f */
    over(f) {
      paintRoads(f, layers(), palette(), 0.55);
      paintBorders(f, layers(), palette());
      const c = palette(), r = f.zoom < 13 ? 1.8 : 3.2;
      for (const s of shown().crowd) dot(f, toWorld(s.lon, s.lat), { r, fill: c.mark, halo: c.halo });
    },
    /** @param {Frame} f */
    mark(f) {
      const write = labeller(f);
      if (swiping()) for (const which of /** @type {const} */ (["a", "b"])) line.half(f, which, () => sites(f, shown()[which], write));
      else sites(f, shown().merged, write);
      const { a, b } = data.get().comparedSides ?? sides(); // what is painted, until the answer to a new choice comes
      const both = swiping() && compared();
      if (both) line.paint(f, palette());
      nameDistricts(f, layers(), palette(), write); // on the line: they are those of both sides
      if (both) line.name(f, palette(), [{ letter: "A", name: nameOfSide(a), color: colorOf(a, theme()) }, { letter: "B", name: nameOfSide(b), color: colorOf(b, theme()) }]);
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

/** What tells facilities apart. @param {Site} s */
const place = (s) => `${s.lon},${s.lat},${s.name}`;

/** Returns the facilities of both sides, one that is on both once; one that stands in A and not in B is shown as closed there. @param {Site[]} a @param {Site[]} b */
function merged(a, b) {
  const later = new Set(b.map(place));
  return [...a.filter((s) => !later.has(place(s))).map((s) => ({ ...s, change: "closed" })), ...b];
}
