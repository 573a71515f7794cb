// The handle between two states of the map: a slider for pointer, finger and keys.

import { t } from "../i18n.js";
import { h } from "./dom.js";

/** Percent a key moves the line by. @type {Record<string, number>} */
const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -100, End: 100 };

/**
 * Returns the handle and what brings it up to date.
 * @param {(percent: number) => void} onSlide
 */
export function createSwipe(onSlide) {
  let at = 50;
  const grip = h("span", { class: "grip", "aria-hidden": "true" }, "⇔");
  const element = h("div", { class: "swipe", id: "swipe", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal" }, grip);

  /** @param {number} percent */
  const slide = (percent) => onSlide(Math.round(Math.max(0, Math.min(100, percent)) * 10) / 10);

  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    if (!(e.key in steps) || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopPropagation();
    slide(Math.round(at) + steps[e.key] * (e.shiftKey && Math.abs(steps[e.key]) === 1 ? 10 : 1));
  });
  element.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => {
    if (e.button !== 0) return;
    e.preventDefault();
    element.focus({ preventScroll: true });
    element.setPointerCapture(e.pointerId);
    const box = element.parentElement.getBoundingClientRect();
    const off = e.clientX - box.left - (box.width * at) / 100; // where on the handle it was taken
    const follow = (/** @type {PointerEvent} */ m) => slide(((m.clientX - box.left - off) / box.width) * 100);
    element.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => element.removeEventListener("pointermove", follow), { once: true });
  });

  return {
    element,
    /** @param {number} percent @param {{a: string, b: string}} names */
    update(percent, names) {
      at = percent;
      element.style.left = `${percent}%`;
      element.setAttribute("aria-label", t("sc.swipe.label", names));
      element.setAttribute("aria-valuenow", String(Math.round(percent)));
      element.setAttribute("aria-valuetext", t("sc.swipe.value", { ...names, pct: Math.round(percent), rest: 100 - Math.round(percent) }));
    },
  };
}
