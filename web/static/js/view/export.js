// Saving and printing: the dialog and the sheet come once the first answer is on the screen.

import { t } from "../i18n.js";
import { h } from "./dom.js";
import { bring, lateParts } from "./module.js";
import { tileNote } from "./tiled_words.js";
import { areaName } from "./words.js";

/** @typedef {import("./module.js").LateParts} Parts */

/**
 * Starts to watch for printing and returns what opens the export dialog, and what brings its parts before they are wanted.
 * @param {import("../main.js").Context} ctx
 * @param {() => {view: any, legend: () => any, window: any, painters: {paint: (f: any) => import("./strokes.js").Steps, opacity: number}[], paper: HTMLElement}} present what is on the page now
 * @param {(white: boolean, printing: boolean) => void} onWhite turns the colours to those of paper and back: the map's, and the panels' too where all is printed
 */
export function createExport(ctx, present, onWhite) {
  /** @type {Parts|undefined} */
  let parts;
  const bringing = async () => (parts = await lateParts());
  let opening = false;

  /** Draws the map's sheet, on white whatever the theme. @param {Parts} parts @param {(window: any) => any} sized */
  function sheet({ drawSheet, sheetNotes }, sized) {
    const { view, legend, window, painters } = present();
    const area = areaName(/** @type {any} */ (ctx.settings.get()), ctx.data.get());
    onWhite(true, false);
    try {
      return drawSheet({
        window: sized(window), painters, legend: legend(), palette: ctx.palette(),
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
    present().paper.replaceChildren(parts ? sheet(parts, parts.forPaper) : h("p", null, t("print.wait"))); // a browser does not wait for them
    onWhite(true, true);
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
    present().paper.replaceChildren();
    onWhite(false, true);
  });

  return {
    async open() {
      if (opening) return;
      opening = true;
      try {
        const known = parts ?? await bring(ctx, "late", bringing());
        known.openExport(ctx, () => sheet(known, known.forScreen), present().view.curve?.());
      } catch {
        // bring has said it; the next time it is tried again
      } finally {
        opening = false;
      }
    },
    /** Brings what is needed later, also to print; where it does not come, it is tried again once it is wanted. */
    prepare: () => void ctx.loader.awaiting("late", bringing()).catch(() => {}),
  };
}
