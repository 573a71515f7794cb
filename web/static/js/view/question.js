// The question: which service, what radius, what must be served, which facilities count.

import { housingIn } from "../codes.js";
import { metres, number } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { offeredStates, openingYears } from "../when.js";
import { choice, fill, h, mark, say } from "./dom.js";
import { createAreaField } from "./draw_area.js";
import { statusText } from "./words.js";

/** @typedef {import("../main.js").Context} Context */
/** @typedef {import("../types.js").Service} Service */

/** Returns the slider's upper end for a service: wide enough for its standard, in round numbers. @param {Service|undefined} service */
export function radiusLimit(service) {
  const wanted = Math.max(1500, 2 * (service?.radius_m ?? 0), 1.5 * Math.max(0, ...(service?.presets_m ?? [])));
  return Math.ceil(wanted / 500) * 500;
}

/** @param {Context} ctx */
export function createQuestion(ctx) {
  const { settings, data } = ctx, area = createAreaField(ctx);
  const service = h("select", { id: "service", onChange: () => pickService(service.value) });
  const radius = h("input", { id: "radius", class: "radius", type: "number", min: 10, max: 50000, step: 10, inputmode: "numeric", onChange: () => typed() });
  const slider = h("input", { id: "slider", type: "range", min: 50, max: 1500, step: 10, "aria-label": t("q.radius") });
  const presets = h("div", { class: "presets" });
  const source = h("p", { class: "note", id: "radius-source" });
  const demand = h("div", { class: "field" });
  const own = h("option", { value: "" }); // what an address or a scenario counts that is not offered
  const status = h("select", { id: "status", onChange: () => pickStatus(status.value) },
    [...offeredStates.map((v) => h("option", { value: v }, statusText(v))), h("option", { value: "year" }, t("status.year.count")), own]);
  const year = h("input", { id: "year", type: "range", step: 1, "aria-label": t("q.year"), onInput: () => settings.set({ year: Number(year.value) }) });
  const yearNow = h("output", { class: "yearnow", for: "year" }), firstYear = h("span", null), lastYear = h("span", null);
  const years = h("div", { class: "years" }, yearNow, year, h("div", { class: "between note" }, firstYear, lastYear));
  slider.addEventListener("input", () => settings.set({ radius: Number(slider.value) }));
  slider.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    const step = { PageUp: 100, PageDown: -100 }[e.key];
    if (!step) return;
    e.preventDefault();
    settings.set({ radius: Math.max(10, settings.get().radius + step) });
  });

  const element = h("section", { class: "block question" },
    h("div", { class: "field" }, h("label", { for: "service" }, t("q.service")), service),
    h("div", { class: "field" }, h("div", { class: "between" }, h("label", { for: "radius" }, t("q.radius")), h("span", { class: "unit" }, radius, "m")), slider, presets, source),
    demand, area.element,
    h("div", { class: "field" }, h("label", { for: "status" }, t("q.status")), status, years));

  const current = () => /** @type {Service|undefined} */ ((data.get().services ?? []).find((/** @type {Service} */ s) => s.service === settings.get().service));

  /** @param {string} id */
  function pickService(id) {
    const found = data.get().services.find((/** @type {Service} */ s) => s.service === id);
    settings.set({ service: id, sites: "", radius: Math.round(found?.radius_m ?? settings.get().radius), gap: 0, facility: "" });
  }

  /** @param {string} chosen */
  function pickStatus(chosen) {
    if (chosen !== "year") return settings.set({ status: chosen, year: 0 });
    const [first, last] = opened() ?? [0, 0];
    settings.set({ year: Math.max(first, Math.min(last, new Date().getFullYear())) });
  }

  let drawn = /** @type {any} */ (null), span = /** @type {[number, number]|null} */ (null);
  /** Returns the years in which something opens, looked up once per set of layers. */
  function opened() {
    if (data.get().drawn !== drawn) [drawn, span] = [data.get().drawn, openingYears(data.get().drawn ?? [])];
    return span;
  }

  function when() {
    const s = settings.get(), range = opened();
    const byYear = /** @type {HTMLOptionElement} */ (status.options[offeredStates.length]);
    own.hidden = own.disabled = offeredStates.includes(s.status);
    own.value = own.hidden ? "" : s.status;
    say(own, own.hidden ? "" : statusText(s.status));
    byYear.hidden = byYear.disabled = !range && !s.year;
    years.hidden = !s.year;
    status.value = s.year ? "year" : s.status;
    if (!s.year) return;
    const first = Math.min(range?.[0] ?? s.year, s.year), last = Math.max(range?.[1] ?? s.year, s.year);
    year.min = String(first);
    year.max = String(last);
    year.value = String(s.year);
    year.setAttribute("aria-valuetext", t("q.year.label", { year: s.year }));
    year.style.setProperty("--at", `${(100 * (s.year - first)) / Math.max(1, last - first)}%`);
    say(yearNow, t("q.year.label", { year: s.year }));
    say(firstYear, String(first));
    say(lastYear, String(last));
  }

  function typed() {
    const value = Number(radius.value);
    if (Number.isFinite(value) && value >= 10 && value <= 50000) settings.set({ radius: value });
    else radius.value = String(settings.get().radius);
  }

  function services() {
    /** @type {Service[]} */
    const list = data.get().services ?? [];
    const text = list.map((s) => s.service + s.facilities).join("|");
    if (service.dataset.of === text) return;
    service.dataset.of = text;
    const some = list.filter((s) => s.facilities > 0), none = list.filter((s) => !s.facilities);
    const option = (/** @type {Service} */ s) => h("option", { value: s.service }, [headed(nameOf({ ...s, id: s.service })), s.facilities && number(s.facilities)].filter(Boolean).join(" · "));
    fill(service, some.map(option), none.length ? h("optgroup", { label: t("q.service.none") }, none.map(option)) : null);
  }

  function demands() {
    const { layers = [], usedCodes } = data.get();
    const options = [{ value: "land", text: t("demand.land") }];
    const homes = housingIn(usedCodes);
    if (homes) options.unshift({ value: `landuse:${homes}`, text: t("demand.homes") });
    const has = (/** @type {string} */ what) => layers.some((/** @type {any} */ l) => l.role === "population" && (l.kind ?? "population") === what || l.id === what || l.role === what);
    if (has("population")) options.push({ value: "population", text: t("demand.population") });
    if (has("jobs")) options.push({ value: "jobs", text: t("demand.jobs") });
    const value = settings.get().demand;
    if (value && !options.some((o) => o.value === value)) options.push({ value, text: value.replace("landuse:", "") });
    const text = JSON.stringify(options) + value;
    if (demand.dataset.of === text) return;
    demand.dataset.of = text;
    const focused = demand.contains(document.activeElement);
    fill(demand, h("span", { class: "label" }, t("q.demand")), choice({ label: t("q.demand"), name: "demand", options, value, onPick: (v) => settings.set({ demand: v }) }));
    if (focused) demand.querySelector("input:checked")?.focus();
  }

  function radii() {
    const r = settings.get().radius;
    const s = current();
    slider.max = String(Math.max(radiusLimit(s), r));
    slider.value = String(r);
    mark(slider, "aria-valuetext", metres(r));
    slider.style.setProperty("--at", `${(100 * (Number(slider.value) - 50)) / (Number(slider.max) - 50)}%`);
    if (document.activeElement !== radius) radius.value = String(r);
    const list = [...new Set([...(s?.presets_m ?? []), s?.radius_m ?? 0])].filter(Boolean).sort((a, b) => a - b);
    if (presets.dataset.of !== list.join()) {
      presets.dataset.of = list.join();
      fill(presets, list.map((m) => h("button", { type: "button", class: "chip", onClick: () => settings.set({ radius: m }) }, metres(m))));
    }
    list.forEach((m, i) => mark(presets.children[i], "aria-pressed", String(m === r)));
    say(source, sourceText(s));
  }

  /** @param {Service|undefined} s */
  function sourceText(s) {
    const rule = s?.radius_source;
    if (!s || !rule) return "";
    const values = { radius: number(s.radius_m), standard: [rule.standard, rule.clause].filter(Boolean).join(" ") };
    if (rule.evidence !== "verbatim" && rule.evidence !== "secondary") return t("radius.recalled", values);
    return t(rule.evidence === "verbatim" ? "radius.verbatim" : "radius.secondary", values);
  }

  return {
    element,
    update() {
      services();
      if (service.value !== settings.get().service) service.value = settings.get().service;
      demands();
      area.update();
      radii();
      when();
    },
    standardRadius: () => current()?.radius_m ?? 0,
    focus: () => slider.focus(),
  };
}
