// Modal boxes.

import { t } from "../i18n.js";
import { h } from "./dom.js";

/**
 * Shows a modal and returns it; closing removes it and calls onClose.
 * @param {{title: string, id?: string, content: any[], onClose?: () => void}} spec
 */
export function openDialog({ title, id, content, onClose }) {
  const box = h("dialog", { class: "dialog", id, "aria-labelledby": "dialog-title" },
    h("div", { class: "between" }, h("h2", { id: "dialog-title" }, title), h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => box.close() }, "×")),
    content);
  let aside = false;
  box.addEventListener("close", () => {
    if (aside) return;
    box.remove();
    onClose?.();
  });
  /** Hides the modal, that the page may be used, until the returned function is called. */
  box.stepAside = () => {
    const focused = /** @type {HTMLElement|null} */ (document.activeElement);
    const lists = [box, ...box.querySelectorAll(".problems")].map((list) => [list, list.scrollTop]);
    aside = true;
    box.close();
    return () => {
      box.showModal();
      for (const [list, top] of lists) list.scrollTop = top;
      focused?.focus();
      aside = false;
    };
  };
  document.body.append(box);
  box.showModal();
  return box;
}

/** Asks a yes-or-no question. @param {string} title @param {string} text @param {string} yes label of the button that agrees @returns {Promise<boolean>} */
export function confirmBox(title, text, yes) {
  return new Promise((resolve) => {
    let agreed = false;
    const box = openDialog({
      title, id: "confirm", onClose: () => resolve(agreed),
      content: [h("p", null, text), h("div", { class: "actions" },
        h("button", { type: "button", class: "button danger", id: "confirm-yes", onClick: () => { agreed = true; box.close(); } }, yes),
        h("button", { type: "button", class: "button quiet", onClick: () => box.close() }, t("cancel")))],
    });
  });
}
