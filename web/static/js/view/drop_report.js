// The report on a file: what a check found, what can be chosen, and the load.

import { adviceKnown } from "../advice.js";
import { api, ApiError, mayPass, readable } from "../api.js";
import { number } from "../format.js";
import { t, tn } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { fill, h, save, say } from "./dom.js";
import { faultParts } from "./fault.js";
import { chosenBefore, layerDeed, loadOnce } from "../layer_steps.js";
import { followLoad, newJob } from "../progress.js";
import { bring, lateParts } from "./module.js";
import { fileChoices, refusalWords, reportBody, systemQuestion } from "./report.js";
import { fileSpots } from "./spot.js";

/** Writes a size in megabytes. @param {number} bytes */
const megabytes = (bytes) => `${number(bytes / 1e6, bytes < 1e7 ? 1 : 0)}\u00a0MB`;

/**
 * Opens the report of one file.
 * @param {import("../main.js").Context} ctx @param {File} file @param {() => void} onClose
 */
export function examine(ctx, file, onClose) {
  const control = new AbortController();
  const content = h("div", { class: "report", id: "report", data: { phase: "checking" } });
  const box = openDialog({ title: t("report.title", { name: file.name }), id: "report-dialog", content: [content], onClose: () => { control.abort(); onClose(); } });
  /** @type {Record<string, any>} */
  let options = { file: file.name }, once = false; // whether it was read once
  const phase = (/** @type {string} */ name, /** @type {any[]} */ ...children) => {
    content.dataset.phase = name;
    fill(content, ...children);
  };
  const again = (/** @type {Record<string, any>} */ patch) => { options = { ...options, ...patch }; check(); };

  /**
   * Shows how far the file has been taken while take works on it.
   * @param {string} name of the phase @param {string} first words @param {(job: string) => Promise<any>} take @param {(job: string, button: any) => void} cancel
   */
  async function followed(name, first, take, cancel) {
    const job = newJob();
    const bar = h("progress", { id: `${name}-progress`, max: 1, "aria-label": first });
    const words = h("p", { class: "working", role: "status" }, first);
    const stopper = h("button", { type: "button", class: "button quiet", id: `cancel-${name}`, onClick: () => cancel(job, stopper) }, t("cancel"));
    phase(name, [words, bar, h("div", { class: "actions" }, stopper)]);
    const stop = followLoad(job, (p) => {
      if (p.total && p.stage === "reading") bar.value = p.received / p.total;
      else bar.removeAttribute("value");
      say(words, t(p.stage === "storing" || p.stage === "waiting" ? `report.${p.stage}` : "report.progress", { done: megabytes(p.received), all: megabytes(p.total || file.size), n: number(p.features) }));
    });
    return take(job).finally(stop);
  }

  /** Returns the buttons that save the problems as tables. @param {any} report */
  function problemButtons(report) {
    if (!report.problems?.length && !report.warnings?.length) return null;
    const words = t("data.problemsof");
    /** @param {string} form @param {string} name @param {(made: import("../export/table.js").Table) => any} text @param {string} type */
    const button = (form, name, text, type) => h("button", { type: "button", class: "button quiet", id: `problems-${form}`, "aria-label": `${words}: ${name}`, onClick: async (/** @type {any} */ { currentTarget: at }) => {
      const parts = await bring(ctx, "late", lateParts()).catch(() => null), made = parts?.problemTable(file.name, report);
      if (made) save(`${made.file}.${form}`, new Blob([await text(made)], { type }));
      else at.after(h("span", { class: "note", role: "status" }, t("pane.missing")));
    } }, `${words} ${name}`);
    return [button("csv", "CSV", (made) => made.csv(), "text/csv;charset=utf-8"), button("geojson", "GeoJSON", async (made) => JSON.stringify(await made.geojson()), "application/geo+json")];
  }

  /** Returns the button that saves what was rejected. @param {any} report */
  function rejectedButton(report) {
    if (!report.rejected) return null;
    const button = h("button", { type: "button", class: "button quiet", id: "rejected", onClick: async () => {
      button.disabled = true;
      try {
        save(`${file.name.replace(/(\.[a-z]+)+$/i, "")}-rejected.geojson`, await api.rejected(file, options));
      } catch (error) {
        button.after(h("span", { class: "note" }, .../** @type {any} */ (error)?.document?.unreadable ? [t("drop.changed", { name: file.name })] : [t("error.title"), " ", ...faultParts(error)]));
      }
      button.disabled = false;
    } }, t("report.rejected.save"));
    return button;
  }

  /** Returns where the choice of fields stands, once it has come. @param {any} report */
  function fieldsPlace(report, place = h("div", null)) {
    if (report.fields_read) bring(ctx, "fields", import("./fields.js")).then((m) => m.showFields(place, { ctx, report, options, again, before: options.field === before.field ? before.field : undefined })).catch(() => say(place, t("pane.missing")));
    return place;
  }

  /** What was chosen before for the layer of an id, and is proposed. @type {{id?: string, field?: string[]}} */
  let before = {};

  /** Says whether a report calls for another choice of fields: that of the layer which the file would replace, as long as the person has chosen nothing. @param {any} report */
  function proposes(report) {
    if (options.field !== before.field || report.id === before.id || !report.fields_read) return false;
    const field = chosenBefore(report, ctx.data.get().layers ?? []), same = String(options.field) === String(field);
    before = { id: report.id, field: same ? options.field : field };
    if (same) return false;
    options = { ...options, field: before.field };
    return true;
  }

  /** What is known of a load. @type {{before?: number}} */
  let sent = {};

  async function check() {
    sent = {};
    try {
      await adviceKnown();
      if (!(await readable(file))) throw new ApiError(422, { unreadable: true });
      once = true;
      const report = await followed("checking", t("report.checking.size", { size: megabytes(file.size) }), (job) => api.check(file, { ...options, job }, control.signal), (job) => {
        api.cancelLoad(job).catch(() => {}); // it may have ended by now
        box.close();
      });
      if (proposes(report)) return check();
      const spot = fileSpots(ctx, report.flawed, box);
      if (report.refused) return refused(new ApiError(422, { ...report, detail: report.refused }), spot);
      phase("checked", [
        h("p", { class: "verdict good" }, tn("report.ok", report.accepted ?? report.features, { id: report.id })), systemQuestion(report, options, again), reportBody(report, spot),
        fieldsPlace(report), fileChoices(report, options, again),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button", id: "load", onClick: () => load(report) }, t("report.load")), rejectedButton(report), ...(problemButtons(report) ?? []),
          h("button", { type: "button", class: "button quiet", onClick: () => box.close() }, t("cancel")))]);
      content.querySelector("#crs-question button, #load")?.focus();
    } catch (error) {
      refused(error);
    }
  }

  /** Loads what was checked; after the service was lost, what has not come yet. @param {any} checked */
  async function load(checked) {
    try {
      const report = await loadOnce(checked, sent, (tag) => followed("loading", t("report.loading"), (job) => api.load(file, { ...options, id: checked.id, job }, tag, control.signal), (job, button) => {
        button.disabled = true;
        api.cancelLoad(job).catch(() => { button.disabled = false; });
      }));
      await ctx.reload();
      const takeBack = ctx.steps.did(layerDeed(report.id, Number(sent.before), report.version, ctx.reload, (error) => ctx.data.set({ error })));
      ctx.settings.set({ layer: report.id, view: "data" });
      if (report.bbox?.length) ctx.showBox(report.bbox);
      phase("loaded", [h("p", { class: "verdict good" }, tn("report.loaded", report.features, { id: report.id, version: report.version })), reportBody(report),
        h("div", { class: "actions" }, h("button", { type: "button", class: "button", id: "done", onClick: () => box.close() }, t("done")), h("button", { type: "button", class: "button quiet", id: "undo-load", onClick: () => { box.close(); takeBack(); } }, t("tool.undo")))]);
      content.querySelector("#done")?.focus();
    } catch (error) {
      refused(error, undefined, () => load(checked));
    }
  }

  /** @param {any} error @param {(p: any) => any} [spot] @param {() => void} [anew] what is tried again where it may pass */
  function refused(error, spot, anew = check) {
    if (control.signal.aborted) return;
    /** @type {any} */
    const document = error instanceof ApiError ? { ...error.document, status: error.status, problems: error.problems } : { detail: String(error) };
    const offline = error instanceof ApiError && error.status === 0;
    if (document.unreadable) document.detail = t(once ? "drop.changed" : "drop.unreadable", { name: file.name });
    phase("refused", [
      h("p", { class: "verdict bad" }, offline ? t(sent.before !== undefined ? "report.lost" : "report.away") : t("report.refused")),
      offline ? null : h("p", null, refusalWords(document)),
      systemQuestion(document, options, again), reportBody(document, spot), fieldsPlace(document), document.unreadable ? null : fileChoices(document, options, again),
      h("div", { class: "actions" }, mayPass(error) ? h("button", { type: "button", class: "button", id: "report-again", onClick: anew }, t("error.retry")) : null, rejectedButton(document), ...(problemButtons(document) ?? []), h("button", { type: "button", class: "button quiet", onClick: () => box.close() }, t("close")))]);
  }
  check();
}
