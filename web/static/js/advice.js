// What to do about a problem, in Chinese. The service's own sentence says it in
// English; these come when a report is first shown, not at the start.

import { answerOf } from "./api.js";
import { currentLanguage } from "./i18n.js";

/** @type {Record<string, string>} */
let words = {};
/** @type {Promise<void>|undefined} */
let coming;

/** Resolves once advice is there, or does not come: a report stands without it, and the next asks again. */
export function adviceKnown() {
  if (currentLanguage() !== "zh") return Promise.resolve();
  coming ??= answerOf("i18n/advice.zh.json").then(async (answer) => { words = await answer.json(); }).catch(() => { coming = undefined; });
  return coming;
}

/** Returns what to do about a problem of a rule, "" where only the service says it. @param {string|undefined} rule */
export const adviceOf = (rule) => (currentLanguage() === "zh" && rule && Object.hasOwn(words, rule) ? words[rule] : "");
