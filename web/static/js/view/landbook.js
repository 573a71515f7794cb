// Names and colours of the land-use classes shown, and which of them is kept in colour.

import { classesOf } from "../assigned.js";
import { belongs, codeBook } from "../codes.js";
import { headed, nameOf } from "../i18n.js";
import { safeColor } from "../palette.js";

/** @typedef {import("../types.js").LanduseClass} LanduseClass */

/** @param {import("../main.js").Context} ctx */
export function createLandBook({ settings, data, layers }) {
  const book = () => codeBook(data.get().schemes, data.get().landuse?.scheme, settings.get().palette);
  /** @returns {LanduseClass[]} */
  const classes = () => data.get().landuse?.levels?.[settings.get().level - 1] ?? data.get().landuse?.classes ?? [];
  const colorOf = (/** @type {LanduseClass} */ c) => (settings.get().palette === "safe" ? safeColor(c.code) : c.color || book()(c.code).color);
  const classOf = (/** @type {string} */ code) => code ? classes().filter((c) => belongs(code, c.code)).sort((a, b) => b.code.length - a.code.length)[0] : undefined;

  let known = { assigned: /** @type {any} */ (null), drawn: /** @type {any} */ (null), hidden: "", of: classesOf(null, []), list: /** @type {import("../geo/shape.js").Shape[]} */ ([]) };

  /** Returns the class kept in colour, "" for all: one that no land has, as of a mistyped address, is none. */
  const alone = () => {
    const { classes: code } = settings.get(), lu = data.get().landuse;
    return code && [...(lu?.levels ?? []), lu?.classes ?? []].some((level) => level.some((/** @type {LanduseClass} */ c) => c.code === code)) ? code : "";
  };

  return {
    book, classes, colorOf, classOf, alone,
    kept: (/** @type {string} */ code) => !alone() || belongs(code, alone()),
    toggle: (/** @type {string} */ code) => settings.set({ classes: alone() === code ? "" : code }),

    /** Returns the parcels on the map with the class each counts under, looked up once per answer. */
    parcels() {
      const { assigned, drawn } = data.get(), { hidden } = settings.get();
      if (known.assigned !== assigned || known.drawn !== drawn || known.hidden !== hidden) {
        const of = classesOf(assigned, layers());
        known = { assigned, drawn, hidden, of, list: [...of.keys()] };
      }
      return known.of;
    },

    /** Returns them in the order in which they are drawn. */
    list() {
      this.parcels();
      return known.list;
    },

    /** Returns a lookup of colours by code at the present level, for one painting. @param {string} none colour of land without a class */
    painter(none) {
      const of = book();
      /** @type {Map<string, string>} */
      const found = new Map([["", none]]);
      return (/** @type {string} */ code) => {
        let color = found.get(code);
        if (!color) {
          const c = classOf(code);
          color = (c ? colorOf(c) : of(code).color) ?? "#BBBBBB";
          found.set(code, color);
        }
        return color;
      };
    },

    /** Names a class; a tag of OpenStreetMap also by its value, since several tags may be one class. @param {any} c */
    className(c) {
      const name = nameOf({ ...c, id: c.code }), tag = c.code.includes("=") ? nameOf({ name: c.code.replace(/^\w+=/, "") }) : "";
      return headed(!tag ? name : name === nameOf({ name: c.code }) || !name ? tag : `${name} · ${tag}`);
    },

    /** Returns a code as it stands before the name of its class; a tag stands in the name. @param {string} code */
    codeText: (code) => (code.includes("=") ? "" : nameOf({ name: code })),

    /** Names the class of a code, at whatever level it is. @param {string} code */
    nameOfCode(code) {
      const listed = book()(code);
      return headed(nameOf({ ...(listed.name_zh ? listed : classOf(code)), id: "" }));
    },
  };
}
