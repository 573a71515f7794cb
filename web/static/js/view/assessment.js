// The report that a planner signs, made by the service: with the question that the page shows, in a language of its own.

import { answerOf, posted, search } from "../api.js";
import { questionOf, spelledOut } from "../asked.js";
import { currentLanguage, t } from "../i18n.js";
import { choice, h, save, say } from "./dom.js";

const formats = { html: "HTML", xlsx: "Excel", csv: "CSV" };
const papers = ["A4", "A3"];

/**
 * Returns what the report is to be like, and the buttons that save it.
 * @param {import("../main.js").Context} ctx
 * @param {(action: () => any) => () => Promise<void>} trying says what fails
 */
export function assessment({ settings, data }, trying) {
  let lang = /** @type {string} */ (currentLanguage()), paper = papers[0];
  const mapNumber = h("input", { id: "map-number", type: "text", maxlength: 100, value: data.get().mapNumber ?? "", onInput: () => data.set({ mapNumber: mapNumber.value.trim() }) });
  const working = h("p", { class: "note", id: "report-working", role: "status" });
  const buttons = Object.entries(formats).map(([format, name]) => h("button", { type: "button", class: "button quiet", id: `report-${format}`, "aria-label": `${t("assess.title")} ${name}`, onClick: trying(() => make(format)) }, name));

  /** @param {string} format */
  async function make(format) {
    for (const b of buttons) b.disabled = true;
    say(working, t("assess.making"));
    try {
      const q = spelledOut(questionOf(settings.get()), data.get());
      const answer = await answerOf("api/report" + search({ lang, paper, format, palette: settings.get().palette, map_number: data.get().mapNumber }), posted(q));
      save(decodeURIComponent(/''(.+)$/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? `report.${format}`), await answer.blob());
    } finally {
      for (const b of buttons) b.disabled = false;
      say(working, "");
    }
  }

  return h("section", { class: "assessment", "aria-labelledby": "assessment-title" },
    h("div", { class: "exportrow" }, h("b", { id: "assessment-title" }, t("assess.title")), h("span", { class: "actions" }, buttons)),
    h("p", { class: "note" }, t("assess.what")), working,
    h("div", { class: "grid" },
      h("div", { class: "field" }, h("span", { class: "label" }, t("assess.lang")), choice({ label: t("assess.lang"), name: "report-lang", value: lang, options: [{ value: "zh", text: "中文" }, { value: "en", text: "English" }], onPick: (v) => { lang = v; } })),
      h("div", { class: "field" }, h("span", { class: "label" }, t("assess.paper")), choice({ label: t("assess.paper"), name: "report-paper", value: paper, options: papers.map((v) => ({ value: v, text: v })), onPick: (v) => { paper = v; } })),
      h("div", { class: "field" }, h("label", { for: "map-number" }, t("assess.mapno")), mapNumber)));
}
