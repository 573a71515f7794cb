// Names and colours of the land-use classes shown, and which of them is kept in colour.

import { classesOf } from "../assigned.js";
import { belongs, codeBook } from "../codes.js";
import { headed, nameOf } from "../i18n.js";
import { kept } from "../kept.js";
import { inkOn, noData } from "../palette.js";
import { atLevel, groupColor, looksOf } from "../safe.js";
import { fillOf, markOf } from "./paint.js";

/** @typedef {import("../types.js").LanduseClass} LanduseClass */
/** @typedef {import("./paint.js").Look} Look */

/** @param {import("../main.js").Context} ctx */
export function createLandBook({ settings, data, palette, layers }) {
  const book = () => codeBook(data.get().schemes, data.get().landuse?.scheme);
  /** @returns {LanduseClass[]} */
  const classes = () => data.get().landuse?.levels?.[settings.get().level - 1] ?? data.get().landuse?.classes ?? [];
  /** Looks of the scheme's classes at the present level, so that a class looks the same in every area; where the scheme has no table, of those shown. */
  const looks = kept(() => [data.get().schemes, data.get().landuse, settings.get().level], () => {
    const { landuse, schemes } = data.get(), table = schemes?.find((/** @type {any} */ s) => s.scheme === landuse?.scheme);
    return looksOf([...(table ? atLevel(table.codes, settings.get().level) : []), ...classes().map((c) => c.code).sort()]);
  });
  /** Returns how a class looks, or land of a code that is none of those shown. @param {string} code @param {string} [color] in the official palette @returns {Look} */
  function lookOf(code, color) {
    if (!code) return noData(palette());
    if (settings.get().palette !== "safe") return { color: color || book()(code).color || "#BBBBBB" };
    return looks().get(code) ?? { color: groupColor(code) };
  }
  const classOf = (/** @type {string} */ code) => code ? classes().filter((c) => belongs(code, c.code)).sort((a, b) => b.code.length - a.code.length)[0] : undefined;

  let known = { assigned: /** @type {any} */ (null), drawn: /** @type {any} */ (null), hidden: "", of: classesOf(null, []), list: /** @type {import("../geo/shape.js").Shape[]} */ ([]) };

  /** Returns the class kept in colour, "" for all: one that no land has, as of a mistyped address, is none. */
  const alone = () => {
    const { classes: code } = settings.get(), lu = data.get().landuse;
    return code && [...(lu?.levels ?? []), lu?.classes ?? []].some((level) => level.some((/** @type {LanduseClass} */ c) => c.code === code)) ? code : "";
  };

  /** Returns a lookup of looks by code at the present level, "" for land without a class. */
  function looksNow() {
    /** @type {Map<string, Look>} */
    const found = new Map();
    return (/** @type {string} */ code) => {
      let look = found.get(code);
      if (!look) {
        const c = code ? classOf(code) : undefined;
        found.set(code, look = lookOf(c?.code ?? code, c?.color));
      }
      return look;
    };
  }

  return {
    book, classes, classOf, alone, looks: looksNow,
    /** Returns how a class shown looks. @param {LanduseClass} c */
    lookOf: (c) => lookOf(c.code, c.color),
    /** Returns a square of land of a code as it looks. @param {string} code @param {string} outline */
    mark: (code, outline) => markOf(looksNow()(code), outline),
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

    /** Returns a lookup of what fills land by its code, for one painting. @param {import("./map.js").Frame} f @param {(code: string) => Look} [looks] */
    painter(f, looks = looksNow()) {
      /** @type {Map<string, import("./paint.js").Fill>} */
      const found = new Map();
      return (/** @type {string} */ code) => {
        let fill = found.get(code);
        if (!fill) found.set(code, fill = fillOf(f, looks(code)));
        return fill;
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

/** Returns in what a code is written on land; on a hatch it keeps a ground of its own. @param {Look} look */
export const codeInk = ({ color, ink }) => ({ ink: inkOn(color), halo: ink && color });
