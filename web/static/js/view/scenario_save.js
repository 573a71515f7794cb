// Keeps the page's what-if as a scenario.

import { t } from "../i18n.js";
import { changesOf, freeName } from "../scenarios.js";
import { h, say } from "./dom.js";
import { changesText } from "./whatif.js";

/**
 * @param {import("../main.js").Context} ctx
 * @param {{actions: ReturnType<typeof import("./scenario_actions.js").createActions>, describe: (q: any) => string}} parts
 */
export function createSave({ settings, data, loader }, { actions, describe }) {
  const what = h("p", { class: "note", id: "save-what" });
  const name = h("input", { type: "text", id: "scenario-name", maxlength: 200, autocomplete: "off" });
  const note = h("input", { type: "text", id: "scenario-note", maxlength: 4000, autocomplete: "off" });
  const save = h("button", { type: "submit", class: "button", id: "save-scenario" }, t("sc.save"));
  const update = h("button", { type: "button", class: "button quiet", id: "update-scenario", onClick: () => { const s = source(); if (s) actions.update(s); } });
  const form = h("form", { class: "stackform", onSubmit: async (/** @type {Event} */ e) => {
    e.preventDefault();
    const called = name.value.trim() || name.placeholder;
    if (await actions.save(called, note.value.trim())) name.value = note.value = "";
  } },
  h("div", { class: "field" }, h("label", { for: "scenario-name" }, t("sc.name")), name),
  h("div", { class: "field" }, h("label", { for: "scenario-note" }, t("sc.note")), note),
  h("div", { class: "actions" }, save, update));
  const start = h("button", { type: "button", class: "button propose", id: "start-whatif", onClick: () => { settings.set({ view: "coverage" }); data.set({ proposing: true }); } }, t("sc.start"));
  const element = h("section", { class: "block save" }, h("h2", null, t("sc.save.title")), what, form, start);

  /** Returns the scenario that the what-if was opened from. */
  const source = () => (data.get().scenarios ?? []).find((/** @type {any} */ s) => s.id === settings.get().edit);

  return {
    element,
    update() {
      const { sites } = settings.get(), { added, moved, closed } = changesOf(sites);
      form.hidden = !sites;
      start.hidden = Boolean(sites);
      say(what, sites ? `${describe(loader.scenarios.asBody())} · ${changesText(added, moved, closed)}` : t("sc.save.none"));
      name.placeholder = freeName(t("sc.stem"), data.get().scenarios ?? []);
      save.disabled = update.disabled = Boolean(data.get().scenarioBusy) || !data.get().scenarios;
      const from = source();
      update.hidden = !from;
      if (from) say(update, t("sc.update", { name: from.name }));
      save.classList.toggle("quiet", false);
    },
  };
}
