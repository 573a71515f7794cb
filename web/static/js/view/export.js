// The export dialog: every table as CSV or GeoJSON, the map as a picture, the page on paper.

import { tablesOf } from "../export/tables.js";
import { t } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { fill, h, save } from "./dom.js";
import { faultParts } from "./fault.js";
import { drawSheet, forPaper, forScreen, sheetNotes } from "./sheet.js";
import { tileNote } from "./tiled_words.js";
import { areaName } from "./words.js";

/**
 * Opens the dialog for what the present view shows.
 * @param {import("../main.js").Context} ctx @param {() => HTMLCanvasElement} sheet draws the map's sheet @param {import("../types.js").Curve|null|undefined} curve the one that is drawn
 */
function openExport({ settings, data, plan, loader }, sheet, curve) {
  const s = /** @type {any} */ (settings.get()), d = data.get();
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => any} */ onClick) => h("button", { type: "button", class: "button quiet", id, onClick }, text);
  const failed = h("p", { class: "verdict bad", role: "alert" });
  failed.hidden = true;

  /** @param {() => any} action */
  const trying = (action) => async () => {
    try {
      await action();
    } catch (error) {
      fill(failed, t("error.title"), " ", faultParts(error));
      failed.hidden = false;
    }
  };

  const tables = tablesOf(s.view, s, d, plan, curve).map((table, i) => h("div", { class: "exportrow" }, h("b", null, t(table.name)), h("span", { class: "actions" },
    button(`csv-${i}`, "CSV", trying(async () => save(table.file + ".csv", new Blob([await table.csv()], { type: "text/csv;charset=utf-8" })))),
    button(`geojson-${i}`, "GeoJSON", trying(async () => save(table.file + ".geojson", new Blob([JSON.stringify(await table.geojson())], { type: "application/geo+json" })))))));
  const box = openDialog({
    title: t("export.title"), id: "export-dialog",
    content: [
      ...tables,
      h("div", { class: "exportrow" }, h("b", null, t("export.map")), h("span", { class: "actions" },
        button("png", "PNG", trying(() => loader.rested().then(() => picture(sheet(), `${s.view}-${s.area.replaceAll("/", "-")}.png`)))),
        button("print", t("export.print"), () => { box.close(); print(); }))),
      h("p", { class: "note" }, t("export.note")), failed,
    ],
  });
}

/** @param {HTMLCanvasElement} canvas @param {string} name */
async function picture(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error(t("export.toobig"));
  save(name, blob);
}

/**
 * Starts to watch for printing and returns what opens the export dialog.
 * @param {import("../main.js").Context} ctx
 * @param {() => {view: any, window: any, painters: {paint: (f: any) => void, opacity: number}[], paper: HTMLElement}} present what is on the page now
 * @param {(white: boolean, printing: boolean) => void} onWhite turns the colours to those of paper and back: the map's, and the panels' too where all is printed
 */
export function createExport(ctx, present, onWhite) {
  /** Draws the map's sheet, on white whatever the theme. @param {(window: any) => any} sized */
  function sheet(sized) {
    const { view, window, painters } = present();
    const area = areaName(/** @type {any} */ (ctx.settings.get()), ctx.data.get());
    onWhite(true, false);
    try {
      return drawSheet({
        window: sized(window), painters, legend: view.map.legend(), palette: ctx.palette(),
        title: [view.title(), area].filter(Boolean).join(" · "), lines: view.summary(), notes: [...sheetNotes(ctx.data.get()), tileNote(ctx)],
      });
    } finally {
      onWhite(false, false);
    }
  }
  /** What is folded on the screen and stands on paper whole. @type {HTMLDetailsElement[]} */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(/** @type {"details"} */ ("details.service:not([open])"))];
    for (const fold of unfolded) fold.open = true;
    present().paper.replaceChildren(sheet(forPaper));
    onWhite(true, true);
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
    present().paper.replaceChildren();
    onWhite(false, true);
  });
  return () => openExport(ctx, () => sheet(forScreen), present().view.curve?.());
}
