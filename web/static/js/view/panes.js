// Several contents of one side of the page, of which one is shown. Each is fetched when it is first wanted.

import { t } from "../i18n.js";
import { choice, fill, h } from "./dom.js";

/**
 * @typedef {{element: any, update: (changed: Set<string>) => void}} Pane
 * @typedef {{id: string, text: string, make: () => Pane|Promise<Pane>}} Offer
 */

/**
 * @param {{label: string, offers: Offer[], chosen: () => string, onPick: (id: string) => void,
 *   awaiting: <T>(what: string, promise: Promise<T>) => Promise<T>}} spec
 */
export function createPanes({ label, offers, chosen, onPick, awaiting }) {
  const picker = h("div", { class: "picker" }), pane = h("div", { class: "pane" });
  /** @type {Record<string, Pane|null>} null while one is on its way */
  const made = {};
  let shown = "", failed = "";

  /** @param {Offer} offer @param {Promise<Pane>} coming */
  async function bring(offer, coming) {
    made[offer.id] = null;
    try {
      made[offer.id] = await awaiting("pane", coming);
    } catch {
      delete made[offer.id];
      failed = offer.id;
    }
    if (chosen() === offer.id) show(new Set(["start"]));
  }

  /** @param {Set<string>} changed */
  function show(changed) {
    const id = chosen();
    const offer = offers.find((o) => o.id === id) ?? offers[0];
    if (picker.dataset.of !== id) {
      picker.dataset.of = id;
      failed = "";
      const focused = picker.contains(document.activeElement);
      fill(picker, choice({ label, name: "pane", value: offer.id, onPick, options: offers.map((o) => ({ value: o.id, text: o.text })) }));
      if (focused) picker.querySelector("input:checked")?.focus();
    }
    if (changed.has("layers")) failed = ""; // everything is fetched anew
    if (failed === id) return fill(pane, h("div", { class: "none" }, h("p", null, t("pane.missing")), h("button", { type: "button", class: "button quiet", id: "pane-again", onClick: () => [failed = "", show(new Set(["start"]))] }, t("error.retry"))));
    if (made[offer.id] === undefined) {
      const found = offer.make();
      if (found instanceof Promise) bring(offer, found);
      else made[offer.id] = found;
    }
    const now = made[offer.id];
    if (!now) {
      if (pane.firstChild) fill(pane);
      shown = "";
      return;
    }
    const first = shown !== id;
    shown = id;
    if (pane.firstChild !== now.element) fill(pane, now.element);
    now.update(first ? new Set([...changed, "start"]) : changed);
  }

  return { picker, pane, update: show };
}
