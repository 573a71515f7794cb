// What is saved and printed: the export dialog with every table, the map's sheet, the tables of
// reports. It comes once the first answer is on the screen.

import { tablesOf } from "../export/tables.js";
import { t } from "../i18n.js";
import { clear } from "../room.js";
import { assessment } from "./assessment.js";
import { openDialog } from "./dialog.js";
import { fill, h, save } from "./dom.js";
import { faultParts } from "./fault.js";

export { problemTable } from "../export/data_tables.js";
export { drawSheet, forPaper, forScreen, sheetNotes } from "./sheet.js";

/**
 * Opens the dialog for what the present view shows.
 * @param {import("../main.js").Context} ctx @param {() => HTMLCanvasElement} sheet draws the map's sheet @param {import("../types.js").Curve|null|undefined} curve the one that is drawn
 */
export function openExport(ctx, sheet, curve) {
  const { settings, data, plan, loader } = ctx;
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
      s.service && d.areas?.length ? assessment(ctx, trying) : null,
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
  clear(canvas);
  if (!blob) throw new Error(t("export.toobig"));
  save(name, blob);
}
