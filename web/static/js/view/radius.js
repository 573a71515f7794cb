// The radius: a number, a slider and the radii that standards name.

import { metres, number } from "../format.js";
import { t } from "../i18n.js";
import { fill, h, mark, say } from "./dom.js";

/** @typedef {import("../types.js").Service} Service */

/** Metres that may be asked for, and a step of the number and the slider. */
const least = 10, most = 50000, step = 10;

/** Where the slider begins. */
const from = 50;

/** Metres a page key moves the slider by. @type {Record<string, number>} */
const pages = { PageUp: 100, PageDown: -100 };

/** Returns the slider's upper end for a service: wide enough for its standard, in round numbers. @param {Service|undefined} service */
function radiusLimit(service) {
  const wanted = Math.max(1500, 2 * (service?.radius_m ?? 0), 1.5 * Math.max(0, ...(service?.presets_m ?? [])));
  return Math.ceil(wanted / 500) * 500;
}

/** Says where the radius of a service comes from. @param {Service|undefined} s */
function sourceText(s) {
  const rule = s?.radius_source;
  if (!s || !rule) return "";
  const values = { radius: number(s.radius_m), standard: [rule.standard, rule.clause].filter(Boolean).join(" ") };
  if (rule.evidence !== "verbatim" && rule.evidence !== "secondary") return t("radius.recalled", values);
  return t(rule.evidence === "verbatim" ? "radius.verbatim" : "radius.secondary", values);
}

/**
 * Returns the control of a radius; one stands in the page at a time.
 * @param {{now: () => number, set: (radius: number) => void, service: () => Service|undefined}} of now and set: metres; service: whose radius it is
 */
export function createRadius({ now, set, service }) {
  const typed = h("input", { id: "radius", class: "radius", type: "number", min: least, max: most, step, inputmode: "numeric", onChange: () => type() });
  const slider = h("input", { id: "slider", type: "range", min: from, max: 1500, step, "aria-label": t("q.radius"), onInput: () => set(Number(slider.value)) });
  const presets = h("div", { class: "presets" }), source = h("p", { class: "note", id: "radius-source" });
  slider.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    if (!pages[e.key]) return;
    e.preventDefault();
    set(Math.max(least, now() + pages[e.key]));
  });

  function type() {
    const value = Number(typed.value);
    if (Number.isFinite(value) && value >= least && value <= most) set(value);
    else typed.value = String(now());
  }

  return {
    element: h("div", { class: "field" }, h("div", { class: "between" }, h("label", { for: "radius" }, t("q.radius")), h("span", { class: "unit" }, typed, "m")), slider, presets, source),
    focus: () => slider.focus(),
    source: () => source.textContent ?? "",
    update() {
      const radius = now(), s = service();
      slider.max = String(Math.max(radiusLimit(s), radius));
      slider.value = String(radius);
      mark(slider, "aria-valuetext", metres(radius));
      slider.style.setProperty("--at", `${(100 * (Number(slider.value) - from)) / (Number(slider.max) - from)}%`);
      if (document.activeElement !== typed) typed.value = String(radius);
      const list = [...new Set([...(s?.presets_m ?? []), s?.radius_m ?? 0])].filter(Boolean).sort((a, b) => a - b);
      if (presets.dataset.of !== list.join()) {
        presets.dataset.of = list.join();
        fill(presets, list.map((m) => h("button", { type: "button", class: "chip", onClick: () => set(m) }, metres(m))));
      }
      list.forEach((m, i) => mark(presets.children[i], "aria-pressed", String(m === radius)));
      say(source, sourceText(s));
    },
  };
}
