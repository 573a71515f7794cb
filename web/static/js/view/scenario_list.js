// The list of scenarios: which two are compared, how each stands, and what can be done with it.

import { number, percent, signed } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { changesIn, changesOf, colorOf, now, today } from "../scenarios.js";
import { fill, h, say, swatch } from "./dom.js";
import { faultParts } from "./fault.js";
import { changesText } from "./whatif.js";

/** @typedef {import("../scenarios.js").Scenario} Scenario */

/**
 * @param {import("../main.js").Context} ctx
 * @param {{sides: () => {a: string, b: string}, actions: ReturnType<typeof import("./scenario_actions.js").createActions>, describe: (q: any) => string}} parts
 */
export function createList({ settings, data, loader, theme }, { sides, actions, describe }) {
  const body = h("ul", { class: "scenarios", id: "scenarios" });
  const none = h("p", { class: "note", id: "no-scenarios" });
  const element = h("section", { class: "block flush" }, h("div", { class: "between listhead" }, h("h2", null, t("sc.title")), h("span", { class: "muted" }, t("sc.against"))), body, none);

  /** Puts a state on a side; where it stood on the other, the two change places. @param {"a"|"b"} which @param {string} id */
  function choose(which, id) {
    const now = sides(), other = which === "a" ? "b" : "a";
    settings.set({ [which]: id, ...(now[other] === id ? { [other]: now[which] } : {}) });
  }

  /** Lets a side be chosen. @param {"a"|"b"} which @param {string} id @param {string} name */
  function pick(which, id, name) {
    const input = h("input", { type: "radio", name: `side-${which}`, value: id, "aria-label": t(`sc.pick.${which}`, { name }), onChange: () => choose(which, id) });
    input.checked = sides()[which] === id;
    return h("label", { class: "sidepick", title: t(`sc.pick.${which}`, { name }) }, input, h("span", { "aria-hidden": "true" }, which.toUpperCase()));
  }

  /** @param {{id: string, name: string, what: string, figure: any, more?: any, title?: string}} row */
  function row({ id, name, what, figure, more, title }) {
    const { a, b } = sides();
    return h("li", { data: { id }, class: id === b ? "chosen" : null },
      h("div", { class: "scenario" }, h("span", { class: "picks" }, pick("a", id, name), pick("b", id, name)),
        h("button", { type: "button", class: "scname", title, "aria-current": id === b ? "true" : null, onClick: () => settings.set(id === today ? { a: today, ...(b === today ? { b: "" } : {}) } : { b: id, ...(a === id ? { a: today } : {}) }) },
          swatch(colorOf(id, theme())), h("span", null, h("b", null, name), h("small", null, what))),
        h("span", { class: "figure" }, figure)), more ?? null);
  }

  /** How a scenario stands beside today. @param {number} ratio @param {number} change */
  const figures = (ratio, change) => [h("b", null, percent(ratio)), h("small", { class: "delta" }, signed(change * 100, (v) => number(v, 2)))];

  /** @param {Scenario} s */
  function kept(s) {
    const brief = loader.scenarios.briefOf(s);
    const figure = !brief ? h("small", { class: "waiting" }, "…") : "error" in brief ? h("span", { class: "badge warn", title: brief.error.message }, t("sc.broken")) : figures(brief.ratio, brief.change);
    const act = (/** @type {"open"|"rename"|"duplicate"|"withdraw"} */ what) => h("button", { type: "button", class: "chip", data: { act: what }, "aria-label": `${t("sc." + what)}: ${nameOf({ name: s.name })}`, onClick: () => actions[what](s) }, t("sc." + what));
    const { added, moved, closed } = changesIn(s.question);
    const chosen = sides().b === s.id;
    const more = chosen ? h("div", { class: "more" }, s.note ? h("p", { class: "note" }, s.note) : null,
      brief && "error" in brief ? h("p", { class: "note bad" }, faultParts(brief.error)) : null,
      h("div", { class: "chips" }, act("open"), act("rename"), act("duplicate"), act("withdraw"))) : null;
    return row({ id: s.id, name: nameOf({ name: s.name }), what: [describe(s.question), changesText(added, moved, closed)].filter(Boolean).join(" · "), figure, more, title: s.note });
  }

  return {
    element,
    update() {
      const list = /** @type {Scenario[]|null|undefined} */ (data.get().scenarios);
      const { sites, edit } = settings.get(), focus = document.activeElement;
      const held = body.contains(focus) ? [/** @type {any} */ (focus).closest("li")?.dataset.id, /** @type {any} */ (focus).name, /** @type {any} */ (focus).dataset.act] : null;
      const { added, moved, closed } = changesOf(sites);
      const c = data.get().compared, shown = data.get().comparedSides;
      const mine = shown?.b === now && shown.a === today && c ? figures(c.b.ratio, c.difference.ratio) : h("small", { class: "muted" }, t("sc.unsaved"));
      const untouched = (list ?? []).find((s) => s.id === edit);
      fill(body,
        row({ id: today, name: t("sc.today"), what: t("sc.today.what"), figure: null }),
        sites ? row({ id: now, name: t("sc.now"), what: [untouched ? t("sc.from", { name: untouched.name }) : "", changesText(added, moved, closed)].filter(Boolean).join(" · "), figure: mine }) : null,
        (list ?? []).map(kept));
      none.hidden = Boolean(list?.length);
      say(none, list ? t("sc.none") : data.get().error ? t("sc.unknown") : t("sc.loading"));
      element.dataset.state = list ? (list.length ? "ready" : "empty") : data.get().error ? "unknown" : "loading";
      if (held?.[0]) {
        const li = body.querySelector(`li[data-id="${CSS.escape(held[0])}"]`);
        (held[1] ? li?.querySelector(`input[name="${held[1]}"]`) : held[2] ? li?.querySelector(`[data-act="${held[2]}"]`) : li?.querySelector(".scname"))?.focus();
      }
    },
  };
}
