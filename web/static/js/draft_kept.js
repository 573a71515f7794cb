// The what-ifs that this browser keeps unsaved: of each tab its last one.

/** @typedef {import("./draft_keeper.js").Own} Own */
/** @typedef {{at: string, page?: string, over?: string[], settings: Record<string, any>, own?: Own}} Draft at: ISO time; page: the one that wrote it; over: pages whose drafts it was made of; own: the one on the service */
/** @typedef {import("./storage.js").Storage} Storage */

/** Where. */
export const place = "draft";

/** How many; the oldest goes. */
const most = 6;

/** Says whether settings have something to be kept. @param {any} s */
export const some = (s) => Boolean(s.sites || s.drawn);

/** Says whether two have the same what-if. @param {any} a @param {any} b */
export const same = (a, b) => Boolean(a && b) && a.sites === b.sites && a.drawn === b.drawn;

/** Returns the drafts of a text, the newest first. @param {string|null} text @returns {Draft[]} */
export function draftsIn(text) {
  try {
    const { others, ...newest } = JSON.parse(text ?? "null") ?? {};
    return [newest, ...(Array.isArray(others) ? others : [])].filter((d) => typeof d?.at === "string" && d.settings && some(d.settings));
  } catch {
    return []; // of another version, or not ours
  }
}

/** Returns what is kept, the newest first. @param {Storage} storage */
export const draftsOf = (storage) => draftsIn(storage.read(place));

/** Keeps drafts, and says whether that holds. @param {Storage} storage @param {Draft[]} drafts the newest first */
export const keepAll = (storage, [newest, ...others]) => storage.write(place, newest ? JSON.stringify({ ...newest, ...(others.length ? { others: others.slice(0, most - 1) } : {}) }) : null);
