// Land-use codes: which property holds one, and what colour and name it has.

import { safeColor } from "./palette.js";

/** Returns the land-use code of a parcel, however its source names it; "" for none. @param {any} p properties */
export const codeOf = (p) => String(p.code ?? p.landuse_code ?? p.dlbm ?? p.DLBM ?? "");

/**
 * Returns a lookup from code to {code, name_zh, name_en, color}, for the chosen palette.
 * A code the schemes lack takes the longest listed beginning of it.
 * @param {{scheme: string, codes: import("./types.js").Code[]}[]|undefined} schemes
 * @param {string|undefined} scheme preferred scheme
 * @param {"official"|"safe"} palette
 */
export function codeBook(schemes, scheme, palette) {
  const ordered = [...(schemes ?? [])].sort((a, b) => Number(b.scheme === scheme) - Number(a.scheme === scheme));
  return (/** @type {string} */ code) => {
    for (const { codes } of ordered) {
      for (let n = code.length; n > 0; n--) {
        const found = codes.find((c) => c.code === code.slice(0, n));
        if (found) return { ...found, code, color: palette === "safe" ? safeColor(code) : found.color };
      }
    }
    return { code, name_zh: "", name_en: "", color: palette === "safe" ? safeColor(code) : "#BBBBBB" };
  };
}
