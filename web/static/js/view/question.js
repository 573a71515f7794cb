// The question: which service, what radius, what must be served, which facilities count.

import { housingIn } from "../codes.js";
import { number } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { offeredStates, openingYears } from "../when.js";
import { choice, fill, h, say } from "./dom.js";
import { createAreaField } from "./draw_area.js";
import { createRadius } from "./radius.js";
import { statusText } from "./words.js";

/** @typedef {import("../main.js").Context} Context */
/** @typedef {import("../types.js").Service} Service */

/** @param {Context} ctx */
export function createQuestion(ctx) {
  const { settings, data } = ctx, area = createAreaField(ctx);
  const service = h("select", { id: "service", onChange: () => pickService(service.value) });
  const radius = createRadius({ now: () => settings.get().radius, set: (radius) => settings.set({ radius }), service: () => current() });
  const demand = h("div", { class: "field" });
  const own = h("option", { value: "" }); // what an address or a scenario counts that is not offered
  const status = h("select", { id: "status", onChange: () => pickStatus(status.value) },
    [...offeredStates.map((v) => h("option", { value: v }, statusText(v))), h("option", { value: "year" }, t("status.year.count")), own]);
  const year = h("input", { id: "year", type: "range", step: 1, "aria-label": t("q.year"), onInput: () => settings.set({ year: Number(year.value) }) });
  const yearNow = h("output", { class: "yearnow", for: "year" }), firstYear = h("span", null), lastYear = h("span", null);
  const years = h("div", { class: "years" }, yearNow, year, h("div", { class: "between note" }, firstYear, lastYear));

  const element = h("section", { class: "block question" },
    h("div", { class: "field" }, h("label", { for: "service" }, t("q.service")), service),
    radius.element,
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

  return {
    element,
    update() {
      services();
      if (service.value !== settings.get().service) service.value = settings.get().service;
      demands();
      area.update();
      radius.update();
      when();
    },
    standardRadius: () => current()?.radius_m ?? 0,
    focus: radius.focus,
    /** Says what a sheet must: what counts, where the radius is from, how distance is measured. */
    terms: () => [t("sheet.counted", { status: settings.get().year ? t("q.year.label", { year: settings.get().year }) : statusText(settings.get().status) }), radius.source() && radius.source() + t("sheet.stop"), t("caveat.straight")].filter(Boolean).join(" "),
  };
}
