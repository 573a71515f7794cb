// Says what went wrong: which part is missing and why, or that the service does not
// answer; then it is tried again until it does.

import { answers, whenUnanswered } from "../api.js";
import { nameOf, t, tn } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { fill, h, say } from "./dom.js";
import { kindWords, ownWords } from "./fault.js";
import { lookForUpdate } from "./module.js";

/** Milliseconds until a service that does not answer is tried again: at first, and at most. */
const soonestMs = 1000, latestMs = 15000;

/** Letters shown of what an address asks for. */
const mostLetters = 60;

/** What failed and what the page calls it. @typedef {{part: string, error: any}} Failure */

/**
 * Returns what keeps an element saying what is wrong, hidden while nothing is.
 * @param {import("../main.js").Context} ctx @param {() => Promise<void>} again asks for everything anew
 */
export function createNotice({ data, settings, loader, leave }, again) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let waits = soonestMs, backAt = -Infinity;

  function lost() {
    if (data.get().offline) return;
    data.set({ offline: true });
    waits = performance.now() - backAt < latestMs ? Math.min(latestMs, 2 * waits) : soonestMs; // what answers, and then does not, is not asked for every second
    timer = setTimeout(knock, waits);
  }

  /** Tries the service, now and then later. */
  async function knock() {
    clearTimeout(timer);
    if (await answers()) {
      backAt = performance.now();
      data.set({ offline: false, error: null });
      lookForUpdate(data); // it may be another that answers now
      return again();
    }
    waits = Math.min(latestMs, 2 * waits);
    timer = setTimeout(knock, waits);
  }
  whenUnanswered(lost);
  data.subscribe((now, changed) => changed.has("error") && now.error?.status === 0 && lost());
  if (data.get().error?.status === 0) lost(); // before anybody listened
  addEventListener("online", () => data.get().offline && knock());

  /** @returns {Failure[]} what was refused, not what was not answered */
  function failures() {
    const { failed, error } = data.get();
    const list = [...(failed ?? [])].map(([part, error]) => ({ part, error }));
    if (error && !list.some((f) => f.error === error)) list.push({ part: "", error });
    return list.filter((f) => f.error.status !== 0);
  }

  /** Returns a line for each thing that is wrong, with all parts it is wrong with. @param {Failure[]} list @returns {import("./dom.js").Child[][]} */
  function linesOf(list) {
    const messages = [...new Set(list.map((f) => f.error.message))];
    return messages.map((message) => {
      const same = list.filter((f) => f.error.message === message), { title, document } = same[0].error, kind = kindWords(document);
      const parts = same.filter((f) => f.part).map((f) => t("part." + f.part));
      return [parts.length ? t("partial.part", { parts: parts.join(t("wi.and")) }) : t("error.title"), " ", kind && kind + t("colon"), ownWords(!kind && title && title !== message ? `${title}: ${message}` : message, document)];
    });
  }

  /** Returns what somebody who is asked for help wants to know. @param {Failure[]} list */
  const details = (list) => JSON.stringify({
    time: new Date().toISOString(), page: location.href, browser: navigator.userAgent, view: settings.get().view,
    layers: Object.fromEntries((data.get().layers ?? []).map((/** @type {any} */ l) => [l.id, l.version])),
    failed: list.map(({ part, error }) => ({ part: part || undefined, request: error.request || undefined, path: error.path || undefined, ...error.document, status: error.status, message: error.message })),
  }, null, 2);

  /** @param {string} text */
  function showDetails(text) {
    const words = h("pre", { class: "details", tabindex: "0", "aria-label": t("error.details") }, text), said = h("p", { class: "note", role: "status" });
    async function copy() {
      try {
        await navigator.clipboard.writeText(text);
        say(said, t("error.copied"));
      } catch { // not everywhere may a page write there; then the person can
        getSelection()?.selectAllChildren(words);
        say(said, t("error.selected"));
      }
    }
    openDialog({ title: t("error.details"), id: "details-dialog", content: [h("p", null, t("error.details.about")), words, h("div", { class: "actions" }, h("button", { type: "button", class: "button", id: "copy-details", onClick: copy }, t("error.copy"))), said] });
  }

  /** Says what was asked for that is not here, and what is shown instead. */
  function unmetLines() {
    const { unmet = [], services = [], areas = [] } = data.get(), s = settings.get();
    const area = nameOf(areas.find((/** @type {any} */ a) => a.id === s.area));
    const shown = { service: nameOf({ ...services.find((/** @type {any} */ x) => x.service === s.service), id: s.service }), area, drawn: area, demand: t(s.demand === "land" ? "demand.land" : "demand.homes") };
    return unmet.map((/** @type {import("../opening.js").Unmet} */ { what, asked }) => (what === "sites" ? tn("unmet.sites", Number(asked)) : t("unmet." + what, { asked: asked.length > mostLetters ? asked.slice(0, mostLetters) + "…" : asked, shown: shown[what] })));
  }

  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => any} */ onClick) => h("button", { type: "button", class: "button quiet", id, onClick }, text);

  return {
    /** Says what is wrong now. @param {HTMLElement} element */
    draw(element) {
      const { offline, outdated } = data.get(), list = failures();
      const missing = (data.get().drawn ?? []).filter((/** @type {any} */ l) => l.missing).map(nameOf);
      const lines = offline ? [[t("offline.text")]] : [...(outdated ? [[t("updated.text")]] : []), ...linesOf(list)];
      const unmet = offline ? [] : unmetLines();
      if (missing.length && !offline) lines.push([t("partial.layers", { names: missing.join(t("wi.and")) })]);
      const wrong = lines.length;
      lines.push(...unmet.map((/** @type {string} */ line) => [line]));
      element.hidden = !lines.length;
      const ids = list.map((f) => f.error.request).filter(Boolean).join(", ");
      const text = JSON.stringify([offline, lines.map((line) => line.map((part) => (part instanceof Node ? part.textContent : part))), ids]);
      if (element.dataset.of === text) return;
      element.dataset.of = text;
      element.dataset.state = offline ? "offline" : outdated ? "updated" : wrong ? "failed" : "unmet";
      if (!lines.length) return fill(element);
      fill(element, h("div", null, lines.map((line) => h("p", null, line)), ids && !offline ? h("small", { class: "requests" }, t("error.request", { ids })) : null),
        h("div", { class: "noticetools" }, outdated && !offline ? button("renew", t("updated.reload"), leave) : offline ? button("retry", t("offline.now"), () => loader.awaiting("service", knock())) : wrong ? button("retry", t("error.retry"), again) : null,
          unmet.length ? button("unmet-close", t("close"), () => data.set({ unmet: [] })) : null,
          list.length && !offline ? button("details", t("error.details"), () => showDetails(details(list))) : null));
    },
  };
}
