// Rule sets: which are in force, bringing one by file, withdrawing it, and where sets disagree.

import { idOf, ruleSetApi } from "../documents.js";
import { number } from "../format.js";
import { t, tn } from "../i18n.js";
import { createAsked } from "./asked.js";
import { confirmBox } from "./dialog.js";
import { fill, h, say } from "./dom.js";
import { faultParts } from "./fault.js";
import { createRuleList } from "./rule_list.js";
import { checkWords, refusal } from "./rule_report.js";

/** @typedef {import("../documents.js").RuleSet} RuleSet */

/** @param {import("../main.js").Context} ctx */
export function createRules({ settings, data, loader, reload }) {
  const sentence = h("p", { class: "sentence" });
  const list = h("ul", { class: "setlist", id: "rule-sets" });
  const note = h("p", { class: "note", id: "rules-note", role: "status" });
  const file = h("input", { type: "file", id: "rule-file", class: "hidden", accept: ".json,application/json", "aria-label": t("rules.bring"), tabindex: "-1", onChange: () => { if (file.files[0]) check(file.files[0]); } });
  const bring = h("button", { type: "button", class: "button wide quiet", id: "bring-rules", onClick: () => file.click() }, t("rules.bring"));
  const report = h("section", { class: "card flat", id: "rules-report", tabindex: "-1" });
  const rules = createRuleList({ data });
  const element = h("div", { class: "panebody", id: "rules" }, sentence, list, bring, file, report, note, rules.element);
  report.hidden = true;
  /** @type {RuleSet[]} */
  let sets = [];
  /** @type {any} */
  let known = null;
  const asked = createAsked(data);

  async function read() {
    const [standards, brought] = await loader.awaiting("rules", Promise.all([ruleSetApi.standards(), ruleSetApi.list()]));
    known = standards;
    sets = brought.sets;
    draw();
  }

  /** Does something with the service; says what came of it, or what went wrong. @param {() => Promise<string>} what */
  async function doing(what) {
    element.dataset.busy = "true";
    try {
      say(note, await what());
    } catch (error) {
      const e = /** @type {any} */ (error);
      const gone = [404, 412, 428].includes(e.status);
      if (gone) await read().catch(() => null);
      fill(note, e.status === 0 ? t("error.offline") : gone ? t("rules.changed") : [t("error.title"), " ", ...faultParts(e)]);
    } finally {
      delete element.dataset.busy;
    }
  }

  /** Reads the sets for the first time, and offers to try again where that fails. */
  async function first() {
    await doing(() => read().then(() => ""));
    if (known) return;
    asked.failed();
    note.append(" ", h("button", { type: "button", class: "chip", id: "rules-retry", onClick: first }, t("error.retry")));
  }

  /** Reads the sets again, and has answered anew what rests on them. */
  async function again() {
    await read();
    await reload();
  }

  /** @param {RuleSet} s @returns {Promise<string>} ETag of the version that is shown */
  async function tagOf(s) {
    const { tag } = await ruleSetApi.get(s.id);
    if (!tag.includes(`-${s.version}"`)) throw Object.assign(new Error(), { status: 412 });
    return tag;
  }

  /** @param {RuleSet} s */
  const turn = (s) => doing(async () => {
    await loader.awaiting("rules", tagOf(s).then((tag) => ruleSetApi.patch(s.id, { active: !s.active }, tag)));
    await again();
    return t(s.active ? "rules.off" : "rules.on", { id: s.id });
  });

  /** @param {RuleSet} s */
  async function withdraw(s) {
    if (!(await confirmBox(t("rules.withdraw.ask", { id: s.id }), t("rules.withdraw.note"), t("rules.withdraw")))) return;
    await doing(async () => {
      await loader.awaiting("rules", tagOf(s).then((tag) => ruleSetApi.withdraw(s.id, tag)));
      await again();
      return t("rules.withdrawn", { id: s.id });
    });
  }

  /** Checks a file and shows what it holds, or where it is wrong; nothing is kept yet. @param {File} chosen */
  async function check(chosen) {
    file.value = "";
    say(note, "");
    report.hidden = false;
    try {
      const found = await loader.awaiting("rules", ruleSetApi.check(chosen));
      const id = h("input", { type: "text", id: "rules-id", value: idOf(chosen.name.replace(/\.json$/i, ""), "rules"), maxlength: 96 });
      report.dataset.phase = "ready";
      fill(report, h("h3", null, t("rules.check", { name: chosen.name })), checkWords(found, known),
        h("div", { class: "field" }, h("label", { for: "rules-id" }, t("rules.id")), id),
        h("div", { class: "actions" }, h("button", { type: "button", class: "button", id: "rules-load", onClick: () => load(id.value.trim(), chosen) }, t("rules.load")), leave()));
    } catch (error) {
      report.dataset.phase = "refused";
      fill(report, h("h3", null, t("rules.check", { name: chosen.name })), refusal(/** @type {any} */ (error)), h("div", { class: "actions" }, leave()));
    }
    report.focus();
  }
  const leave = () => h("button", { type: "button", class: "button quiet", onClick: () => { report.hidden = true; bring.focus(); } }, t("cancel"));

  /** @param {string} id @param {File} chosen */
  async function load(id, chosen) {
    const there = sets.find((s) => s.id === id);
    if (there && !(await confirmBox(t("rules.replace.ask", { id }), t("rules.replace.note", { version: there.version }), t("rules.replace")))) return;
    await doing(async () => {
      const tag = there ? await tagOf(there) : "";
      const kept = await loader.awaiting("rules", ruleSetApi.put(id, chosen, tag));
      report.hidden = true;
      await again();
      return tn("rules.loaded", kept.rules, { id, version: kept.version });
    });
  }

  /** @param {any} part a set in force @param {RuleSet|undefined} own as the user brought it */
  function item(part, own) {
    if (!own) return h("li", { data: { set: part.id } }, h("b", null, t("rules.builtin")), h("small", null, tn("rules.count", part.rules)));
    const box = h("input", { type: "checkbox", onChange: () => turn(own) });
    box.checked = own.active;
    return h("li", { data: { set: own.id } }, h("label", null, box, h("b", null, own.id)),
      h("small", null, [tn("rules.count", own.rules), `v${own.version}`, own.documents.map((d) => d.id).join(", "), own.active ? "" : t("rules.isoff")].filter(Boolean).join(" · ")),
      h("span", { class: "setactions" }, h("a", { class: "button quiet", href: `api/standards/sets/${encodeURIComponent(own.id)}`, download: `${own.id}.json` }, t("rules.file")),
        h("button", { type: "button", class: "button quiet danger", data: { act: "withdraw" }, onClick: () => withdraw(own) }, t("rules.withdraw"))));
  }

  function draw() {
    if (!known) return;
    const builtin = known.rule_sets.find((/** @type {any} */ p) => p.id === "builtin");
    say(sentence, t("rules.sentence", { n: number(known.rules.length), sets: number(known.rule_sets.length), conflicts: number(known.conflicts.length) }));
    fill(list, builtin ? item(builtin, undefined) : null, sets.map((s) => item(s, s)));
    rules.update(known, settings.get().service);
  }

  return {
    element,
    /** @param {Set<string>} changed */
    update(changed) {
      if (!known) {
        if (!element.dataset.busy && asked.due("rules", changed.has("start"))) first();
      } else if (changed.has("services") && !element.dataset.busy) draw();
    },
  };
}
