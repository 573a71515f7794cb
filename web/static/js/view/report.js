// The report of a check or a load: counts, what was inferred, every problem with its place.

import { adviceOf } from "../advice.js";
import { number } from "../format.js";
import { currentLanguage, has, t, tn } from "../i18n.js";
import { fill, h } from "./dom.js";
import { kindWords, ownWords } from "./fault.js";
import { proposedSystems } from "../proposals.js";
import { problemPlace, problemWords } from "./spot.js";
import { reasonWords, word } from "./words.js";

/** Problems listed before "and n more". */
const most = 200;

/**
 * Returns the body of a report or of a problem document.
 * @param {any} report
 * @param {(p: import("../types.js").Problem) => any} [spot] shows where a problem lies
 */
export function reportBody(report, spot) {
  const problems = /** @type {import("../types.js").Problem[]} */ ([...(report.problems ?? []), ...(report.warnings ?? [])]);
  const counts = ["accepted", "repaired", "rejected"].filter((k) => typeof report[k] === "number");
  return h("div", { class: "reportbody" },
    counts.length ? h("dl", { class: "tiles" }, counts.map((k) => h("div", { class: `tile ${k}` }, h("dt", null, t("report." + k)), h("dd", null, number(report[k]))))) : null,
    report.role ? h("p", { class: "inferred" }, t("report.is", { role: word("role", report.role), kind: report.kind ? ` · ${word("kind", report.kind)}` : "", crs: report.crs ?? "" }), " ",
      h("span", { class: "muted" }, (report.inference ?? []).map((/** @type {import("../types.js").Inference} */ i) => reasonWords(i).words).join(t("semicolon")))) : null,
    report.encoding && !/^utf-?8$/i.test(report.encoding) ? h("p", { class: "note", id: "encoding" }, t("report.encoding", { encoding: report.encoding })) : null,
    problems.length ? h("h3", null, tn("data.problems", problems.length)) : null,
    problems.length ? h("ol", { class: "problems" }, problems.slice(0, most).map((p) => problem(p, spot))) : null,
    problems.length > most ? h("p", { class: "muted" }, t("report.more", { n: number(problems.length - most) })) : null);
}

/** @param {import("../types.js").Problem} p @param {(p: import("../types.js").Problem) => any} [spot] */
function problem(p, spot) {
  const where = [problemPlace(p), p.path].filter(Boolean).join(" · "), known = has("rule." + p.rule), advice = adviceOf(p.rule);
  return h("li", { class: p.severity },
    h("span", { class: "severity" }, has("severity." + p.severity) ? t("severity." + p.severity) : p.severity),
    h("span", null, h("b", { lang: known ? null : "en" }, problemWords(p)), advice ? h("span", { class: "advice" }, advice) : null, known ? original(p.message) : null, where ? h("small", null, where) : null, spot?.(p)));
}

/** Returns what the service says of a problem: in English, folded where the page speaks another language. @param {string} message */
const original = (message) => currentLanguage() === "en" ? h("span", { class: "muted" }, message) : h("details", { class: "original" }, h("summary", null, t("report.original")), h("span", { class: "muted", lang: "en" }, message));

/**
 * Returns why a file was refused: the problem that decided, in the present
 * language where its rule is known, else what the service says.
 * @param {any} document @returns {import("./dom.js").Child[]}
 */
export function refusalWords(document) {
  const last = (document.problems ?? []).findLast((/** @type {any} */ p) => p.severity === "error" && document.detail?.includes(p.message));
  if (last && has("rule." + last.rule)) return [[problemWords(last), problemPlace(last)].filter(Boolean).join(" · ")];
  const kind = kindWords(document);
  return [kind, kind && t("colon"), ownWords([!kind && document.title, document.detail].filter(Boolean).join(": "), document)];
}

const roles = ["boundary", "landuse", "facility", "road", "population", "building", "other"];

/** Systems offered by name; any other code the service knows can be typed. */
const systems = ["WGS84", "CGCS2000", "EPSG:4527", "EPSG:4528", "EPSG:4548", "EPSG:4549", "EPSG:32650", "EPSG:32651", "EPSG:3857", "GCJ-02", "BD-09"];
const modes = ["strict", "repair", "skip"];

/**
 * Returns the choices a person has about a file; each one checks it again.
 * @param {any} report @param {Record<string, string>} options @param {(patch: Record<string, string>) => void} again
 */
export function fileChoices(report, options, again) {
  const crs = h("input", { id: "file-crs", type: "text", list: "file-systems", placeholder: t("report.auto"), value: options.crs ?? "", onChange: () => again({ crs: crs.value.trim() }) });
  const select = (/** @type {string} */ key, /** @type {string[]} */ values, /** @type {(v: string) => string} */ text, /** @type {string} */ now) => {
    const box = h("select", { id: `file-${key}`, onChange: () => again({ [key]: box.value }) });
    fill(box, key === "mode" ? null : h("option", { value: "" }, t("report.auto")), values.map((v) => h("option", { value: v }, text(v))));
    box.value = now;
    return h("div", { class: "field" }, h("label", { for: `file-${key}` }, t("data." + key)), box);
  };
  const id = h("input", { id: "file-id", type: "text", value: options.id ?? report.id ?? "", onChange: () => again({ id: id.value }) });
  return h("details", { class: "filechoices", open: report.status >= 400 || null }, h("summary", null, t("report.choices")),
    h("div", { class: "grid" },
      h("div", { class: "field" }, h("label", { for: "file-id" }, t("data.id")), id),
      select("role", roles, (v) => word("role", v), options.role ?? ""),
      h("div", { class: "field" }, h("label", { for: "file-crs" }, t("data.crs")), crs, h("datalist", { id: "file-systems" }, systems.map((v) => h("option", { value: v }, has("crs." + v) ? t("crs." + v) : v)))),
      select("mode", modes, (v) => t("mode." + v), options.mode || "strict")));
}

/** Returns the name of a coordinate system, and that its files write latitude or northing first. @param {string} crs */
function systemName(crs) {
  const [code, order] = crs.split(","), name = has("crs." + code) ? t("crs." + code) : code;
  return order === "yx" ? t("crs.yx", { name }) : name;
}

/**
 * Returns the question which coordinate system a file is in, when its report
 * proposes some; each answer checks the file again.
 * @param {any} report @param {Record<string, string>} options @param {(patch: Record<string, string>) => void} again
 */
export function systemQuestion(report, options, again) {
  const proposed = proposedSystems([...(report.problems ?? []), ...(report.warnings ?? [])], options.crs);
  if (!proposed.length) return null;
  return h("div", { class: "question-crs", id: "crs-question", role: "group", "aria-label": t("report.crs") },
    h("p", null, t("report.crs")),
    h("div", { class: "presets" }, proposed.map((crs) => h("button", { type: "button", class: "chip", data: { crs }, onClick: () => again({ crs }) }, systemName(crs)))));
}
