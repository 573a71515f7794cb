// What to keep in mind of the data an answer was computed from, in the present language.

import { number } from "./format.js";
import { nameOf, t, tn } from "./i18n.js";

/**
 * Returns what limits the answer shown, most important first.
 * @param {import("./state.js").Data} d @param {{service: string, radius: number}} s
 * @returns {string[]}
 */
export function caveatWords(d, s) {
  const used = Object.keys(d.coverage?.layers ?? {});
  /** @type {import("./types.js").Layer[]} */
  const layers = (d.layers ?? []).filter((/** @type {any} */ l) => used.includes(l.id));
  const service = (d.services ?? []).find((/** @type {any} */ x) => x.service === s.service), evidence = service?.radius_source?.evidence;
  const named = (/** @type {any[]} */ list) => list.map(nameOf).join(t("wi.and"));
  const synthetic = layers.filter((l) => l.synthetic), unit = d.coverage?.demand.unit;
  return [
    synthetic.length ? t("caveat.synthetic", { names: named(synthetic) }) : "",
    ...layers.flatMap((l) => {
      const n = (l.problems_total ?? l.problems?.length ?? 0) + (l.warnings?.length ?? 0);
      return [n ? tn("caveat.problems", n, { name: nameOf(l) }) : "", l.conversion ? t("caveat.converted", { name: nameOf(l), from: l.conversion.from_name || l.conversion.from, error: number(l.conversion.error_m, l.conversion.error_m < 1 ? 3 : 1) }) : ""];
    }),
    evidence && evidence !== "verbatim" && Math.round(service.radius_m) === s.radius ? t("caveat.rule." + (evidence === "secondary" ? "secondary" : "recalled")) : "",
    unit && unit !== "m2" ? t("caveat.spread") : "",
    t("caveat.straight"),
  ].filter(Boolean);
}
