// Which layers are shown, and how opaque.

import { keptBasemap } from "../basemap.js";
import { answer, fade, readFaded } from "../faded.js";
import { nameOf, t } from "../i18n.js";
import { fill, h, mark } from "./dom.js";
import { bring } from "./module.js";

/** Roles of layers that are painted as they are; others show in what the view answers. */
const painted = ["boundary", "landuse", "road"];

/** @param {import("../main.js").Context} ctx @param {any} map */
export function createSwitches(ctx, map) {
  const { settings, data } = ctx;
  const list = h("ul", null), base = h("div", null), credit = h("p", { class: "credit", id: "credit" });
  const element = h("details", { class: "float layers" }, h("summary", null, t("layers.title")), list, base);
  let wanted = false;
  function offerBasemap() {
    if (wanted) return;
    wanted = true;
    bring(ctx, "basemap", import("./basemap.js").then((m) => m.createBasemap(map, base, credit))).catch(() => { wanted = false; });
  }
  credit.hidden = true;
  element.addEventListener("toggle", offerBasemap);
  if (keptBasemap()) offerBasemap();
  const hidden = () => new Set(settings.get().hidden.split(",").filter(Boolean));

  /** @param {string} id @param {string} name */
  function slider(id, name) {
    const range = h("input", { type: "range", class: "fade", min: 10, max: 100, step: 10, data: { fade: id }, "aria-label": t("layers.opacity", { name }), title: t("layers.opacity", { name }), onInput: () => settings.set({ faded: fade(settings.get().faded, id, Number(range.value) / 100) }) });
    return range;
  }

  /** @param {any} l */
  function row(l) {
    const box = h("input", { type: "checkbox", value: l.id, onChange: () => {
      const now = hidden();
      if (box.checked) now.delete(l.id);
      else now.add(l.id);
      settings.set({ hidden: [...now].join(",") });
    } });
    return h("li", null, h("label", null, box, nameOf(l)), painted.includes(l.role) ? slider(l.id, nameOf(l)) : null);
  }

  return {
    element, credit,
    update() {
      const layers = data.get().layers ?? [], text = JSON.stringify(layers.map((/** @type {any} */ l) => [l.id, nameOf(l), l.role]));
      if (list.dataset.of !== text) {
        list.dataset.of = text;
        fill(list, h("li", null, h("span", null, t("layers.answer")), slider(answer, t("layers.answer"))), layers.map(row));
      }
      const off = hidden(), opacity = readFaded(settings.get().faded);
      for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = !off.has(box.value);
      for (const range of list.querySelectorAll(".fade")) {
        const percent = Math.round(100 * (opacity.get(range.dataset.fade) ?? 1));
        range.value = String(percent);
        range.style.setProperty("--at", `${((percent - 10) / 90) * 100}%`);
        mark(range, "aria-valuetext", `${percent} %`);
      }
    },
  };
}
