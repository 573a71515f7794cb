// Looks words up in the catalogue of the present language.

import { grouped } from "./digits.js";

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

/** Adds the words of a part of the page that comes later. @param {string} part */
export const moreWords = async (part) => void Object.assign(words, await (await fetch(`i18n/${part}.${language}.json`)).json());

/** Returns the present language. */
export const currentLanguage = () => language;

/** Returns the locale used for numbers and dates. */
export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** Characters that are not seen but turn or break the line they stand in; joiners of letters are none of them. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2067\u206a-\u206f\ufeff]+/g;

/** Letters that are read from right to left, and how long a name is at most where it is shown. */
const leftward = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/, longest = 160;

/** Returns a text cut to so many letters. @param {string} text @param {number} most */
export const short = (text, most) => (text.length <= most ? text : Array.from(text).slice(0, most - 1).join("") + "…");

/** Returns text from data as it may stand in a line of other words. @param {string} text */
const tame = (text) => (/^[\x20-\x7e\u3400-\u9fff]*$/.test(text) ? text : text.replace(unseen, (run) => (/\s/.test(run) ? " " : "")));

/** Returns a name from data as it is shown: tame, not too long, and what is read from the right apart from what stands around it. @param {string} name */
function shownName(name) {
  const plain = short(tame(name).replace(/[\u2068\u2069]/g, ""), longest);
  return leftward.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/**
 * Returns the words of a key, its {placeholders} filled in. A key the
 * catalogue lacks comes back as itself, so that it is seen.
 * @param {string} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = words[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? tame(String(values[name])) : whole));
}

/**
 * Returns t(key + ".one") or t(key + ".other") as the language counts n, a whole number: Chinese has one form.
 * @param {string} key
 * @param {number} n
 * @param {Record<string, string|number>} [values]
 */
export function tn(key, n, values = {}) {
  return t(`${key}.${language === "en" && n === 1 ? "one" : "other"}`, { n: grouped(n), ...values });
}

/** Says whether the catalogue has a key. @param {string} key */
export const has = (key) => words[key] !== undefined;

/**
 * Returns the name of a thing from the data in the present language, else what name it has, as it may be shown:
 * without what turns or breaks lines, at most 160 letters.
 * @param {{id?: any, name?: string|null, name_zh?: string|null, name_en?: string|null}|null|undefined} thing
 * @returns {string}
 */
export function nameOf(thing) {
  if (!thing) return "";
  const wanted = language === "zh" ? thing.name_zh : thing.name_en;
  return shownName(String(wanted || thing.name || thing.name_zh || thing.name_en || (thing.id ?? "")));
}

/** Returns a name as it begins a line: in English with a capital, an id's underscores as spaces. @param {string} name */
export function headed(name) {
  const words = name.includes(" ") ? name : name.replace(/([^_])_(?=[^_])/g, "$1 ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
