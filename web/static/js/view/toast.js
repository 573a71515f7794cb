// A line at the foot of the map that says what was done, and can undo it.

import { t } from "../i18n.js";
import { fill, h } from "./dom.js";

/** Milliseconds a line stays; one that can undo stays longer, and while it is in use. */
const stays = 6000, staysWithUndo = 15000;

/** Returns where lines appear, and what says one. */
export function createToast() {
  const element = h("div", { class: "toast", id: "toast", role: "status" });
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let going;
  element.hidden = true;

  function hide() {
    element.hidden = true;
    fill(element);
  }
  /** @param {number} ms */
  function leave(ms) {
    clearTimeout(going);
    going = setTimeout(() => (element.matches(":hover, :focus-within") ? leave(ms) : hide()), ms);
  }

  return {
    element,
    /** @param {import("./dom.js").Child|import("./dom.js").Child[]} text @param {(() => any)|null} [undo] */
    say(text, undo) {
      element.hidden = false;
      fill(element, h("span", null, text),
        undo ? h("button", { type: "button", class: "button quiet", id: "toast-undo", onClick: () => { hide(); undo(); } }, t("tool.undo")) : null,
        h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: hide }, "×"));
      leave(undo ? staysWithUndo : stays);
    },
  };
}
