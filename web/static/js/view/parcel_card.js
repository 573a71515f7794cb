// The card of the chosen parcel: its class, and what the class comes from.

import { codeOf } from "../codes.js";
import { number } from "../format.js";
import { has, nameOf, t } from "../i18n.js";
import { fill, h } from "./dom.js";

/** Properties that the card shows in its own words. */
const known = new Set(["id", "name", "name_en", "name_zh", "name_source", "source", "synthetic", "status", "population", "floors", "code", "code_scheme", "scheme"]);
/** Other properties shown. */
const others = 6;

/** @param {import("../main.js").Context} ctx @param {ReturnType<typeof import("./landbook.js").createLandBook>} book @param {ReturnType<typeof import("./landuse_tiles.js").createLanduseTiles>} tiles */
export function createParcelCard({ settings, data }, book, tiles) {
  const element = h("section", { class: "card", id: "parcel-card", "aria-live": "polite" });

  return {
    element,
    update() {
      const key = settings.get().parcel;
      const whole = key ? tiles.chosen(key) : null;
      const found = whole ? /** @type {const} */ ([whole.shape, whole]) : key ? [...book.parcels()].find(([, c]) => c.key === key) : undefined;
      element.hidden = !found;
      if (!found) return fill(element);
      const [s, { code, basis }] = found, p = s.properties, own = codeOf(p), c = book.classOf(code);
      const fact = (/** @type {string} */ name, /** @type {any} */ value) => [h("dt", null, name), h("dd", null, value)];
      const rest = Object.entries(p).filter(([k, v]) => !known.has(k) && ["string", "number"].includes(typeof v) && v !== "" && v !== 0).slice(0, others);
      fill(element,
        h("div", { class: "between" }, h("h2", null, nameOf({ ...p, id: "" }) || t("parcel.title", { id: s.id })), h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => settings.set({ parcel: "" }) }, "×")),
        h("p", { class: "classline" }, book.mark(code, "rgba(0,0,0,.22)"), h("b", null, code ? [book.codeText(code), book.nameOfCode(code)].filter(Boolean).join(" ") : t("basis.none"))),
        h("dl", { class: "facts wide" },
          code ? fact(t("lu.scheme"), data.get().landuse?.scheme ?? "–") : [],
          basis && basis !== "none" ? fact(t("parcel.basis"), h("span", { id: "parcel-basis" }, t("basis." + basis))) : basis ? [] : fact(t("parcel.basis"), t("parcel.outside")),
          own && own !== code ? fact(t("parcel.states"), nameOf({ name: own })) : [],
          p.floors ? fact(t("parcel.floors"), number(p.floors)) : [],
          typeof p.population === "number" ? fact(t("measure.population"), number(p.population)) : [],
          p.status && has("status." + p.status) ? fact(t("parcel.status"), t("status." + p.status)) : [],
          rest.flatMap(([k, v]) => fact(nameOf({ name: k }), nameOf({ name: String(v) })))),
        h("div", { class: "actions" },
          c ? h("button", { type: "button", class: "button quiet", id: "parcel-alone", "aria-pressed": String(book.alone() === c.code), onClick: () => book.toggle(c.code) }, t("parcel.alone", { code: book.codeText(c.code) || book.className(c) })) : null,
          basis === "code" ? null : h("button", { type: "button", class: "button quiet", id: "parcel-map", onClick: () => settings.set({ pane: "classes" }) }, t("map.open"))));
    },
  };
}
