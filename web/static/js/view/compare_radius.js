// The radius at which scenarios are compared: each at the one it was kept with, or both at one.

import { metres } from "../format.js";
import { t } from "../i18n.js";
import { now, today } from "../scenarios.js";
import { h, say } from "./dom.js";
import { createRadius } from "./radius.js";

/** @param {import("../main.js").Context} ctx */
export function createCompareRadius({ settings, data, loader }) {
  const sides = () => loader.scenarios.sidesNow();
  const keptOf = (/** @type {string} */ id) => (data.get().scenarios ?? []).find((/** @type {any} */ s) => s.id === id)?.question;
  const serviceOf = (/** @type {any} */ q) => (data.get().services ?? []).find((/** @type {any} */ s) => s.service === q?.service);
  /** Compares at a radius. @param {number} radius metres */
  function set(radius) {
    const both = [sides().a, sides().b];
    settings.set({ ...(both.includes(now) ? { radius } : {}), ...(both.some((id) => id !== now && id !== today) ? { reach: radius } : {}) });
  }
  const control = createRadius({
    now: () => sides().radii.b,
    service: () => serviceOf(loader.scenarios.questionOf(sides().b === today ? sides().a : sides().b)),
    set,
  });
  const said = h("p", { class: "note", id: "compare-radius-note" });
  const back = h("button", { type: "button", class: "chip", id: "own-radius", onClick: () => settings.set({ reach: 0 }) }, t("sc.radius.back"));
  const element = h("section", { class: "block" }, control.element, said, h("div", { class: "chips" }, back));

  /** Returns the radii that scenarios were kept with, of those that are compared at another. */
  function others() {
    const { a, b } = sides(), { reach } = settings.get();
    const own = [a, b].map(keptOf).filter(Boolean).map((q) => q.radius ?? serviceOf(q)?.radius_m);
    return reach ? [...new Set(own)].filter((m) => m !== reach) : [];
  }

  return {
    element, set, focus: control.focus,
    update() {
      const { b, radii } = sides(), kept = others();
      element.hidden = !b || !data.get().scenarios;
      if (element.hidden) return;
      control.update();
      back.parentElement.hidden = !kept.length;
      say(said, kept.length ? t("sc.radius.instead", { radius: metres(settings.get().reach), kept: kept.map(metres).join(", ") }) : radii.a !== radii.b ? t("sc.radius.differ", { a: metres(radii.a), b: metres(radii.b) }) : "");
      said.hidden = !said.textContent;
    },
  };
}
