// The facilities of two states that are compared, as each of them has them.

import { fromWorld } from "../geo/shape.js";
import { nameOf, t } from "../i18n.js";
import { kept } from "../kept.js";
import { counts } from "../when.js";
import { many } from "./repaint.js";

/** @typedef {{lon: number, lat: number, name: string, change: string, side: "a"|"b"}} Site */

/** @param {Pick<import("../main.js").Context, "settings"|"data"|"layers">} ctx @param {(id: string) => any} questionOf what a state asks */
export function createSites({ settings, data, layers }, questionOf) {
  const standing = () => [data.get().compared, data.get().comparedSides, data.get().scenarios, settings.get().sites, layers()];
  const placed = { a: kept(standing, () => sitesIn("a")), b: kept(standing, () => sitesIn("b")) };
  /** Returns the facilities of one side. @param {"a"|"b"} which */
  const of = (which) => placed[which]();

  /** The facilities of both sides: very many that stand unchanged on both are a crowd of small dots, and the line around what is reached says the rest. */
  const shown = kept(() => [of("a"), of("b")], () => {
    const [a, b] = [of("a"), of("b")], unchanged = (/** @type {Site[]} */ list) => new Set(list.filter((s) => !s.change).map(place)), there = unchanged(b);
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

  return { of, shown };
}

/** What tells facilities apart. @param {Site} s */
const place = (s) => `${s.lon},${s.lat},${s.name}`;

/** Returns the facilities of both sides, one that is on both once; one that stands in A and not in B is shown as closed there. @param {Site[]} a @param {Site[]} b */
function merged(a, b) {
  const later = new Set(b.map(place));
  return [...a.filter((s) => !later.has(place(s))).map((s) => ({ ...s, change: "closed" })), ...b];
}
