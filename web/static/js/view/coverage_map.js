// What the coverage view paints: reached land, gaps, facilities, and the chosen gap with its reasons.

import { outOfReach } from "../asked.js";
import { contains, nearest, topmost } from "../geo/inside.js";
import { fromWorld, toWorld, worldPerMetre } from "../geo/shape.js";
import { metres } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { kept } from "../kept.js";
import { siteName } from "./facilities.js";
import { groundRows, nameDistricts, paintBorders, paintGround, paintParcelEdges, paintRoads } from "./ground.js";
import { shown } from "../live/live.js";
import { paintDemandLand } from "./demand_land.js";
import { createLivePaint } from "./live_paint.js";
import { circle, dot, fillOf, labeller, pixel } from "./paint.js";
import { paintReasons } from "./reasons.js";
import { many } from "./repaint.js";
import { draw } from "./strokes.js";
import { createSiteMap } from "./whatif_map.js";
import { changeOf, keyOf } from "../whatif.js";
import { statusOf } from "../when.js";

/** @typedef {import("../geo/shape.js").Shape} Shape */
/** @typedef {import("./map.js").Frame} Frame */

/** Says whether a facility's mark is in the frame. @param {Frame} f @param {{lon: number, lat: number}} p */
function inView(f, p) {
  const [x, y] = pixel(f, ...toWorld(p.lon, p.lat));
  return x > 0 && y > 0 && x < f.width && y < f.height;
}

/** @param {import("../main.js").Context} ctx */
export function createCoverageMap(ctx) {
  const { settings, data, palette, layers, plan, loader } = ctx;
  const live = createLivePaint();
  const sites = createSiteMap(ctx);
  const facilities = () => /** @type {import("../types.js").Facility[]} */ (shown(data.get()).coverage?.facilities ?? []);
  const chosenGap = () => /** @type {Shape|undefined} */ ((data.get().gapShapes ?? []).find((/** @type {Shape} */ s) => s.properties.rank === settings.get().gap));

  /** What layers are drawn. */
  const drawn = () => [data.get().drawn, settings.get().hidden];

  /** Facilities drawn as land, by layer and id. */
  const areaFacilities = kept(drawn, () => {
    /** @type {Map<string, Shape>} */
    const found = new Map();
    for (const l of layers()) if (l.role === "facility") for (const s of l.shapes) if (s.kind === "area") found.set(`${l.id}/${s.id}`, s);
    return found;
  });

  /** How many facilities of the answer are drawn as land. */
  const drawnAsLand = kept(() => [facilities(), areaFacilities()], () => (areaFacilities().size ? facilities().filter((p) => areaFacilities().has(`${p.layer}/${p.id}`)).length : 0));

  /** Facilities of the service that the answer did not count. @type {() => Shape[]} */
  const uncounted = kept(() => [...drawn(), facilities(), settings.get().service, plan.now()], () => {
    const counted = new Set(facilities().map((f) => f.id));
    const service = settings.get().service;
    return layers().filter((l) => l.role === "facility").flatMap((l) => l.shapes.filter((s) => (s.properties.kind ?? l.kind) === service && s.kind === "point" && !counted.has(s.id) && !touched(`${l.id}/${s.id}`)));
  });

  /** Says whether a what-if moves or closes a facility. @param {string} key */
  const touched = (key) => changeOf(plan.now(), key) !== "";

  /** Says whether the gaps known are those of the answer shown. */
  function gapsAreFresh() {
    const { asked, gapsAsked } = data.get();
    if (data.get().live) return false;
    return Boolean(asked && gapsAsked) && Object.keys(asked).every((key) => asked[key] === gapsAsked[key]);
  }

  /** @param {Frame} f */
  function answer(f) {
    const c = palette();
    const gaps = gapsAreFresh() ? data.get().gapShapes ?? [] : [];
    const model = loader.live.model();
    if (model) {
      const { radius, sites } = settings.get();
      live.paint(f, [{ model, radius, changes: loader.live.changesOf(sites) }], c);
      if (model.bare) for (const s of gaps) draw(f, s, { stroke: c.gapEdge, width: 1.1 });
      const chosen = chosenGap();
      if (chosen && gaps.length) draw(f, chosen, { fill: fillOf(f, { color: c.gap, ink: c.gapEdge }), stroke: c.gapEdge, width: 1.6 });
      return;
    }
    if (loader.live.pending()) return;
    if (gaps.length) for (const s of gaps) draw(f, s, { fill: c.gap });
    else if (data.get().coverage?.gap > 0) paintDemandLand(f, ctx, c);
    for (const s of data.get().reachShapes ?? []) draw(f, s, { fill: c.covered });
    const chosen = gaps.length ? chosenGap() : undefined;
    if (chosen) draw(f, chosen, { fill: fillOf(f, { color: c.gap, ink: c.gapEdge }) });
    for (const s of gaps) draw(f, s, { stroke: c.gapEdge, width: f.zoom < 12.5 ? 0.5 : 1.1 });
  }

  /** @param {Frame} f */
  function* over(f) {
    const c = palette();
    yield* paintParcelEdges(f, layers(), c);
    yield* paintRoads(f, layers(), c, 0.55);
    yield* paintBorders(f, layers(), c);
    const list = sites.unchanged();
    if (list.length <= many) return;
    const grounds = areaFacilities(), r = f.zoom < 13 ? 1.8 : 3.2;
    for (const p of list) if (!grounds.has(`${p.layer}/${p.id}`)) dot(f, toWorld(p.lon, p.lat), { r, fill: c.mark, halo: c.halo });
  }

  /** @param {Frame} f */
  function mark(f) {
    const c = palette();
    const { radius, facility } = settings.get();
    const list = sites.unchanged();
    const grounds = areaFacilities();
    const write = labeller(f);
    const singly = list.length > many && !grounds.size ? list.filter((p) => keyOf(p) === facility) : list; // the others are painted as dots, under the marks
    for (const p of singly) {
      const ground = grounds.get(`${p.layer}/${p.id}`);
      if (ground) {
        draw(f, ground, { stroke: c.mark, width: keyOf(p) === facility ? 2.6 : 1, fill: c.park });
        continue;
      }
      const at = toWorld(p.lon, p.lat), chosen = keyOf(p) === facility;
      if (list.length > many && !chosen) continue; // the line around what is reached says it
      circle(f, at, radius * worldPerMetre(p.lat), { stroke: c.mark, width: chosen ? 2.2 : 0.9, alpha: chosen ? 1 : list.length > 40 ? 0.28 : 0.5, dash: chosen ? [] : [3, 3] });
    }
    const gap = gapsAreFresh() ? chosenGap() : undefined;
    if (gap) paintReasons(f, gap, write, { palette: c, radius: data.get().asked?.radius ?? radius, facilities: facilities(), grounds });
    for (const s of uncounted()) dot(f, [s.parts[0][0], s.parts[0][1]], { r: 4, fill: c.other, halo: c.halo, hollow: true });
    for (const p of list) if (list.length <= many && !grounds.has(`${p.layer}/${p.id}`)) dot(f, toWorld(p.lon, p.lat), { r: keyOf(p) === facility ? 6.5 : list.length > 150 && f.zoom < 13 ? 1.8 : list.length > 40 ? 3.2 : 5, fill: c.mark, halo: c.halo });
    else if (keyOf(p) === facility) dot(f, toWorld(p.lon, p.lat), { r: 6.5, fill: c.mark, halo: c.halo });
    sites.paint(f, write);
    for (const p of list) {
      if (keyOf(p) === facility || (list.length <= 14 && f.zoom >= 12.5) || (f.zoom >= 15 && inView(f, p))) {
        write(toWorld(p.lon, p.lat), nameOf(p), { ink: c.ink, halo: c.halo, size: 12, weight: 600, dx: 11, align: "left" });
      }
    }
    nameDistricts(f, layers(), c, write);
  }

  /** Says whether a place is reached, whatever the service has confirmed. @param {import("../live/model.js").Model} model @param {[number, number]} world */
  const reached = (model, world) => model.distanceAt(fromWorld(...world), loader.live.changesOf(settings.get().sites)) <= settings.get().radius;

  return {
    ground: (/** @type {Frame} */ f) => paintGround(f, layers(), palette()),
    answer, over, mark, rest: live.rest,
    prepare: {
      /** @param {Frame} f @param {number} end */
      answer(f, end) {
        const model = loader.live.model(), { radius, sites } = settings.get();
        return !model || live.prepare(f, [{ model, radius, changes: loader.live.changesOf(sites) }], end);
      },
    },
    /** Says whether the answer is painted. */
    answered: () => Boolean(shown(data.get()).coverage) && !loader.live.pending(),
    /** What the marks are painted from. */
    marksFrom() {
      const { radius, facility } = settings.get(), list = sites.unchanged(), singly = list.length <= many || facility || plan.count();
      return [...drawn(), list, uncounted(), plan.now(), facility, palette(), singly ? radius : 0, gapsAreFresh() && chosenGap()];
    },
    press: sites.press,
    legend() {
      const c = palette();
      const { coverage } = data.get();
      const rows = [
        { color: c.covered, text: t("legend.covered") },
        { color: c.gap, outline: c.gapEdge, text: t(outOfReach(settings.get().demand)) },
      ];
      if (loader.live.model()?.bare) rows.push({ color: c.open, text: t("legend.nobody") });
      const grounds = areaFacilities(), drawn = drawnAsLand();
      if (drawn) rows.push(/** @type {any} */ ({ color: c.park, outline: c.mark, text: t("legend.counted") }));
      if (drawn < facilities().length) rows.push(/** @type {any} */ ({ color: c.mark, round: true, text: t("legend.counted") }));
      if (uncounted().length) rows.push(/** @type {any} */ ({ color: c.other, round: true, hollow: true, text: t("legend.uncounted") }));
      rows.push(.../** @type {any} */ (sites.legend()));
      if (chosenGap()?.properties.best_site) rows.push(/** @type {any} */ ({ color: c.site, text: t("legend.site") }));
      if (settings.get().demand.startsWith("landuse:")) rows.push(...groundRows(layers(), data.get().usedCodes ?? [], c)); // else the answer lies on all land
      const service = data.get().services?.find((/** @type {any} */ s) => s.service === settings.get().service);
      return { title: coverage ? `${headed(nameOf({ ...service, id: settings.get().service }))} · ${metres(settings.get().radius)}` : "", rows };
    },
    /** @param {[number, number]} world @param {number} unit */
    click(world, unit) {
      const facility = sites.at(world, unit, true);
      if (facility) return settings.set({ facility: settings.get().facility === facility ? "" : facility });
      if (data.get().proposing) return plan.add(fromWorld(...world));
      const hit = topmost(data.get().gapShapes ?? [], world);
      settings.set({ gap: hit ? hit.properties.rank : 0, facility: "" });
    },
    /** @param {[number, number]} world @param {number} unit @returns {string[]} */
    hover(world, unit) {
      const key = sites.at(world, unit, true);
      const site = key && plan.facilities().find((f) => f.key === key);
      if (site) return [siteName(site), t(site.change ? "site." + site.change : "legend.counted")];
      const idle = nearest(uncounted(), world, 10 * unit);
      if (idle) return [nameOf({ ...idle.properties, id: idle.id }), t("status." + statusOf(idle.properties)) + (idle.properties.opens ? ` · ${idle.properties.opens}` : "")];
      const gap = gapsAreFresh() && topmost(data.get().gapShapes ?? [], world);
      if (gap) return [`${t("legend.gap")} #${gap.properties.rank}`, t("gap.click")];
      const model = loader.live.model();
      const land = model && live.landAt(model, world);
      if (model) return land ? [t(reached(model, world) ? "legend.covered" : land === "bare" ? "legend.nobody" : outOfReach(settings.get().demand))] : [];
      if ((data.get().reachShapes ?? []).some((/** @type {Shape} */ s) => contains(s, ...world))) return [t("legend.covered")];
      return [];
    },
  };
}
