// Keeps the page's draft on the service: a moment after the last change, and only what is saved nowhere else.

import { mayPass } from "./api.js";
import { draftApi, hearDrafts, newID, textOf } from "./draft_api.js";
import { bodyNow, differs } from "./draft_body.js";
import { createRemover } from "./draft_gone.js";
import { readOwn, writeOwn } from "./draft_own.js";

/** Milliseconds of rest after which a draft is sent, the longest it waits for rest, the least between two, and until one that came to nothing is tried again. */
const restMs = 2000, longestMs = 20000, leastMs = 5000, againMs = 20000;

/** Bytes: the most that the service keeps, which is what a browser still sends of a page that is left. */
const mostBytes = 64 * 1024;

/** How many texts are remembered of which no answer came. */
const mostTries = 4;

/**
 * The page's draft on the service: the ETag and time of its last answer, the text that it has
 * since, and what was sent without an answer, which it may have.
 * @typedef {{id: string, tag: string, at: string, text: string, tries: string[], apart?: boolean}} Own
 *   apart: another was changed elsewhere, and this one was made in its place
 */
/** @typedef {ReturnType<typeof createKeeper>} Keeper */

/** @returns {Own} */
const fresh = () => ({ id: newID(), tag: "", at: "", text: "", tries: [] });

/**
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, loader: any, storage: import("./storage.js").Storage}} page
 * @param {Record<string, any>} begun the settings that the page began with
 * @param {{forget: () => void, part: () => void}} browser lets the browser's copy go; leaves it for another what-if
 */
export function createKeeper({ settings, data, loader, storage }, begun, { forget, part }) {
  /** @type {Own|null} */
  let own = readOwn(storage, begun);
  let where = "", refused = "", forbidden = false, flying = "", sentAt = -Infinity, since = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  let line = Promise.resolve(); // one thing at a time
  let last = begun, given = ""; // the settings before the last change, and what a link brought

  const scenario = () => (data.get().scenarios ?? []).find((/** @type {any} */ s) => s.id === settings.get().edit);
  const unsaved = () => differs(settings.get(), data.get(), scenario());
  /** Returns the draft as it is now, null where there is nothing to keep. */
  const now = () => (unsaved() ? bodyNow(data.get(), loader.scenarios.asBody(), scenario()) : null);
  const gone = createRemover(() => soon(againMs));
  const keep = () => writeOwn(storage, settings.get(), own);
  /** @template T @param {() => Promise<T>} what @returns {Promise<void>} */
  const inLine = (what) => (line = line.then(what).then(() => {}, () => {}));

  /** Says where the draft is. */
  function tell() {
    const body = now();
    if (!body) return;
    const kept = own?.at && own.text === textOf(body);
    const held = kept ? (own?.apart ? "apart" : "service") : own?.at ? (where === "address" ? "older" : "newer") : where;
    data.set({ draftHeld: own?.at ? `${held} ${own.at}` : held });
  }

  function letGo() {
    own = null;
    where = "";
    clearTimeout(later);
  }

  /** Sends once nothing changes for a moment. @param {number} [ms] */
  function soon(ms) {
    clearTimeout(later);
    const time = performance.now();
    since ||= time;
    later = setTimeout(() => inLine(send), ms ?? Math.max(Math.min(restMs, since + longestMs - time), sentAt + leastMs - time));
  }

  /** Makes the draft the one that the service has, where it has what was sent without an answer. @param {Own} mine */
  async function look(mine) {
    const there = await draftApi.find(mine.id);
    if (there && [mine.text, ...mine.tries].includes(textOf(there.draft))) [mine.tag, mine.at, mine.text] = [there.tag, there.draft.saved_at, textOf(there.draft)];
    else if (own === mine && (there || mine.at)) own = { ...fresh(), apart: Boolean(there) }; // somebody else's by now
    mine.tries = [];
  }

  /** Sends what is not saved. */
  async function send() {
    clearTimeout(later);
    since = 0;
    await gone.again();
    if (!where) return; // nothing is the person's
    if (!unsaved()) return forget();
    const body = now();
    if (!body) return;
    const text = textOf(body), sent = JSON.stringify(body), size = new Blob([sent]).size;
    if (forbidden || data.get().error || data.get().offline || [refused, given, own?.text].includes(text) || size > mostBytes) return tell();
    sentAt = performance.now();
    flying = text;
    try {
      if (own?.tries.length) await look(own);
      own ??= fresh();
      own.tries = [...own.tries, text].slice(-mostTries);
      keep();
      await put(sent, size < mostBytes - 1024);
    } catch (error) {
      const { status, document } = /** @type {any} */ (error);
      if (mayPass(error)) soon(againMs);
      else if ([403, 405].includes(status) || (status === 404 && !document?.parameter)) forbidden = true; // or it keeps no drafts
      else refused = text;
    }
    flying = "";
    keep();
    tell();
    const next = now();
    if (next && textOf(next) !== text) soon();
  }

  /** Puts the draft; where it was changed elsewhere, as another one. @param {string} sent @param {boolean} keepalive @param {number} [again] how often it may be changed meanwhile */
  async function put(sent, keepalive, again = 3) {
    const mine = own;
    if (!mine) return; // let go meanwhile
    try {
      const { tag, draft } = await draftApi.put(mine.id, mine.tag, sent, keepalive);
      Object.assign(mine, { tag, at: draft.saved_at, text: textOf(JSON.parse(sent)), tries: [] });
    } catch (error) {
      if (/** @type {any} */ (error).status !== 412 || again === 0) throw error;
      await look(mine);
      await put(sent, keepalive, again - 1);
    }
  }

  /** Sends at once what has not been sent: the page may go. */
  function leaving() {
    const body = now(), text = body ? textOf(body) : "";
    if (body && text !== flying && text !== own?.text) inLine(send);
  }
  addEventListener("pagehide", leaving);
  addEventListener("hashchange", () => { // a link leads to another what-if, which is not written over the page's own
    const s = settings.get(), body = now();
    if (s.sites === last.sites && s.drawn === last.drawn) return;
    own = null;
    part();
    given = body ? textOf(body) : "";
    data.set({ draftHeld: "" });
  });
  hearDrafts(({ id, tag }) => { // another tab kept it as it is there, or removed it
    if (own?.id !== id || own.tag === tag || flying) return;
    own = tag ? { ...fresh(), apart: true } : null;
    keep();
    tell();
    if (tag && where) soon();
  });
  document.addEventListener("visibilitychange", () => document.hidden && leaving());
  data.subscribe((d, changed) => {
    if ((changed.has("offline") && !d.offline) || (changed.has("error") && !d.error)) if (now() || gone.some()) soon();
  });

  return {
    /** Returns the page's own draft, null for none. */
    own: () => own,
    /** Hears that the browser's copy was written. @param {string} held where: "browser" or "address" */
    changed(held) {
      where = held;
      last = settings.get();
      if (settings.get().edit && !data.get().scenarios) loader.scenarios.known();
      keep();
      tell();
      soon();
    },
    /** Hears that another tab saved the browser's copy, or threw it away. */
    lost() {
      if (!where) return;
      letGo();
      keep();
      data.set({ draftHeld: "elsewhere" });
    },
    /** Goes on with a draft of the service; one without its text is as the page is now. @param {Own|null} [next] */
    adopt(next) {
      own = next ?? null;
      last = settings.get();
      const body = now();
      if (own?.at && body) own.text ||= textOf(body);
      data.set({ draftHeld: "" });
      tell();
      keep();
    },
    /** Leaves the draft to whoever takes it up, and returns it, null for none; what is not sent is sent first. */
    async leave() {
      await inLine(send);
      const left = own;
      letGo();
      return left;
    },
    /** Removes a draft from the service: the page's own, or another of this browser. @param {Own|null} [mine] */
    remove(mine = own) {
      if (mine?.id === own?.id) letGo();
      keep();
      if (mine && (mine.at || mine.tries.length)) inLine(() => gone.remove(mine));
    },
  };
}
