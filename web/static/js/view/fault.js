// What the service refused or could not do: in the page's language where it names the
// kind of problem, and beside it in its own words, which are English.

import { currentLanguage, has, t } from "../i18n.js";
import { h } from "./dom.js";

/** What the types of the service's problems begin with. */
const types = "urn:problem-type:catchment:";

/** Returns the kind of a problem in the page's language, with the parameter it is about; "" where the page has no words. @param {any} document */
export function kindWords(document) {
  const type = String(document?.type ?? ""), key = type.startsWith(types) ? `problem.${type.slice(types.length)}` : "";
  if (!key || !has(key)) return "";
  const parameter = String(document.parameter ?? "").split(".")[0], named = has(`param.${parameter}`) ? t(`param.${parameter}`) : document.parameter;
  return named ? t("problem.of", { what: t(key), name: named }) : t(key);
}

/** Returns words of the service, marked as English where the page is not; what has no type of a problem the page says itself. @param {string} text @param {any} document */
export const ownWords = (text, document) => (currentLanguage() === "en" || !document?.type ? text : h("span", { lang: "en" }, text));

/**
 * Returns what went wrong, to be put in an element. What is no refusal of the service
 * says itself what it is.
 * @param {any} error @returns {import("./dom.js").Child[]}
 */
export function faultParts(error) {
  const text = String(error?.message ?? error);
  if (error?.status === 0) return [t("error.offline")];
  if (!error?.document) return [text];
  const kind = kindWords(error.document);
  return kind ? [kind, t("colon"), ownWords(text, error.document)] : [ownWords(text, error.document)];
}
