// Older versions of a layer are removed for good: asked first, with what goes and what stays.

import { api } from "../api.js";
import { nameOf, t, tn } from "../i18n.js";
import { when } from "../format.js";
import { openDialog } from "./dialog.js";
import { fill, h } from "./dom.js";
import { faultParts } from "./fault.js";

/** @typedef {{version: number, loaded_at: string, current?: boolean}} Version */

/** Names versions that follow each other: "v1", "v1, v2", "v1–v9". @param {Version[]} versions oldest first */
const span = (versions) => (versions.length > 2 ? [versions[0], versions[versions.length - 1]].map((v) => `v${v.version}`).join("–") : versions.map((v) => `v${v.version}`).join(", "));

/**
 * Asks from which version on a layer's history is to be kept, and removes what
 * is before it. Resolves to what to say of it, "" for nothing done.
 * @param {import("../types.js").Layer} layer @param {Version[]} versions newest first, at least two
 * @returns {Promise<string>}
 */
export function forgetVersions(layer, versions) {
  return new Promise((resolve) => {
    const oldest = versions.toReversed();
    const from = h("select", { id: "forget-from", onChange: () => tell() });
    fill(from, versions.slice(0, -1).map((v) => h("option", { value: v.version }, `v${v.version} · ${when(v.loaded_at)}${v.current ? ` · ${t("history.current")}` : ""}`)));
    const words = h("p", { id: "forget-words", role: "status" });
    const yes = h("button", { type: "button", class: "button danger", id: "confirm-yes", onClick: remove });
    const fault = h("p", { class: "verdict bad", role: "alert" });
    fault.hidden = true;
    let said = "";
    const box = openDialog({
      title: t("history.forget.ask", { name: nameOf(layer) }), id: "confirm", onClose: () => resolve(said),
      content: [h("div", { class: "field" }, h("label", { for: "forget-from" }, t("history.forget.from")), from), words, h("p", { class: "note" }, t("history.forget.note")), fault,
        h("div", { class: "actions" }, yes, h("button", { type: "button", class: "button quiet", onClick: () => box.close() }, t("cancel")))],
    });

    function tell() {
      const before = Number(from.value), goes = oldest.filter((v) => v.version < before), stays = oldest.filter((v) => v.version >= before);
      fill(words, h("b", null, tn("history.forget.goes", goes.length, { versions: span(goes) })), " ", tn("history.forget.stays", stays.length, { versions: span(stays) }));
      yes.textContent = tn("history.forget.yes", goes.length);
    }

    async function remove() {
      yes.disabled = true;
      try {
        const { removed } = await api.forget(layer.id, Number(from.value));
        said = removed.length ? t("history.forgotten", { versions: removed.map((/** @type {number} */ n) => `v${n}`).join(", ") }) : t("history.forgotten.none");
        box.close();
      } catch (error) {
        fault.hidden = false;
        fill(fault, t("error.title"), " ", faultParts(error));
        yes.disabled = false;
      }
    }
    tell();
    box.querySelector("#forget-from")?.focus();
  });
}
