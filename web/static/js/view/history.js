// The versions of a layer: listed, compared with the present one, restored, the older ones removed.

import { api } from "../api.js";
import { number, when } from "../format.js";
import { nameOf, t, tn } from "../i18n.js";
import { layerDeed, tagOf } from "../layer_steps.js";
import { confirmBox } from "./dialog.js";
import { fill, h } from "./dom.js";
import { forgetVersions } from "./forget.js";

/** @typedef {import("../types.js").Layer} Layer */

/** Features named of each kind of difference. */
const most = 12;

/**
 * Returns the list of a layer's versions, which fills itself.
 * @param {import("../main.js").Context} ctx @param {Layer} layer
 * @param {number} [served] the version that is served, 0 for none as its data are damaged
 */
export function layerHistory({ reload, data, steps }, layer, served = layer.version) {
  const rows = h("ol", { class: "versions", id: "versions" });
  const difference = h("div", { class: "difference", id: "difference", role: "status" });
  const actions = h("div", { class: "actions" });

  /** @param {any} v */
  function row(v) {
    const act = (/** @type {string} */ key, /** @type {() => void} */ onClick) => h("button", { type: "button", class: "chip", data: { [key]: v.version }, onClick }, t("history." + key));
    return h("li", { class: v.current ? "current" : null },
      h("span", { class: "grow" }, h("b", null, `v${v.version}`), " ", v.current ? h("span", { class: "badge" }, t("history.current")) : null,
        h("small", null, [when(v.loaded_at), tn("history.features", v.features), v.source].filter(Boolean).join(" · "))),
      v.current ? null : act("compare", () => compare(v.version)), v.current ? null : act("restore", () => restore(v.version)));
  }

  /** @param {number} version */
  async function compare(version) {
    try {
      const d = await api.compare(layer.id, version, layer.version);
      const kind = (/** @type {string} */ key, /** @type {string[]} */ ids) => ids?.length ? h("p", null, h("b", null, t("history." + key) + " "), ids.slice(0, most).join(", "), d[`${key}_total`] > most ? " …" : "") : null;
      fill(difference, h("p", { class: "verdict good" }, t("history.difference", { from: version, to: layer.version, added: number(d.added_total), changed: number(d.changed_total), removed: number(d.removed_total), unchanged: number(d.unchanged) })),
        kind("added", d.added), kind("changed", (d.changes ?? []).map(changed)), kind("removed", d.removed));
    } catch (error) {
      data.set({ error });
    }
  }

  /** Names a changed feature and what changed in it. @param {any} c */
  const changed = (c) => `${c.id}${(c.properties ?? []).length || c.geometry ? ` (${[c.geometry ? t("history.geometry") : "", ...(c.properties ?? [])].filter(Boolean).join(", ")})` : ""}`;

  /** @param {number} version */
  async function restore(version) {
    if (!(await confirmBox(t("history.restore.ask", { name: nameOf(layer), version }), t("history.restore.note", { next: layer.version + 1 }), t("history.restore")))) return;
    try {
      const { version: next } = await api.restore(layer.id, version, await tagOf(layer.id, served));
      await reload();
      steps.did(layerDeed(layer.id, served, next, reload, (error) => data.set({ error })));
    } catch (error) {
      await reload(); // what is there now
      data.set({ error });
    }
  }

  /** @param {any[]} versions newest first */
  async function forget(versions) {
    const said = await forgetVersions(layer, versions);
    if (!said) return;
    fill(difference, h("p", { class: "verdict good" }, said));
    await list();
  }

  async function list() {
    try {
      const { versions } = await api.versions(layer.id);
      fill(rows, versions.map(row));
      fill(actions, versions.length > 1 ? h("button", { type: "button", class: "button quiet", id: "forget", onClick: () => forget(versions) }, t("history.forget")) : null);
    } catch {
      fill(rows, h("li", { class: "muted" }, t("error.offline")));
    }
  }

  list();
  return [h("h3", null, t("history.title")), rows, difference, actions];
}
