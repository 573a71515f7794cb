// Which draft of the service is the page's own, for when the page is loaded again.

import { draftsOf, keepAll, place, same, some } from "./draft_kept.js";
import { keptIn } from "./storage.js";

/** @typedef {import("./draft_keeper.js").Own} Own */

const session = keptIn(() => sessionStorage);

/** Says whether it is one that was written here. @param {any} own @returns {own is Own} */
export const isOwn = (own) => /^[0-9a-f]{32}$/.test(own?.id) && ["tag", "at", "text"].every((key) => typeof own[key] === "string") && Array.isArray(own.tries);

/** Returns the draft of what the page began with, kept for this tab, else for the browser. @param {import("./storage.js").Storage} storage @param {Record<string, any>} begun @returns {Own|null} */
export function readOwn(storage, begun) {
  const kept = [...draftsOf(session), ...draftsOf(storage)].find(({ own, settings }) => isOwn(own) && some(begun) && same(settings, begun));
  return kept?.own ?? null;
}

/** Notes which draft what is shown is, null for none. @param {import("./storage.js").Storage} storage @param {any} s settings @param {Own|null} own */
export function writeOwn(storage, s, own) {
  keepAll(session, own ? [{ at: "", settings: { sites: s.sites, drawn: s.drawn }, own }] : []);
  const drafts = draftsOf(storage);
  if (drafts.some((d) => same(d.settings, s))) keepAll(storage, drafts.map((d) => (same(d.settings, s) ? { ...d, own: own ?? undefined } : d)));
}
