// Land-use codes: which property holds one, and what colour and name it has.

import { properties } from "./when.js";

/** The properties that state a code, and the tags that do. */
export const codeKeys = ["code", "landuse_code", "dlbm", "DLBM", "YDDM"], tagKeys = ["landuse", "natural", "leisure", "amenity"];

/** The names by which the page knows a fact, its own first. @type {Record<string, string[]>} */
export const known = {
  ...properties, class: codeKeys, name: ["name", "name_zh", "name_en"], name_en: ["name_en"], kind: ["kind"], population: ["population"], jobs: ["jobs"], floors: ["floors"],
};

/** Names of features that offices give. */
const nameKeys = /^(名[称字]|(设施|单位|学校|医院|站点|小区|地块|项目)名称|xmmc|mc|title|label)$/i;

/**
 * Returns the properties from which the service reads facts of a layer that the page would not find, by fact; null for none.
 * @param {import("./types.js").Layer} layer @param {any} [sample] properties of a feature, where names may have others too
 * @returns {Record<string, string>|null}
 */
export function readFrom({ inference = [] }, sample = {}) {
  const found = inference.filter((i) => i.reason === "filled" && known[i.field] && known[i.field][0] !== i.value && (i.field === "class" || !known[i.field].includes(i.value))).map((i) => [i.field, i.value]);
  const name = known.name.some((key) => (sample?.[key] ?? "") !== "") ? undefined : Object.keys(sample ?? {}).find((key) => nameKeys.test(key));
  const all = [...found, ...(name ? [["name", name]] : [])];
  return all.length ? Object.fromEntries(all) : null;
}

/** Returns the land-use code of a parcel, however its source names it; OpenStreetMap's tag as "landuse=…"; "" for none. @param {any} p properties */
export function codeOf(p) {
  const code = p[/** @type {string} */ (codeKeys.find((key) => (p[key] ?? null) !== null))];
  if (code !== undefined && code !== "") return String(code);
  for (const key of tagKeys) if (p[key]) return `${key}=${p[key]}`;
  return "";
}

/** What housing land is called in the schemes known: GB 50137, the 2023 codes, OpenStreetMap. */
const housing = ["R", "07", "landuse=residential"];

/** Returns the housing class that some of the codes belong to, "" for none. @param {Iterable<string>|undefined} codes */
export function housingIn(codes) {
  const list = [...(codes ?? [])];
  return housing.find((h) => list.some((code) => belongs(code, h))) ?? "";
}

/** Says whether a demand is for housing land alone. @param {string[]|undefined} classes */
export const isHousing = (classes) => classes?.length === 1 && housing.includes(classes[0]);

/** Says whether a code belongs to a class: it begins with the class's, a tag equals it. @param {string} code @param {string} of */
export const belongs = (code, of) => (of.includes("=") ? code === of : code.startsWith(of));

/**
 * Returns a lookup from code to {code, name_zh, name_en, color}.
 * A code the schemes lack takes the longest listed beginning of it.
 * @param {{scheme: string, codes: import("./types.js").Code[]}[]|undefined} schemes
 * @param {string|undefined} scheme preferred scheme
 */
export function codeBook(schemes, scheme) {
  const ordered = [...(schemes ?? [])].sort((a, b) => Number(b.scheme === scheme) - Number(a.scheme === scheme));
  return (/** @type {string} */ code) => {
    for (const { codes } of ordered) {
      for (let n = code.length; n > 0; n--) {
        const found = codes.find((c) => c.code === code.slice(0, n));
        if (found) return { ...found, code };
      }
    }
    return { code, name_zh: "", name_en: "", color: "#BBBBBB" };
  };
}
