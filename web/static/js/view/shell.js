// The page's frame: header with views, three columns, status line.

import { currentLanguage, nameOf, t } from "../i18n.js";
import { fill, h, mark, svg } from "./dom.js";
import { createFold } from "./fold.js";

const views = /** @type {const} */ (["coverage", "landuse", "density", "scenarios", "data"]);

/** Draws one of the header's line icons. @param {string} path */
const icon = (path) => svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", class: "icon" }, svg("path", { d: path }));

const paths = {
  undo: "M4.5 8.5h7a4 4 0 0 1 0 8H8M7.5 5 4 8.5 7.5 12",
  redo: "M15.5 8.5h-7a4 4 0 0 0 0 8H12M12.5 5 16 8.5 12.5 12",
  theme: "M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM10 3a7 7 0 0 1 0 14z",
  help: "M7.4 7.6a2.6 2.6 0 1 1 3.9 2.3c-.8.5-1.3 1-1.3 2M10 14.6v.3",
  save: "M10 4v9M6.5 9.7 10 13.2l3.5-3.5M4 13v3h12v-3",
  add: "M10 13V4M6.5 7.3 10 3.8l3.5 3.5M4 13v3h12v-3",
};

/**
 * Returns the frame and its parts.
 * @param {{settings: any, onArea: (id: string) => void, onTheme: () => void, onLanguage: () => void, onHelp: () => void, onFile: () => void, onExport: () => void, steps: import("../main.js").Context["steps"]}} ctx
 */
export function createShell({ settings, onArea, onTheme, onLanguage, onHelp, onFile, onExport, steps }) {
  const tabs = views.map((view, i) =>
    h("button", { type: "button", class: "tab", data: { view }, title: `${t("view." + view + ".hint")} (${i + 1})`, onClick: () => settings.set({ view }) }, t("view." + view)));
  const area = h("select", { id: "area", class: "area", "aria-label": t("area.label"), onChange: () => onArea(area.value) });
  const step = (/** @type {"undo"|"redo"} */ id, /** @type {string} */ keys) => h("button", { type: "button", class: "tool", id, title: `${t("tool." + id)} (${keys})`, "aria-label": t("tool." + id), onClick: steps[id] }, icon(paths[id]));
  const undo = step("undo", "Ctrl+Z"), redo = step("redo", "Ctrl+Y");
  const other = currentLanguage() === "zh" ? "EN" : "中文";
  const header = h("header", { class: "top" },
    h("div", { class: "brand" }, h("div", { class: "emblem" }), h("h1", null, t("app.name"))),
    area,
    h("nav", { class: "tabs", "aria-label": t("views.label") }, tabs),
    h("div", { class: "tools" }, undo, redo,
      h("button", { type: "button", class: "tool", id: "export", title: `${t("export.title")} (E)`, "aria-label": t("export.title"), onClick: onExport }, icon(paths.save)),
      h("button", { type: "button", class: "tool add", id: "add-file", onClick: onFile, title: t("drop.pick") }, icon(paths.add), h("span", null, t("drop.pick"))),
      h("button", { type: "button", class: "tool", id: "language", onClick: onLanguage, lang: currentLanguage() === "zh" ? "en" : "zh-CN", "aria-label": currentLanguage() === "zh" ? "EN, English" : "中文" }, other),
      h("button", { type: "button", class: "tool", id: "theme", onClick: onTheme, title: t("theme.switch"), "aria-label": t("theme.switch") }, icon(paths.theme)),
      h("button", { type: "button", class: "tool", id: "help", onClick: onHelp, title: t("help.title") + " (?)", "aria-label": t("help.title") }, icon(paths.help))));
  const left = h("section", { class: "side left", "aria-label": t("panel.question") });
  const right = h("section", { class: "side right", "aria-label": t("panel.results") });
  const map = h("div", { class: "map", id: "map", tabindex: "0" });
  const paper = h("div", { class: "paper" });
  const over = h("div", { class: "over" });
  const notice = h("div", { class: "notice", role: "alert" });
  const status = h("footer", { class: "status" });
  const live = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  const fold = createFold(settings);
  const root = h("div", { class: "frame" }, header,
    h("main", { class: "body" }, left, h("div", { class: "stage" }, map, over, fold.buttons, notice, paper), right), status, live);

  fold.update(root); // before the map is measured
  return {
    root, left, right, map, over, paper, notice, status, live,
    /** Shows the present view and area. @param {any} s settings @param {any} d data */
    update(s, d) {
      for (const tab of tabs) {
        if (tab.dataset.view !== s.view) tab.removeAttribute("aria-current");
        else mark(tab, "aria-current", "page");
      }
      root.dataset.view = s.view;
      fold.update(root);
      undo.disabled = !d.canUndo;
      redo.disabled = !d.canRedo;
      const areas = d.areas ?? [];
      const drawn = s.drawn && s.view === "coverage";
      const text = areas.map((/** @type {any} */ a) => a.id + nameOf(a)).join("|") + drawn;
      if (area.dataset.of !== text) {
        area.dataset.of = text;
        fill(area, drawn ? h("option", { value: "" }, t("area.drawn")) : null, areas.map((/** @type {any} */ a) => h("option", { value: a.id }, (a.kind === "district" ? "\u2003" : "") + nameOf(a))));
      }
      if (area.value !== (drawn ? "" : s.area)) area.value = drawn ? "" : s.area;
      area.hidden = areas.length === 0;
    },
  };
}
