// Which draft of the service is the page's own, for when the page is loaded again.

import { keptIn } from "./storage.js";

/** @typedef {import("./draft_keeper.js").Own} Own */

const place = "draft", session = keptIn(() => sessionStorage);

/** Returns what a place holds, an empty object for nothing. @param {{read: (name: string) => string|null}} where @returns {any} */
function held(where) {
  try {
    return JSON.parse(where.read(place) ?? "{}") ?? {};
  } catch {
    return {}; // of another version
  }
}

/** Says whether it is one that was written here. @param {any} own @returns {own is Own} */
export const isOwn = (own) => /^[0-9a-f]{32}$/.test(own?.id) && ["tag", "at", "text"].every((key) => typeof own[key] === "string") && Array.isArray(own.tries);

/** Returns the draft of what the page began with, kept for this tab, else for the browser. @param {import("./storage.js").Storage} storage @param {Record<string, any>} begun @returns {Own|null} */
export function readOwn(storage, begun) {
  const same = (/** @type {any} */ s) => s && s.sites === begun.sites && s.drawn === begun.drawn && Boolean(s.sites || s.drawn);
  const kept = [held(session), held(storage)].find(({ own, settings }) => isOwn(own) && same(settings));
  return kept?.own ?? null;
}

/** Notes which draft what is shown is, null for none. @param {import("./storage.js").Storage} storage @param {any} s settings @param {Own|null} own */
export function writeOwn(storage, s, own) {
  session.write(place, own && JSON.stringify({ settings: { sites: s.sites, drawn: s.drawn }, own }));
  const kept = held(storage);
  if (kept.settings && kept.settings.sites === s.sites && kept.settings.drawn === s.drawn) storage.write(place, JSON.stringify({ ...kept, own: own ?? undefined }));
}
