// What of the store is not served, and what can be done about it.

import { t } from "../i18n.js";
import { h } from "./dom.js";
import { layerHistory } from "./history.js";

/** @typedef {{layer?: string, document?: string, version?: number, file?: string, reason: string}} Damage */

/**
 * Returns a notice of what is damaged, null for nothing.
 * @param {import("../main.js").Context} ctx @param {Damage[]|undefined} all
 */
export function damageNotice(ctx, all) {
  if (!all?.length) return null;
  return h("section", { class: "block", id: "damaged", role: "status" }, h("h3", null, t("damaged.title")), h("ul", { class: "damaged" }, all.map((d) => item(ctx, d))));
}

/** @param {import("../main.js").Context} ctx @param {Damage} d */
function item(ctx, d) {
  const kind = d.file ? "file" : d.document ? "document" : "layer";
  const values = { file: d.file ?? "", id: d.layer ?? "", document: d.document ? t("damaged.kind." + d.document) : "", version: d.version ?? "" };
  return h("li", null, h("b", null, t(`damaged.${kind}`, values)), h("p", null, t(`damaged.${kind}.advice`, values)), h("small", { class: "muted", lang: "en" }, d.reason),
    kind === "layer" ? versionsOf(ctx, d) : null);
}

/** Returns the versions of a damaged layer, fetched when they are opened. @param {import("../main.js").Context} ctx @param {Damage} d */
function versionsOf(ctx, d) {
  const box = h("details", null, h("summary", null, t("damaged.older")));
  box.addEventListener("toggle", () => {
    const layer = /** @type {any} */ ({ id: d.layer, name: d.layer, version: d.version });
    if (box.open && box.childElementCount === 1) box.append(...layerHistory(ctx, layer, 0));
  });
  return box;
}
