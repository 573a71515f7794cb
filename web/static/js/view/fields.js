// From which fields of a file its facts are read, what their values become, and another choice. It comes with the first report that tells.

import { chosenWith, offered, unnamed } from "../fields.js";
import { codeBook } from "../codes.js";
import { number } from "../format.js";
import { has, headed, moreWords, nameOf, t, tn } from "../i18n.js";
import { fill, h, swatch } from "./dom.js";
import { word } from "./words.js";

/** @typedef {import("../fields.js").Source} Source */
/** @typedef {import("../fields.js").Value} Value */
/** @typedef {{ctx: import("../main.js").Context, report: any, options: any, again: (patch: any) => void, before?: string[]}} Asked before: what was chosen for the layer and is proposed */

/** The fact that was chosen for last: its list has the keyboard again once the report is made anew. */
let last = "";

/** Whether the lists stand open, where a person has opened or closed them. @type {boolean|undefined} */
let opened;

/** Names a property of the file. @param {string} name */
const fieldName = (name) => nameOf({ name }).trim() || t("fields.blank");

/** Names a fact. @param {string} fact */
const factText = (fact) => (has("fact." + fact) ? t("fact." + fact) : t("fields.fact." + fact));

/**
 * Shows the choice in a place; nothing where the report does not tell of fields.
 * @param {HTMLElement} place @param {Asked} asked
 */
export async function showFields(place, asked) {
  await moreWords("fields");
  const { report } = asked, read = /** @type {import("../fields.js").Report} */ (report.fields_read);
  const told = read.facts.filter((f) => f.reason !== "untold" || offered(f.fact)), rest = read.facts.filter((f) => !told.includes(f));
  const box = h("details", { class: "filechoices", id: "fields", open: Boolean(asked.before) || (opened ?? (Boolean(report.refused) || report.role === "other" || read.facts.some((f) => f.reason === "given" || (f.fact === "class" && f.reason === "untold")))) },
    h("summary", null, t("fields.title")), h("p", { class: "note" }, t("fields.about")), asked.before ? h("p", { class: "note", id: "fields-before" }, t("fields.before", { id: report.id })) : null, told.map((f) => row(f, asked)),
    rest.length ? h("details", { id: "fields-more", open: rest.some((f) => f.fact === last) }, h("summary", null, tn("fields.rest", rest.length)), rest.map((f) => row(f, asked))) : null);
  box.addEventListener("toggle", (/** @type {Event} */ e) => { if (e.target === box) opened = box.open; });
  fill(place, box);
  if (last) box.querySelector(`#field-${last}`)?.focus();
  last = "";
}

/** Returns one fact: its choice, how many values are usable, what some become. @param {Source} f @param {Asked} asked */
function row(f, { ctx, report, options, again }) {
  const id = `field-${f.fact}`, read = report.fields_read, says = h("p", { class: "note", id: `${id}-says` }, countText(f));
  const names = read.fields.map((/** @type {import("../fields.js").Sample} */ s) => ({ value: "=" + (s.name || unnamed), text: [fieldName(s.name), s.examples?.length ? `(${s.examples.map((name) => nameOf({ name })).join(", ").slice(0, 40)})` : ""].join(" ") }));
  if (f.missing) names.unshift({ value: "=" + f.field, text: t("fields.missing", { name: fieldName(f.field ?? "") }) });
  const auto = f.reason === "alias" ? [f.field ?? "", ...(f.other_fields ?? [])].map(fieldName).join(", ") : t("fields.untold");
  const list = h("select", { id, "aria-describedby": says.id, value: f.reason === "given" ? (f.field ? "=" + f.field : "none") : "", onChange: () => {
    last = f.fact;
    opened = true;
    again({ field: chosenWith(options.field ?? [], f.fact, list.value) });
  } }, h("option", { value: "" }, t("fields.auto", { name: f.reason === "given" ? "…" : auto })), h("option", { value: "none" }, t("fields.none")), names.map((/** @type {any} */ n) => h("option", { value: n.value }, n.text)));
  return h("div", { class: "field", data: { fact: f.fact } }, h("label", { for: id }, factText(f.fact)), list, says, f.examples?.length ? preview(f, ctx) : null);
}

/** Says how many values are usable. @param {Source} f */
const countText = (f) => (f.reason === "untold" || (f.reason === "given" && !f.field) ? t("fields.nothing") : t("fields.counts", { usable: number(f.usable), unusable: number(f.unusable), empty: number(f.empty) }));

/** Returns what the first values become. @param {Source} f @param {import("../main.js").Context} ctx */
function preview(f, ctx) {
  const table = h("table", { class: "table" }, h("thead", null, h("tr", null, [t("fields.feature"), t("fields.value"), t("fields.becomes")].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", null, (f.examples ?? []).map((v) => h("tr", null, h("td", null, v.feature >= 0 ? String(v.feature) : "–"), h("td", null, nameOf({ name: v.value })), h("td", { class: v.rule ? "bad" : null }, becomes(f.fact, v, ctx))))));
  for (const cell of table.querySelectorAll("td")) cell.style.overflowWrap = "anywhere";
  for (const cell of table.querySelectorAll("th:not(:first-child)")) cell.style.padding = "6px 8px";
  for (const line of table.querySelectorAll("tr")) line.style.cursor = "auto";
  return h("details", { class: "preview", open: f.reason === "given" }, h("summary", null, t("fields.preview", { fact: factText(f.fact) })), table);
}

/** @param {string} fact @param {Value} v @param {import("../main.js").Context} ctx */
function becomes(fact, v, ctx) {
  if (v.rule) return has("rule." + v.rule) ? t("rule." + v.rule) : v.rule;
  if (v.code) {
    const c = codeBook(ctx.data.get().schemes, v.scheme)(v.code), name = headed(nameOf({ ...c, id: "" }));
    return [swatch(c.color || "#BBBBBB", "rgba(0,0,0,.22)"), ` ${nameOf({ name: v.code })} ${name}`.trimEnd()];
  }
  if (v.number !== undefined) return fact === "opens" || fact === "closes" ? String(v.number) : number(v.number, Number.isInteger(v.number) ? 0 : 3);
  if (fact === "status") return t("status." + v.text);
  return fact === "kind" ? word("kind", v.text, ctx.data.get().services) : nameOf({ name: v.text });
}
