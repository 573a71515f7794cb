// What floats on the map: zoom, legend, layer switches, the hover tip.

import { t } from "../i18n.js";
import { lacking } from "../lacking.js";
import { fill, h, say } from "./dom.js";
import { createLoading } from "./loading.js";
import { bring, lateParts } from "./module.js";
import { markOf } from "./paint.js";
import { createSpotCard } from "./spot.js";
import { createSwitches } from "./switches.js";
import { tileNote } from "./tiled_words.js";
import { createBanner } from "./whatif.js";

/** Returns the button that opens the sheet on files, fetched when it is first wanted. @param {import("../main.js").Context} ctx */
export const formatsLink = (ctx) => h("button", { type: "button", class: "chip formats", onClick: () => bring(ctx, "formats", import("./formats.js")).then((m) => m.showFormats(), () => {}) }, t("formats.title"));

/** Returns a line as it is drawn on the map. @param {{color: string, edge?: string, line?: string}} row */
function strokeOf({ color, edge, line }) {
  const mark = h("span", { class: "stroke", "aria-hidden": "true" });
  mark.style.borderTop = `${edge ? 3 : 2}px ${line} ${color}`;
  if (edge) mark.style.boxShadow = `0 0 0 1px ${edge}`;
  return mark;
}

/** @param {HTMLElement} element @param {{map: any, home: () => void, ctx: import("../main.js").Context}} parts */
export function createOverlay(element, { map, home, ctx }) {
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {string} */ name, /** @type {() => void} */ onClick) =>
    h("button", { type: "button", id, "aria-label": name, title: name, onClick }, text);
  const zoom = h("div", { class: "zoom" }, button("zoom-in", "+", t("map.in"), map.zoomIn), button("zoom-out", "−", t("map.out"), map.zoomOut), button("home", "⌂", t("map.home"), home), button("search", "⌕", t("find.title") + " (/)", ctx.search));
  const switches = createSwitches(ctx, map);
  const title = h("h2", null), rows = h("ul", null);
  const legend = h("section", { class: "float legend", "aria-label": t("legend.title") }, title, rows);
  const first = h("b", null), rest = h("span", null);
  const tip = h("div", { class: "tip", "aria-hidden": "true" }, first, rest);
  tip.hidden = true;
  const missing = h("p", null);
  const sample = h("button", { type: "button", class: "button quiet", id: "sample", onClick: () => {
    sample.disabled = true;
    bring(ctx, "late", lateParts()).then((m) => m.loadSample(ctx)).catch(() => {}).finally(() => { sample.disabled = false; });
  } }, t("empty.sample"));
  const empty = h("section", { class: "float empty", id: "empty" }, missing, h("div", { class: "actions" }, h("button", { type: "button", class: "button", onClick: ctx.pickFile }, t("drop.pick")), sample), h("p", { class: "note" }, formatsLink(ctx)));
  const loading = createLoading(ctx);
  const banner = createBanner(ctx), spot = createSpotCard(ctx);
  fill(element, empty, loading.element, banner.element, spot.element, h("div", { class: "aim", "aria-hidden": "true" }), zoom, switches.element, switches.credit, legend, h("div", { class: "north", "aria-label": t("map.north"), role: "img" }, "N"), tip);

  return {
    /** Says how far what is waited for has come. */
    wait: loading.update,
    /** @param {{title: string, note?: string, tabled?: boolean, rows: {color: string, text: string, outline?: string, round?: boolean, hollow?: boolean, ink?: string, edge?: string, line?: string, step?: number, on?: import("./paint.js").Ink, pick?: () => void, off?: boolean}[]}} content */
    update(content) {
      switches.update();
      banner.update();
      spot.update();
      const what = ctx.data.get().layers ? lacking(ctx.data.get(), ctx.settings.get().view) : "";
      empty.hidden = !what || ["services", "areas"].some((part) => ctx.data.get().failed?.has(part));
      if (what) say(missing, t("empty." + what));
      sample.hidden = what !== "layers" || !ctx.data.get().sample;
      say(title, content.title);
      legend.hidden = !content.rows.length || Boolean(what);
      legend.classList.toggle("tabled", Boolean(content.tabled));
      const note = tileNote(ctx);
      const words = JSON.stringify([content.rows, content.note, note]);
      if (rows.dataset.of === words && !content.rows.some((row) => row.pick)) return;
      rows.dataset.of = words;
      fill(rows, content.rows.map((row) => {
        const mark = row.line ? strokeOf(row) : markOf(row.hollow ? { color: "transparent" } : row, row.hollow ? row.color : row.outline, row.round ? "round" : "");
        if (!row.pick) return h("li", null, mark, row.text);
        return h("li", { class: row.off ? "off" : null }, h("button", { type: "button", "aria-pressed": String(!row.off), onClick: row.pick }, mark, row.text));
      }), content.note ? h("li", { class: "muted" }, content.note) : null, note ? h("li", { class: "muted tiled" }, note) : null);
    },
    /** @param {string[]} words @param {[number, number]|null} at pixels */
    tip(words, at) {
      tip.hidden = !words.length || !at;
      if (!words.length || !at) return;
      say(first, words[0]);
      say(rest, words.slice(1).join(" · "));
      const left = at[0] > element.clientWidth - 240;
      tip.style.transform = `translate(${Math.round(at[0] + (left ? -14 : 14))}px, ${Math.round(at[1] + 14)}px)${left ? " translateX(-100%)" : ""}`;
    },
  };
}
