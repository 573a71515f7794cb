// The drafts that were left on the service: taken up here, or thrown away.

import { ApiError } from "../api.js";
import { draftApi } from "../draft_api.js";
import { some } from "../draft_kept.js";
import { when } from "../format.js";
import { headed, nameOf, t } from "../i18n.js";
import { fill, h, say } from "./dom.js";
import { changesText } from "./whatif.js";

/** @typedef {import("../draft_api.js").Line} Line */

/** Returns what is kept of a draft, as it is sent. @param {import("../draft_api.js").Draft} draft */
const bodyOf = ({ name, from, question }) => JSON.stringify({ name, from, question });

/**
 * @param {import("../main.js").Context} ctx
 * @param {{actions: ReturnType<typeof import("./scenario_actions.js").createActions>, toast: (text: string, undo?: (() => any)|null) => void}} parts
 */
export function createDraftList({ settings, data, loader, home, steps, draft }, { actions, toast }) {
  const body = h("ul", { class: "scenarios drafts", id: "drafts" }), note = h("p", { class: "note" });
  const element = h("section", { class: "block flush", id: "draft-list" }, h("div", { class: "listhead" }, h("h2", null, t("drafts.title"))), body, note);
  element.hidden = true;
  /** @type {Line[]} */
  let lines = [];
  /** @type {import("../draft_keeper.js").Keeper|null} */
  let keeper = null;
  let failed = false;

  const serviceOf = (/** @type {string} */ id) => (data.get().services ?? []).find((/** @type {any} */ s) => s.service === id);
  const scenarioOf = (/** @type {string|undefined} */ id) => (data.get().scenarios ?? []).find((/** @type {any} */ s) => s.id === id);

  /** Fetches the list. */
  async function refresh() {
    try {
      [keeper, { drafts: lines }] = await loader.awaiting("drafts", Promise.all([draft.service(), draftApi.list()]));
      failed = false;
    } catch {
      failed = true; // the page says where nothing answers
    }
    show();
  }

  /** Returns a draft as the service has it, if it is still as listed. @param {Line} line */
  async function seen(line) {
    const found = await draftApi.get(line.id);
    if (found.draft.version !== line.version) throw new ApiError(412, { title: "changed elsewhere" });
    return found;
  }

  /** Does something to drafts and shows what comes of it; a step that is not done fails. @param {() => Promise<any>} what */
  async function deed(what) {
    const done = await actions.doing(what);
    await refresh();
    if (!done) throw new Error("not done");
  }

  /** Goes on with a draft here. @param {Line} line */
  const takeUp = (line) => actions.doing(async () => {
    const { tag, draft: d } = await seen(line), was = (await keeper?.leave()) ?? null;
    const { chosen: asked, unmet } = actions.openedAs({ id: d.from ?? "", question: d.question }), chosen = { ...asked, edit: scenarioOf(d.from)?.id ?? "" };
    const before = Object.fromEntries(Object.keys(chosen).map((key) => [key, settings.get()[/** @type {"sites"} */ (key)]]));
    const turn = (/** @type {any} */ to, /** @type {import("../draft_keeper.js").Own|null} */ own) => {
      if (!some(to)) draft.leave();
      settings.set({ gap: 0, facility: "", ...to });
      keeper?.adopt(own); // each what-if with its own draft: taken back, it is not written over this one
    };
    const mine = { id: d.id, tag, at: d.saved_at, text: "", tries: [] };
    steps.quietly(() => turn({ ...chosen, view: "coverage", at: "" }, mine));
    data.set({ unmet });
    steps.did({ undo: async () => turn(before, was), redo: async () => turn(chosen, mine) });
    home();
  });

  /** Throws a draft away; the line that says so can bring it back. @param {Line} line */
  const drop = (line) => deed(async () => {
    let { tag, draft: d } = await seen(line);
    await draftApi.remove(d.id, tag);
    toast(t("drafts.dropped", { name: nameOfLine(line) }), steps.did({
      undo: () => deed(async () => ({ tag } = await draftApi.put(d.id, "", bodyOf(d)))),
      redo: () => deed(() => draftApi.remove(d.id, tag)),
    }));
  }).catch(() => {}); // it has been said

  /** @param {Line} line */
  const nameOfLine = (line) => (serviceOf(line.service) ? headed(nameOf(serviceOf(line.service))) : nameOf({ name: line.name }));

  /** @param {Line} line */
  function row(line) {
    const name = nameOfLine(line), from = scenarioOf(line.from);
    const what = [changesText(line.added, line.moved, line.closed) || t("area.drawn"), from ? t("sc.from", { name: nameOf(from) }) : "", when(line.saved_at)].filter(Boolean).join(" · ");
    const act = (/** @type {string} */ key, /** @type {() => any} */ onClick) => h("button", { type: "button", class: "chip", data: { act: key }, "aria-label": `${t("drafts." + key)}: ${name}, ${what}`, onClick }, t("drafts." + key));
    return h("li", { data: { id: line.id } }, h("div", { class: "scname" }, h("span", null, h("b", null, name), h("small", null, what))), h("div", { class: "chips" }, act("take", () => takeUp(line)), act("drop", () => drop(line))));
  }

  function show() {
    const others = lines.filter((line) => line.id !== keeper?.own()?.id);
    const focus = /** @type {any} */ (body.contains(document.activeElement) ? document.activeElement : null), held = [focus?.closest("li").dataset.id, focus?.dataset.act];
    element.hidden = !others.length && !failed;
    fill(body, others.map(row));
    note.hidden = !failed;
    say(note, failed ? t("drafts.unknown") : "");
    if (focus) /** @type {any} */ (body.querySelector(`li[data-id="${CSS.escape(held[0])}"] [data-act="${held[1]}"]`) ?? body.querySelector("button"))?.focus();
  }

  return {
    element,
    /** @param {Set<string>} changed */
    update(changed) {
      if (changed.has("scenarios") || changed.has("start")) refresh();
      else if (changed.has("draftHeld") || changed.has("services")) show();
    },
  };
}
