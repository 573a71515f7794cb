// What files may be and say: a sheet for whoever brings data.

import { t } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";

const notes = ["files", "boundary", "landuse", "facility", "population", "road", "crs"];

export function showFormats() {
  openDialog({ title: t("formats.title"), id: "formats-dialog", content: [
    h("dl", { class: "wordsheet" }, notes.flatMap((note) => [h("dt", null, t("formats." + note)), h("dd", null, t(`formats.${note}.is`))])),
    h("p", { class: "note" }, t("formats.note")),
  ] });
}
