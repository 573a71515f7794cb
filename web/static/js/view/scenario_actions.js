// What a person does with scenarios: keep, change, rename, copy, withdraw, open.

import { t } from "../i18n.js";
import { opened } from "../opening.js";
import { scenarioApi } from "../scenario_api.js";
import { freeName, now, settingsOf, today } from "../scenarios.js";
import { standsAt } from "../stands.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { faultParts } from "./fault.js";

/** @typedef {import("../scenarios.js").Scenario} Scenario */

/** Returns what is kept of a scenario. @param {Scenario} s */
const draftOf = ({ name, note, question }) => ({ name, note, question });

/**
 * @param {import("../main.js").Context} ctx
 * @param {(text: import("./dom.js").Child|import("./dom.js").Child[], undo?: (() => any)|null) => void} say
 */
export function createActions({ settings, data, loader, home, steps, draft }, say) {
  const all = () => /** @type {Scenario[]} */ (data.get().scenarios ?? []);

  /** Does something to scenarios, shows what comes of it, and says what went wrong. @param {() => Promise<any>} what @returns {Promise<boolean>} */
  async function doing(what) {
    data.set({ scenarioBusy: true });
    try {
      await what();
      return true;
    } catch (error) {
      const e = /** @type {any} */ (error);
      say(e.status === 0 ? t("error.offline") : e.status === 412 || e.status === 404 ? t("sc.changed") : [t("error.title"), " ", ...faultParts(e)]);
      if (e.status === 412 || e.status === 404) loader.scenarios.again().catch(() => null);
      return false;
    } finally {
      data.set({ scenarioBusy: false });
    }
  }

  /** Returns the settings of a question that is kept as an address is opened that has them, and what it asks for that is no longer here. @param {Parameters<typeof settingsOf>[0]} kept */
  function openedAs(kept) {
    const s = settings.get(), q = settingsOf(kept, (key) => standsAt(data.get().drawn, key));
    const { settings: found, unmet } = opened(/** @type {import("../state.js").Settings} */ ({ ...s, ...q, area: q.area || s.area }), data.get());
    return { chosen: { ...q, ...found }, unmet };
  }

  /** Stops to show a scenario that is gone; returns what chose it. @param {Scenario} s */
  function forget(s) {
    const { a, b, edit } = settings.get();
    steps.quietly(() => settings.set({ ...(a === s.id ? { a: today } : {}), ...(b === s.id ? { b: "" } : {}), ...(edit === s.id ? { edit: "" } : {}) }));
    return { a, b, edit };
  }

  /** Withdraws a scenario, which is shown no longer while it goes; returns what chose it. @param {Scenario} s */
  async function withdrawn(s) {
    const chosen = forget(s);
    try {
      await scenarioApi.withdraw(s);
    } catch (error) {
      steps.quietly(() => settings.set(chosen));
      throw error;
    }
    return chosen;
  }

  /** The versions that this page wrote last: what somebody else wrote since is not taken back. @type {Map<string, number>} */
  const wrote = new Map();

  /** Returns a scenario once it is written. @param {Promise<Scenario>} writing */
  async function written(writing) {
    const s = await writing;
    wrote.set(s.id, s.version);
    return s;
  }

  /** Returns a scenario as this page left it. @param {Scenario} s */
  const mine = (s) => ({ ...s, version: wrote.get(s.id) ?? s.version });

  /** Returns the deed of having made a scenario. @param {Scenario} s @param {Record<string, string>} [chosen] settings while it is there */
  const making = (s, chosen = { b: s.id }) => ({
    undo: () => deed(async () => {
      chosen = await withdrawn(mine(s));
    }),
    redo: () => deed(async () => {
      await written(scenarioApi.again(s));
      settings.set(chosen);
    }),
  });

  /** Returns the deed of having changed a scenario. @param {Scenario} before @param {Scenario} after */
  const changing = (before, after) => ({
    undo: () => deed(() => written(scenarioApi.change(mine(after), draftOf(before)))),
    redo: () => deed(() => written(scenarioApi.change(mine(before), draftOf(after)))),
  });

  /** Does what a step does at the service; a step that cannot be done fails. @param {() => Promise<any>} what */
  async function deed(what) {
    const done = await doing(async () => {
      await what();
      await loader.scenarios.again();
    });
    if (!done) throw new Error("not done");
  }

  return {
    doing, openedAs,
    /** Keeps the page's what-if as a new scenario. @param {string} name @param {string} note */
    save: (name, note) => doing(async () => {
      const made = await written(scenarioApi.make({ name, note, question: loader.scenarios.asBody() }));
      await loader.scenarios.again();
      steps.quietly(() => settings.set({ b: made.id, edit: made.id, ...(settings.get().a === now ? { a: today } : {}) }));
      draft.forget();
      say(t("sc.saved", { name }), steps.did(making(made)));
    }),
    /** Keeps the page's what-if in the scenario it was opened from. @param {Scenario} s */
    update: (s) => doing(async () => {
      const changed = await written(scenarioApi.change(s, { name: s.name, note: s.note, question: loader.scenarios.asBody() }));
      await loader.scenarios.again();
      steps.quietly(() => settings.set({ b: s.id }));
      draft.forget();
      say(t("sc.saved", { name: s.name }), steps.did(changing(s, changed)));
    }),
    /** @param {Scenario} s */
    duplicate: (s) => doing(async () => {
      const made = await written(scenarioApi.make({ name: freeName(t("sc.copy", { name: s.name }), all()), note: s.note, question: s.question }));
      await loader.scenarios.again();
      steps.quietly(() => settings.set({ b: made.id }));
      say(t("sc.saved", { name: made.name }), steps.did(making(made)));
    }),
    /** Withdraws a scenario; the line that says so can bring it back. @param {Scenario} s */
    withdraw: (s) => doing(async () => {
      const { undo: redo, redo: undo } = making(s, await withdrawn(s));
      await loader.scenarios.again();
      say(t("sc.withdrawn", { name: s.name }), steps.did({ undo, redo }));
    }),
    /** Opens a scenario as the page's what-if; what was not saved before is left among the drafts. @param {Scenario} s */
    async open(s) {
      await (await draft.service())?.leave();
      const { chosen, unmet } = openedAs(s);
      settings.set({ ...chosen, gap: 0, facility: "", edit: s.id, view: "coverage", at: "" });
      data.set({ unmet });
      draft.forget(); // it is kept under its name
      home();
    },
    /** Asks for another name and note. @param {Scenario} s */
    rename(s) {
      const name = h("input", { type: "text", id: "rename", value: s.name, maxlength: 200, required: true });
      const note = h("textarea", { id: "renote", rows: 3, maxlength: 4000, value: s.note ?? "" });
      const form = h("form", { class: "stackform", onSubmit: async (/** @type {Event} */ e) => {
        e.preventDefault();
        if (!name.value.trim()) return name.focus();
        box.close();
        await doing(async () => {
          const changed = await written(scenarioApi.change(s, { name: name.value.trim(), note: note.value.trim(), question: s.question }));
          await loader.scenarios.again();
          steps.did(changing(s, changed));
        });
      } },
      h("div", { class: "field" }, h("label", { for: "rename" }, t("sc.name")), name),
      h("div", { class: "field" }, h("label", { for: "renote" }, t("sc.note")), note),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "button", id: "rename-ok" }, t("sc.rename.ok")), h("button", { type: "button", class: "button quiet", onClick: () => box.close() }, t("cancel"))));
      const box = openDialog({ title: t("sc.rename"), id: "rename-dialog", content: [form] });
      name.select();
    },
  };
}
