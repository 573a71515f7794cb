// "How is this computed" beside a number: a button, and a note that it opens.

import { t } from "../i18n.js";
import { h } from "./dom.js";

/** Returns a maker of such pairs; what was open stays open when it is drawn again. */
export function createHow() {
  /** @type {Set<string>} */
  const open = new Set();
  /**
   * @param {string} id @param {string} name what the number is @param {string[]} lines
   * @returns {{button: any, note: any}} nothing where there is nothing to say
   */
  return (id, name, lines) => {
    if (!lines.length) return { button: null, note: null };
    const note = h("div", { class: "hownote", id: `how-${id}` }, lines.map((line) => h("p", null, line)));
    const button = h("button", { type: "button", class: "how", "aria-label": t("how.label", { name }), title: t("how.title"), "aria-controls": note.id, "aria-expanded": String(open.has(id)), onClick: () => {
      note.hidden = !note.hidden;
      button.setAttribute("aria-expanded", String(!note.hidden));
      if (note.hidden) open.delete(id);
      else open.add(id);
    } }, "?");
    note.hidden = !open.has(id);
    return { button, note };
  };
}
