// The land-use mix of the chosen gap, as a bar with its classes.

import { codeBook } from "../codes.js";
import { perCent } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { mixOf } from "../mix.js";
import { apportion } from "../shares.js";
import { h, swatch } from "./dom.js";

/** Classes named; the rest is one part. */
const named = 4;

/** @param {import("../main.js").Context} ctx */
export function createMix({ data, settings, layers }) {
  /** @type {WeakMap<any, {parcels: any, mix: {code: string, share: number}[]}>} */
  const known = new WeakMap();

  /** Returns the mix of a gap, null where there is no land-use layer. @param {number} rank */
  return (rank) => {
    const gap = (data.get().gapShapes ?? []).find((/** @type {any} */ s) => s.properties.rank === rank);
    if (!gap || !layers().some((l) => l.role === "landuse" && !l.tiles)) return null;
    const drawn = data.get().drawn;
    let found = known.get(gap);
    if (!found || found.parcels !== drawn) {
      const parcels = (drawn ?? []).filter((/** @type {any} */ l) => l.role === "landuse").flatMap((/** @type {any} */ l) => l.shapes);
      found = { parcels: drawn, mix: mixOf(gap, parcels) };
      known.set(gap, found);
    }
    if (!found.mix.length) return null;
    const book = codeBook(data.get().schemes, undefined, settings.get().palette);
    const parts = found.mix.slice(0, named).map(({ code, share }) => {
      const c = book(code);
      return { share, color: code ? c.color : "#D9D9D9", text: code ? [code.includes("=") ? "" : code, headed(nameOf({ ...c, id: "" }) || code)].filter(Boolean).join(" ") : t("mix.none") };
    });
    const rest = found.mix.slice(named).reduce((sum, m) => sum + m.share, 0);
    if (rest > 0) parts.push({ share: rest, color: "#8A94A0", text: t("mix.rest") });
    const shown = apportion(parts.map((p) => p.share), 100);
    return h("div", { class: "mix", id: "gap-mix" },
      h("p", { class: "muted saying" }, t("mix.title")),
      h("div", { class: "depth", "aria-hidden": "true" }, parts.map((p) => {
        const bar = h("span", { class: "part" });
        bar.style.flexGrow = String(p.share);
        bar.style.backgroundColor = p.color;
        return bar;
      })),
      h("ul", { class: "keys" }, parts.map((p, i) => h("li", null, swatch(p.color, "rgba(0,0,0,.25)"), p.text, h("b", null, perCent(shown[i], 0))))));
  };
}
