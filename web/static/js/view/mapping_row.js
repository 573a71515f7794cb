// One row of the mapping editor: a value, how much land says it, and the class it means.

import { area } from "../format.js";
import { headed, nameOf, t, tn } from "../i18n.js";
import { choiceKey, classMeant } from "../mapping.js";
import { h, say } from "./dom.js";

/** @typedef {import("../types.js").Code} Code */

/** Writes a class as it is offered and as it may be typed. @param {Code} c */
export const classText = (c) => `${c.code} ${headed(nameOf({ ...c, id: c.code }))}`;

let rows = 0;

/**
 * @param {{key: string, value: string, layer?: string, parcels?: number, area_m2?: number}} u
 * @param {{codes: Code[], code?: string, typed: Map<string, string>, onType: () => void}} how the classes there are, the one that the mapping
 *   gives now, and where to note what is typed
 */
export function mappingRow(u, { codes, code, typed, onType }) {
  const k = choiceKey(u), id = `class-of-${++rows}`, now = codes.find((c) => c.code === code);
  const says = h("small", { class: "bad", id: `${id}-says` });
  const input = h("input", { type: "text", id, list: "class-list", autocomplete: "off", placeholder: t("map.class"), "aria-describedby": says.id, value: typed.get(k) ?? (now ? classText(now) : "") });
  const look = () => {
    const wrong = classMeant(input.value, codes) === null;
    input.setAttribute("aria-invalid", String(wrong));
    say(says, wrong ? t("map.noclass") : "");
  };
  input.addEventListener("input", () => {
    typed.set(k, input.value);
    onType();
  });
  input.addEventListener("change", look);
  look();
  return h("div", { class: "maprow", data: { row: k } },
    h("label", { for: id }, h("span", { class: "pair" }, h("code", null, u.key), " = ", h("b", null, u.value)),
      h("small", { class: "muted" }, u.parcels ? tn("map.parcels", u.parcels, { area: area(u.area_m2 ?? 0), layer: u.layer ?? "" }) : t("map.inmapping"))),
    input, says);
}
