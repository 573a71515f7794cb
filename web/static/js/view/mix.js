// The land-use mix of the chosen gap, as a bar with its classes.

import { codeBook } from "../codes.js";
import { perCent } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { mixOf } from "../mix.js";
import { noData } from "../palette.js";
import { apportion } from "../shares.js";
import { h } from "./dom.js";
import { bring } from "./module.js";
import { hatchOn, markOf } from "./paint.js";

/** Classes named; the rest is one part. */
const named = 4;

/** @typedef {{of: any, mix: {code: string, share: number}[]|null, failed?: boolean}} Found of: the layers it was found in; mix: null until the service has answered */

/** @param {import("../main.js").Context} ctx @param {() => void} again hears when a mix has come that was asked for */
export function createMix(ctx, again) {
  const { data, settings, loader, palette } = ctx;
  /** @type {WeakMap<any, Found>} */
  const known = new WeakMap();

  /** Asks the service for the mix of a gap. @param {any} gap a feature @param {any[]} of @returns {Found} */
  function ask(gap, of) {
    /** @type {Found} */
    const found = { of, mix: null };
    const what = `mix ${gap.properties.rank}`;
    bring(ctx, what, import("../mix_asked.js")).then((m) => loader.awaiting(what, m.askMix(gap.geometry))).then((mix) => { found.mix = mix; }, () => { found.failed = true; }).then(again);
    return found;
  }

  /** Finds the mix of a gap in the parcels that are here, or asks. @param {any} gap a feature @param {any[]} land layers @returns {Found} */
  function find(gap, land) {
    const before = known.get(gap), of = data.get().drawn;
    if (before && before.of === of) return before;
    const shape = (data.get().gapShapes ?? []).find((/** @type {any} */ s) => s.properties.rank === gap.properties.rank);
    const found = land.some((l) => l.tiles) ? ask(gap, of) : { of, mix: shape ? mixOf(shape, land.flatMap((l) => l.shapes)) : [] };
    known.set(gap, found);
    return found;
  }

  /** @type {typeof import("../mix_looks.js")|undefined} */
  let safe;

  /** Returns how classes look to eyes of every kind, where that is wanted and has come. @param {string[]} codes */
  function safely(codes) {
    if (settings.get().palette !== "safe") return;
    if (safe) return safe.looksOf(codes);
    bring(ctx, "palette", import("../mix_looks.js")).then((m) => { safe = m; }).then(again, () => {});
  }

  /** @param {{code: string, share: number}[]} mix */
  function drawn(mix) {
    const book = codeBook(data.get().schemes, undefined), looks = safely(mix.slice(0, named).map((m) => m.code));
    const parts = mix.slice(0, named).map(({ code, share }) => {
      const c = book(code);
      return { share, ...(!code ? noData(palette()) : looks?.get(code) ?? { color: c.color }), text: code ? [code.includes("=") ? "" : nameOf({ name: code }), headed(nameOf({ ...c, id: "" }) || nameOf({ name: code }))].filter(Boolean).join(" ") : t("mix.none") };
    });
    const rest = mix.slice(named).reduce((sum, m) => sum + m.share, 0);
    if (rest > 0) parts.push({ share: rest, color: "#8A94A0", text: t("mix.rest") });
    const shown = apportion(parts.map((p) => p.share), 100);
    return [
      h("div", { class: "depth", "aria-hidden": "true" }, parts.map((p) => {
        const bar = h("span", { class: "part" });
        bar.style.flexGrow = String(p.share);
        bar.style.backgroundColor = p.color;
        hatchOn(bar, p);
        return bar;
      })),
      h("ul", { class: "keys" }, parts.map((p, i) => h("li", null, markOf(p, "rgba(0,0,0,.25)"), p.text, h("b", null, perCent(shown[i], 0))))),
    ];
  }

  /** Returns the mix of a gap, null where there is no land-use layer. @param {number} rank */
  return (rank) => {
    const gap = (data.get().gaps?.features ?? []).find((/** @type {any} */ f) => f.properties.rank === rank), land = (data.get().drawn ?? []).filter((/** @type {any} */ l) => l.role === "landuse" && !l.missing);
    if (!gap || !land.length) return null;
    const { mix, failed } = find(gap, land);
    if (mix && !mix.length) return null;
    const retry = failed && h("button", { type: "button", class: "chip", id: "mix-again", onClick: () => [known.delete(gap), again()] }, t("error.retry"));
    return h("div", { class: "mix", id: "gap-mix", data: { state: mix ? "ready" : failed ? "failed" : "loading" } },
      h("p", { class: "muted saying" }, t(land.some((/** @type {any} */ l) => l.tiles) ? "mix.title.asked" : "mix.title")),
      mix ? drawn(mix) : h("p", { class: "note" }, t(failed ? "mix.failed" : "mix.loading"), " ", retry || null));
  };
}
