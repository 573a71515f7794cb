// "How is this computed" beside a number: a button, and a note that it opens.

import { t } from "../i18n.js";
import { fill, h } from "./dom.js";

/**
 * Returns a button and the note it opens.
 * @param {string} id @param {string} name what the number is @param {boolean} open @param {(open: boolean) => void} onTurn
 */
function pair(id, name, open, onTurn) {
  const note = h("div", { class: "hownote", id: `how-${id}` });
  const button = h("button", { type: "button", class: "how", "aria-label": t("how.label", { name }), title: t("how.title"), "aria-controls": note.id, "aria-expanded": String(open), onClick: (/** @type {Event} */ e) => {
    e.stopPropagation(); // it may stand in a row that does something else
    note.hidden = !note.hidden;
    button.setAttribute("aria-expanded", String(!note.hidden));
    onTurn(!note.hidden);
  } }, "?");
  note.hidden = !open;
  return { button, note };
}

/** @param {string[]} lines */
const paragraphs = (lines) => lines.map((line) => h("p", null, line));

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
    const made = pair(id, name, open.has(id), (now) => (now ? open.add(id) : open.delete(id)));
    fill(made.note, paragraphs(lines));
    return made;
  };
}

/**
 * Returns such a pair for a number that changes in place; update says anew what an
 * open note says.
 * @param {string} id @param {string} name @param {() => string[]} lines
 */
export function createLiveHow(id, name, lines) {
  const say = () => fill(made.note, paragraphs(lines().filter(Boolean)));
  const made = pair(id, name, false, (now) => now && say());
  return { ...made, update: () => made.note.hidden || say() };
}
