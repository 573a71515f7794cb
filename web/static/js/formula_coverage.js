// How the numbers of the coverage view are computed, in the present language, with the numbers themselves.

import { amount, area, metres, number, percent } from "./format.js";
import { t } from "./i18n.js";
import { shown } from "./live/live.js";

/**
 * Returns what is to be said of how a number was computed; nothing while there is no answer.
 * @param {"ratio"|"total"|"covered"|"gap"|"gaps"|"depth"|"wi.covered"|"wi.ratio"|"wi.gaps"} what
 * @param {import("./state.js").Data} d
 * @returns {string[]}
 */
export function coverageWords(what, d) {
  const { coverage: c, baseline: b, estimated } = shown(d);
  if (!c) return [];
  const { unit, total, kind, classes } = c.demand;
  const v = { total: amount(total, unit), covered: amount(c.covered, unit), ratio: percent(c.ratio), radius: metres(c.radius_m), n: number(c.facilities.length), area: area(c.area.area_m2), classes: (classes ?? []).join(", ") };
  const sure = estimated ? t("live.about") : "";
  switch (what) {
    case "ratio": return [t("how.cov.ratio", v), ...methodWords(c), sure];
    case "total": return [t("how.total." + kind, v)];
    case "wi.covered": return b ? [t("how.wi.covered", { a: v.covered, b: amount(b.covered, unit) }), sure] : [];
    case "wi.ratio": return b ? [t("how.wi.ratio", { a: v.ratio, b: percent(b.ratio) }), sure] : [];
    case "wi.gaps": return b ? [t("how.wi.gaps", { a: number(c.gaps.count), b: number(b.gaps.count) }), sure] : [];
    default: return [t("how.cov." + what, v), what === "depth" ? "" : sure];
  }
}

/** Returns how exact an answer is, and from which layers. @param {import("./types.js").Coverage} c */
export function methodWords(c) {
  const versions = Object.entries(c.layers ?? {}).map(([id, v]) => `${id} v${v}`).join(", ");
  return [
    t("method.exact", { area: area(c.area.area_m2) }),
    c.method?.distance_error_ratio === undefined ? "" : t("method.error", { error: c.method.distance_error_ratio.toExponential(1) }),
    versions && t("method.layers", { versions }),
  ].filter(Boolean);
}

/**
 * Returns how the curve was drawn.
 * @param {import("./types.js").Curve|null|undefined} exact the service's curve, where it was asked for @param {number} radius @param {number|null} ratio at the radius
 */
export const curveWords = (exact, radius, ratio) => [
  t("how.curve", { radius: metres(radius), ratio: percent(ratio) }),
  exact ? t("how.curve.exact", { n: number(exact.radii_m.length) }) : t("how.curve.samples"),
];

/** Returns what the columns of the gap table say. @param {string|undefined} unit of the demand */
export function gapColumnWords(unit) {
  const people = Boolean(unit) && unit !== "m2";
  const line = (/** @type {string} */ name, /** @type {string} */ what) => t("how.column", { name, what: t("how.gaps." + what) });
  return [line("#", "rank"), line(t("gap.district"), "district"), people ? line(t(unit === "jobs" ? "unit.jobs" : "unit.people"), "amount") : "", line(t("gap.area"), people ? "land" : "area"), line(t("gap.farthest"), "farthest")].filter(Boolean);
}

/** Returns what the columns of the facility table say. @param {string} unitName */
export const facilityColumnWords = (unitName) => [
  t("how.column", { name: `${t("fac.reach")} ${unitName}`, what: t("how.fac.reach") }),
  t("how.column", { name: `${t("fac.exclusive")} ${unitName}`, what: t("how.fac.only") }),
];

/** Returns what a row of a comparison says. @param {"ratio"|"covered"|"gap"|"twice"|"gaps"|"facilities"} row @param {import("./scenarios.js").Compared} c */
export function comparedWords(row, c) {
  const { unit } = c.demand;
  const side = (/** @type {import("./scenarios.js").Side} */ s) => ({ covered: amount(s.covered, unit), total: amount(s.total, unit), ratio: percent(s.ratio) });
  const letters = ([["A", side(c.a)], ["B", side(c.b)]]);
  if (row === "ratio") return [...letters.map(([letter, v]) => `${letter}: ${t("how.cov.ratio", /** @type {any} */ (v))}`), t("how.sc.delta")];
  return [t("how.sc." + row), t("how.sc.delta")];
}
