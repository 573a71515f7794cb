// The keyboard: one table of keys.

import { showHelp } from "./help.js";

const views = ["coverage", "landuse", "density", "data"];

/** @param {{settings: any, view: () => any, pick: () => void, home: () => void}} parts */
export function listenKeys({ settings, view, pick, home }) {
  addEventListener("keydown", (e) => {
    const at = /** @type {HTMLElement} */ (e.target);
    if (document.querySelector("dialog[open]")) return;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "o") {
      e.preventDefault();
      return pick();
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") return settings.set({ gap: 0, facility: "", cell: "", classes: "" });
    if (at.matches?.('input:not([type="range"]):not([type="radio"]):not([type="checkbox"]), select, textarea')) return;
    const n = Number(e.key);
    if (n >= 1 && n <= views.length) return settings.set({ view: views[n - 1] });
    /** @type {Record<string, () => void>} */
    const table = { "?": showHelp, g: () => view().nextGap?.(), r: () => view().focusRadius?.(), h: home };
    const act = table[e.key.toLowerCase()];
    if (!act) return;
    e.preventDefault();
    act();
  });
}
