// The status line: how fresh, how fast, from which data, where the pointer is.

import { number } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { h, fill } from "./dom.js";

/** @param {HTMLElement} element @param {import("../main.js").Context} ctx @param {[number, number]|null} pointer */
export function drawStatus(element, { data, settings }, pointer) {
  const d = data.get();
  const synthetic = (d.layers ?? []).filter((/** @type {any} */ l) => l.synthetic);
  const ms = settings.get().view === "coverage" ? d.coverage?.method?.elapsed_ms : undefined;
  const parts = [
    h("span", { class: d.offline ? "lamp bad" : d.busy ? "lamp busy" : d.error ? "lamp bad" : "lamp" }, t("status." + (d.offline ? "offline" : d.busy ? "busy" : d.error ? "error" : "ready"))),
    ms !== undefined && h("span", null, t("status.ms", { ms: number(ms, ms < 10 ? 1 : 0) })),
    synthetic.length > 0 && h("span", { class: "synthetic", title: synthetic.map(nameOf).join(", ") }, t("status.synthetic")),
    d.damaged?.length > 0 && h("span", { class: "synthetic", id: "status-damaged", title: d.damaged.map((/** @type {any} */ x) => x.file || x.layer).join(", ") }, t("status.damaged")),
    h("span", { class: "grow" }),
    pointer && h("span", { class: "figures" }, `${pointer[0].toFixed(5)}, ${pointer[1].toFixed(5)}`),
    h("span", null, "WGS 84"),
  ];
  const text = parts.map((p) => (p ? p.className + p.textContent : "")).join("|");
  if (element.dataset.of === text) return;
  element.dataset.of = text;
  fill(element, parts);
}
