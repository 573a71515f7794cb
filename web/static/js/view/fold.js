// Putting the sides of the page away, so that the map has all the room.

import { t } from "../i18n.js";
import { h, mark, say } from "./dom.js";

const sides = /** @type {const} */ (["left", "right"]);

/** Says whether a side is put away. @param {string} text as the address holds it @param {"left"|"right"} side */
const isFolded = (text, side) => text === side || text === "both";

/** Returns the text in which a side is turned about. @param {string} text @param {"left"|"right"} side @returns {""|"left"|"right"|"both"} */
export function folded(text, side) {
  const other = side === "left" ? "right" : "left", rest = isFolded(text, other);
  return isFolded(text, side) ? (rest ? other : "") : rest ? "both" : side;
}

/** Returns the buttons at the map's edges. @param {any} settings */
export function createFold(settings) {
  const buttons = sides.map((side) => h("button", { type: "button", class: `fold ${side}`, id: `fold-${side}`, onClick: () => settings.set({ folded: folded(settings.get().folded, side) }) }, h("span", { "aria-hidden": "true" })));
  return {
    buttons,
    /** @param {HTMLElement} root */
    update(root) {
      const text = settings.get().folded;
      if (root.dataset.folded !== text) root.dataset.folded = text;
      buttons.forEach((button, i) => {
        const away = isFolded(text, sides[i]), name = `${t(`fold.${sides[i]}.${away ? "show" : "hide"}`)} (${"[]"[i]})`;
        mark(button, "aria-expanded", String(!away));
        mark(button, "aria-label", name);
        mark(button, "title", name);
        say(button.firstChild, (i === 0) === away ? "›" : "‹");
      });
    },
  };
}
