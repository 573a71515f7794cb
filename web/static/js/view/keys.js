// The keyboard: one table of keys.

import { folded } from "./fold.js";
import { showHelp } from "./help.js";
import { bring } from "./module.js";

const views = ["coverage", "landuse", "density", "scenarios", "data"];

/** Opens what finds places, fetched when it is first wanted. @param {import("../main.js").Context} ctx */
export const openSearch = (ctx) => bring(ctx, "search", import("./search.js")).then((m) => m.openSearch(ctx), () => {});

/** @param {{settings: any, data: any, search: () => void, drawing: (e: KeyboardEvent) => boolean, steps: import("../main.js").Context["steps"], exporting: () => void, view: () => any, pick: () => void, home: () => void, place: () => void}} parts */
export function listenKeys({ settings, data, steps, exporting, search, drawing, view, pick, home, place }) {
  const fold = (/** @type {"left"|"right"} */ side) => settings.set({ folded: folded(settings.get().folded, side) });
  addEventListener("keydown", (e) => {
    const at = /** @type {HTMLElement} */ (e.target);
    if (document.querySelector("dialog[open]")) return;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "o") {
      e.preventDefault();
      return pick();
    }
    const typing = at.matches?.('input:not([type="range"]):not([type="radio"]):not([type="checkbox"]), select, textarea');
    if ((e.ctrlKey || e.metaKey) && !typing && ["z", "y"].includes(e.key.toLowerCase())) {
      e.preventDefault();
      return e.key.toLowerCase() === "y" || e.shiftKey ? steps.redo() : steps.undo();
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (!typing && drawing(e)) return;
    if (e.key === "Escape" && data.get().spot) return data.get().spot.back();
    if (e.key === "Escape" && data.get().proposing) return data.set({ proposing: false });
    if (e.key === "Escape" && data.get().found) return data.set({ found: null });
    if (e.key === "Escape") return settings.set({ gap: 0, facility: "", cell: "", classes: "" });
    if (typing) return;
    if (e.key === "Enter" && at.id === "map" && data.get().proposing) return place();
    const n = Number(e.key);
    if (n >= 1 && n <= views.length) return settings.set({ view: views[n - 1] });
    /** @type {Record<string, () => void>} */
    const table = { "?": showHelp, "/": search, g: () => view().nextGap?.(), r: () => view().focusRadius?.(), h: home, e: exporting, p: () => view().propose?.(), d: () => view().drawArea?.(), delete: () => view().turnSite?.(), m: () => view().siteHere?.(), "[": () => fold("left"), "]": () => fold("right") };
    const act = table[e.key.toLowerCase()];
    if (!act) return;
    e.preventDefault();
    act();
  });
}
