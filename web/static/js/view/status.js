// The status line: how fresh, how fast, from which data, where the pointer is.

import { clock, day, number } from "../format.js";
import { fromWorld, worldPerMetre } from "../geo/shape.js";
import { nameOf, t, tn } from "../i18n.js";
import { h, fill } from "./dom.js";

/** Metres of a CSS pixel on a screen. */
const pixelMetres = 0.0254 / 96;

/** Returns the scale of the map in its middle, as "1:50,000" to two figures. @param {{x0: number, y0: number, scale: number, width: number, height: number}|undefined} w */
function scaleOf(w) {
  if (!w) return "";
  const latitude = fromWorld(w.x0 + w.width / 2 / w.scale, w.y0 + w.height / 2 / w.scale)[1], exact = 1 / (worldPerMetre(latitude) * w.scale * pixelMetres);
  return `1:${number(Number(exact.toPrecision(2)))}`;
}

/** Returns the day on which the newest of the layers was loaded, "" where none says. @param {import("../types.js").Layer[]} layers */
const newest = (layers) => day(layers.map((l) => l.loaded_at ?? "").sort().at(-1));

/** Where a draft is by what the page says of it, and the lamp for that: on the service, in the browser, nowhere but in the address. @type {Record<string, [string, string]>} */
const places = { service: ["service", ""], apart: ["service", ""], browser: ["browser", " busy"], newer: ["browser", " busy"] };

/** @param {string|undefined} held */
function draftState(held) {
  const [where, at] = (held ?? "").split(" "), [place, lamp] = places[where] ?? ["address", " bad"];
  return where && h("span", { class: "lamp" + lamp, id: "status-draft", title: t("draft.in." + where, { at: at && clock(at) }) }, t("status.draft." + place));
}

/** @param {HTMLElement} element @param {import("../main.js").Context} ctx @param {[number, number]|null} pointer */
export function drawStatus(element, { data, settings, window: shown }, pointer) {
  const d = data.get();
  const synthetic = (d.layers ?? []).filter((/** @type {any} */ l) => l.synthetic);
  const ms = settings.get().view === "coverage" ? d.coverage?.method?.elapsed_ms : undefined;
  const layers = /** @type {import("../types.js").Layer[]} */ (d.layers ?? []), parcels = layers.filter((l) => l.role === "landuse").reduce((n, l) => n + l.features, 0);
  const parts = [
    h("span", { class: d.offline ? "lamp bad" : d.busy ? "lamp busy" : d.error ? "lamp bad" : "lamp" }, t("status." + (d.offline ? "offline" : d.busy ? "busy" : d.error ? "error" : "ready"))),
    parcels > 0 && h("span", { class: "figures wide" }, tn("status.parcels", parcels)),
    ms !== undefined && h("span", null, t("status.ms", { ms: number(ms, ms < 10 ? 1 : 0) })),
    newest(layers) && h("span", { class: "wide" }, t("status.data", { date: newest(layers) })),
    synthetic.length > 0 && h("span", { class: "synthetic", title: synthetic.map(nameOf).join(", ") }, t("status.synthetic")),
    d.damaged?.length > 0 && h("span", { class: "synthetic", id: "status-damaged", title: d.damaged.map((/** @type {any} */ x) => x.file || x.layer).join(", ") }, t("status.damaged")),
    draftState(d.draftHeld),
    h("span", { class: "grow" }),
    pointer && h("span", { class: "figures" }, `${pointer[0].toFixed(5)}, ${pointer[1].toFixed(5)}`),
    h("span", { class: "figures", id: "map-scale", title: t("status.scale") }, scaleOf(shown())),
    h("span", { title: "EPSG:4326" }, "WGS 84"),
  ];
  const text = parts.map((p) => (p ? p.className + p.title + p.textContent : "")).join("|");
  if (element.dataset.of === text) return;
  element.dataset.of = text;
  fill(element, parts);
}
