// The sheet of keys and of what the words mean.

import { t } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";

const keys = [["1 – 5", "views"], ["R", "radius"], ["← →", "slider"], ["PgUp PgDn", "page"], ["G", "gap"], ["/", "find"], ["P", "propose"], ["D", "draw"], ["Enter", "place"], ["M", "move"], ["Del", "close"], ["Ctrl Z", "undo"], ["Ctrl Y", "redo"], ["E", "export"], ["H", "home"], ["Ctrl O", "open"], ["[ ]", "fold"], ["Esc", "escape"], ["?", "help"]];
const words = ["ratio", "gap", "depth", "exclusive", "demand", "best", "whatif", "scenario"];

export function showHelp() {
  openDialog({
    title: t("help.title"), id: "help-dialog",
    content: [
      h("div", { class: "columns" },
        h("section", null, h("h3", null, t("help.keys")), h("dl", { class: "keysheet" }, keys.flatMap(([key, name]) => [h("dt", null, key.split(" ").map((k) => (k === "–" ? " – " : h("kbd", null, k)))), h("dd", null, t("help.key." + name))]))),
        h("section", null, h("h3", null, t("help.words")), h("dl", { class: "wordsheet" }, words.flatMap((w) => [h("dt", null, t(`help.word.${w}`)), h("dd", null, t(`help.word.${w}.is`))])))),
    ],
  });
}
