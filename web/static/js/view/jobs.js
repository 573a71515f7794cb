// The analyses that go on while nobody waits, whoever began them: how far each is, and what stops it.

import { request } from "../api.js";
import { clock, perCent } from "../format.js";
import { has, t } from "../i18n.js";
import { fill, h } from "./dom.js";

/** @typedef {{jobID: string, processID: string, status: string, progress: number, created: string, updated: string}} Job */

/** Jobs shown, and milliseconds until they are looked at again while one runs. */
const most = 20, between = 1000;

const goesOn = (/** @type {Job} */ job) => job.status === "accepted" || job.status === "running";

/** Returns the list, hidden while there are none; look reads it anew and goes on while the view is shown and a job runs. @param {() => boolean} seen */
export function createJobs(seen) {
  const list = h("ul", { class: "plain joblist" }), failed = h("p", { class: "note bad", role: "alert" });
  const element = h("section", { class: "block", id: "jobs", "aria-labelledby": "jobs-title" }, h("h2", { id: "jobs-title" }, t("jobs.title")), list, failed);
  element.hidden = failed.hidden = true;
  let timer = 0, drawn = "";

  /** @param {Job} job */
  function row(job) {
    const name = has("job." + job.processID) ? t("job." + job.processID) : job.processID;
    const act = h("button", { type: "button", class: "chip", data: { job: job.jobID }, "aria-label": `${t(goesOn(job) ? "cancel" : "jobs.forget")}: ${name}`, onClick: () => end(job, act) }, t(goesOn(job) ? "cancel" : "jobs.forget"));
    return h("li", { data: { status: job.status } },
      h("div", { class: "between" }, h("b", null, name), act),
      goesOn(job) ? h("progress", { max: 100, value: job.progress, "aria-label": name }) : null,
      h("small", null, [t("jobs." + job.status), job.status === "running" ? perCent(job.progress, 0) : "", clock(job.updated)].filter(Boolean).join(" · ")));
  }

  /** Stops a job, or forgets one that has ended. @param {Job} job @param {any} button */
  async function end(job, button) {
    button.disabled = true;
    try {
      await request(`jobs/${encodeURIComponent(job.jobID)}`, { method: "DELETE" });
      failed.hidden = true;
    } catch {
      fill(failed, t("jobs.unended"));
      failed.hidden = false;
    }
    await look();
  }

  async function look() {
    clearTimeout(timer);
    /** @type {{jobs: Job[]}|null} */
    const answer = await request(`jobs?f=json&limit=${most}`).catch(() => null);
    if (!answer) return; // a service that is away is said elsewhere
    const jobs = answer.jobs.filter((job) => job.status !== "dismissed"), text = JSON.stringify(jobs);
    element.hidden = !jobs.length && failed.hidden;
    if (text !== drawn) {
      const focused = list.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).dataset.job : "";
      fill(list, jobs.map(row));
      if (focused) list.querySelector(`[data-job="${CSS.escape(focused)}"]`)?.focus();
    }
    drawn = text;
    clearTimeout(timer);
    if (jobs.some(goesOn)) timer = setTimeout(() => seen() && look(), between);
  }

  return { element, look };
}
