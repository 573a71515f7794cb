// What the service keeps of a what-if that nobody has saved.

import { some } from "./draft_kept.js";
import { nameOf, short, t, tn } from "./i18n.js";
import { standsAt } from "./stands.js";
import { changesIn, settingsOf } from "./scenarios.js";

/** The most letters of a name. */
const mostLetters = 200;

/** @param {any} d @param {string} service */
const serviceOf = (d, service) => (d.services ?? []).find((/** @type {any} */ s) => s.service === service);

/** Says whether a what-if is none that is kept as a scenario. @param {any} s settings @param {any} d @param {import("./scenarios.js").Scenario} [scenario] the one that it was opened from */
export function differs(s, d, scenario) {
  if (!some(s)) return false;
  if (!scenario) return true;
  const kept = /** @type {Record<string, any>} */ (settingsOf(scenario, (key) => standsAt(d.drawn, key)));
  kept.area ||= s.area;
  kept.radius ||= Math.round(serviceOf(d, s.service)?.radius_m ?? s.radius);
  return Object.keys(kept).some((key) => kept[key] !== s[key]);
}

/** Returns a draft of a question, null where it changes nothing. @param {any} d @param {any} question @param {import("./scenarios.js").Scenario} [scenario] @returns {import("./draft_api.js").Body|null} */
export function bodyNow(d, question, scenario) {
  const drawn = typeof question.area === "object";
  if (!question.sites && !drawn) return null;
  const { added, moved, closed } = changesIn(question), n = added + moved + closed;
  const name = [nameOf({ ...serviceOf(d, question.service), id: question.service }), n ? tn("draft.changes", n) : t("area.drawn")].join(" · ");
  return { name: short(name, mostLetters), from: scenario?.id, question };
}
