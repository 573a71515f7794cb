// Looks words up in the catalogue of the present language.

/** @typedef {"zh"|"en"} Language */

/** @type {Record<string, string>} */
let words = {};
/** @type {Language} */
let language = "zh";

/**
 * Fetches a catalogue and makes it the present one.
 * @param {Language} chosen
 */
export async function useLanguage(chosen) {
  const answer = await fetch(`i18n/${chosen}.json`);
  if (!answer.ok) throw new Error(`catalogue ${chosen}: HTTP ${answer.status}`);
  words = await answer.json();
  language = chosen;
}

/** Returns the present language. */
export const currentLanguage = () => language;

/** Returns the locale used for numbers and dates. */
export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/**
 * Returns the words of a key, its {placeholders} filled in. A key the
 * catalogue lacks comes back as itself, so that it is seen.
 * @param {string} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = words[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * Returns t(key + ".one") or t(key + ".other") as the language counts n.
 * @param {string} key
 * @param {number} n
 * @param {Record<string, string|number>} [values]
 */
export function tn(key, n, values = {}) {
  const form = new Intl.PluralRules(locale()).select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}`, { n: new Intl.NumberFormat(locale()).format(n), ...values });
}

/** Says whether the catalogue has a key. @param {string} key */
export const has = (key) => words[key] !== undefined;

/**
 * Returns the name of a thing from the data in the present language, else what name it has.
 * @param {{id?: any, name?: string|null, name_zh?: string|null, name_en?: string|null}|null|undefined} thing
 * @returns {string}
 */
export function nameOf(thing) {
  if (!thing) return "";
  const wanted = language === "zh" ? thing.name_zh : thing.name_en;
  return wanted || thing.name || thing.name_zh || thing.name_en || String(thing.id ?? "");
}

/** Returns a name as it begins a line: in English with a capital, an id's underscores as spaces. @param {string} name */
export function headed(name) {
  const words = name.includes(" ") ? name : name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
