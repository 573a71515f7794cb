// The what-if block: propose a site, see what the changes bring, clear them.

import { coverageWords } from "../formula_coverage.js";
import { amount, clock, number, signed } from "../format.js";
import { t, tn } from "../i18n.js";
import { h, say } from "./dom.js";
import { createLiveHow } from "./how.js";

/** @param {import("../main.js").Context} ctx */
export function createWhatIf({ data, plan, settings }) {
  const propose = h("button", { type: "button", class: "button propose", id: "propose", title: t("wi.propose.hint") + " (P)", onClick: toggle }, t("wi.propose"));
  const how = h("p", { class: "note", id: "propose-how" });
  const sum = h("p", { class: "whatif-sum" });
  const values = /** @type {const} */ (["covered", "ratio", "gaps"]).map((name) => ({
    name, dd: h("dd", { id: "delta-" + name }),
    how: createLiveHow(`delta-${name}`, t("wi." + name), () => coverageWords(/** @type {any} */ (`wi.${name}`), data.get())),
  }));
  const tiles = h("dl", { class: "tiles deltas" }, values.map(({ name, dd, how }) => h("div", { class: "tile" }, h("dt", null, t("wi." + name), how.button), dd)));
  const notes = values.map(({ how }) => how.note);
  const kept = h("p", { class: "note", id: "draft-where" });
  const clear = h("button", { type: "button", class: "button quiet", id: "clear-sites", onClick: plan.clear }, t("wi.clear"));
  const keep = h("button", { type: "button", class: "button quiet", id: "keep-sites", onClick: () => settings.set({ view: "scenarios", a: "today", b: "now" }) }, t("wi.keep"));
  const changed = h("div", { id: "whatif", role: "group", "aria-label": t("wi.title") }, tiles, notes, sum, kept, h("div", { class: "chips" }, keep, clear));

  function toggle() {
    data.set({ proposing: !data.get().proposing });
  }

  return {
    element: h("section", { class: "block whatif" }, h("h2", null, t("wi.title")), propose, how, changed),
    toggle,
    /** Says what is changed and what it brings, "" for nothing. */
    summary: () => (plan.count() ? [`${t("wi.title")}: ${sum.textContent}`, ...values.map(({ name, dd }) => `${t("wi." + name)} ${dd.textContent}`)].join(" · ") : ""),
    update() {
      const on = Boolean(data.get().proposing);
      propose.setAttribute("aria-pressed", String(on));
      say(propose, t(on ? "wi.stop" : "wi.propose"));
      say(how, t(on ? "wi.how" : "wi.about"));
      const { added, moved, closed } = plan.now();
      changed.hidden = !plan.count();
      say(sum, t("wi.sum", { what: changesText(added.length, moved.length, closed.length) }));
      const { draftHeld } = data.get(), [where, at] = (draftHeld ?? "").split(" ");
      say(kept, where && t("draft.in." + where, { at: at && clock(at) }));
      kept.hidden = !draftHeld;
      const d = plan.difference();
      /** @type {Record<string, string>} */
      const texts = d ? {
        covered: signed(d.covered, (v) => amount(v, d.unit)), gaps: signed(d.gaps, (v) => number(v)),
        ratio: signed(d.ratio * 100, (v) => number(v, 2)),
      } : {};
      for (const { name, dd, how } of values) {
        say(dd, texts[name] ?? "–");
        how.update();
      }
    },
  };
}

/** Says what was changed. @param {number} added @param {number} moved @param {number} closed */
export function changesText(added, moved, closed) {
  return [added && tn("wi.added", added), moved && tn("wi.moved", moved), closed && tn("wi.closed", closed)].filter(Boolean).join(t("wi.and"));
}

/** Returns the banner on the map that says a what-if is shown. @param {import("../main.js").Context} ctx */
export function createBanner({ plan, settings }) {
  const words = h("span", null);
  const element = h("div", { class: "float banner", id: "whatif-banner", role: "status" }, h("b", null, t("wi.title")), words);
  return {
    element,
    update() {
      element.hidden = !plan.count() || settings.get().view !== "coverage";
      if (element.hidden) return;
      const { added, moved, closed } = plan.now();
      say(words, changesText(added.length, moved.length, closed.length));
    },
  };
}
