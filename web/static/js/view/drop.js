// A file dropped anywhere, picked or pasted; the report on it comes with what is needed later.

import { t } from "../i18n.js";
import { fill, h } from "./dom.js";
import { bring, lateParts } from "./module.js";

/** @param {import("../main.js").Context} ctx */
export function createDrop(ctx) {
  /** @type {File[]} */
  const queue = [];
  let open = false;

  const input = h("input", { type: "file", accept: ".geojson,.json,.ndjson,.geojsonl,.gz,.zst,.csv,.tsv,.gpkg,.kml,.kmz,.zip,application/geo+json,application/json", multiple: true, class: "hidden", tabindex: "-1", "aria-hidden": "true", id: "file" });
  input.addEventListener("change", () => {
    take([...(input.files ?? [])]);
    input.value = "";
  });
  const veil = h("div", { class: "veil", "aria-hidden": "true" }, h("p", null, t("drop.here")));
  veil.hidden = true;

  /** @param {File[]} files */
  function take(files) {
    queue.push(...files);
    if (!open) nextFile();
  }

  function nextFile() {
    const file = queue.shift();
    open = file !== undefined;
    if (file) bring(ctx, "late", lateParts()).then((m) => m.examine(ctx, file, nextFile), () => { open = !queue.unshift(file); });
  }

  return {
    pick: () => input.click(),
    /** Starts to watch the window. */
    listen() {
      document.body.append(input, veil);
      ctx.data.subscribe(({ offline }, changed) => { if (changed.has("offline") && !offline && !open) nextFile(); }); // what was dropped while the service was away
      let depth = 0;
      const hasFile = (/** @type {DragEvent} */ e) => e.dataTransfer?.types.includes("Files");
      const show = () => { veil.hidden = depth <= 0; fill(veil, h("p", null, t("drop.here"))); };
      addEventListener("dragenter", (e) => { if (hasFile(e)) { e.preventDefault(); depth++; show(); } });
      addEventListener("dragleave", (e) => { if (hasFile(e)) { depth--; show(); } });
      addEventListener("dragover", (e) => { if (hasFile(e)) e.preventDefault(); });
      addEventListener("drop", (e) => {
        if (!hasFile(e)) return;
        e.preventDefault();
        depth = 0;
        show();
        take([...(e.dataTransfer?.files ?? [])]);
      });
      addEventListener("paste", (e) => {
        const files = [...(e.clipboardData?.files ?? [])];
        if (files.length) take(files);
      });
    },
  };
}
