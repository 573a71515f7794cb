// Keeps a what-if that nobody has saved yet: in the browser at once, so that a closed tab does not
// lose it, and on the service a moment later, where another computer finds it. Tabs of one browser
// keep theirs side by side.

import { draftsIn, draftsOf, keepAll, place, same, some } from "./draft_kept.js";

/** What is kept of the settings. */
export const keys = /** @type {const} */ (["service", "radius", "area", "drawn", "demand", "status", "year", "sites", "edit"]);

/** Milliseconds of rest after which it is written. */
const restMs = 300;

/** @typedef {import("./draft_kept.js").Draft} Draft */

/** Returns a name for a line of work, which no other tab has. */
const newPage = () => String(Math.random()).slice(2);

/**
 * Starts to keep drafts. What was kept before stays until the person goes on with
 * it or lets it go.
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, loader: any, storage: import("./storage.js").Storage}} page
 */
export function keepDrafts(page) {
  const { settings, data, storage } = page;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  let changed = false, me = newPage();
  /** @type {Record<string, any>|undefined} what was there at first */
  let begun;
  /** @type {Record<string, any>|undefined} the what-if that the page last wrote, or goes on with */
  let last;
  /** @type {Promise<import("./draft_keeper.js").Keeper|null>|null} */
  let keeper = null;
  const pick = () => Object.fromEntries(keys.map((key) => [key, settings.get()[key]]));
  const held = (/** @type {string} */ draftHeld) => data.set({ draftHeld });
  const mine = (/** @type {Draft} */ d) => d.page === me || same(d.settings, last);

  /** Returns what keeps drafts on the service, null where that does not come; it is tried again then. */
  const service = () => (keeper ??= import("./draft_keeper.js").then((m) => m.createKeeper(page, begun ?? {}, { forget, part }), () => (keeper = null)));

  /** Leaves what was written, for another what-if is begun. */
  function part() {
    me = newPage();
    last = undefined;
  }

  /** Leaves the page's draft as the service has it: nothing is shown in its place. */
  function leave() {
    keepAll(storage, draftsOf(storage).filter((d) => !mine(d)));
    part();
  }

  /** Lets the page's draft go: it was saved, or is not wanted. @param {Draft} [other] another instead, which is offered */
  function forget(other) {
    const drafts = draftsOf(storage), gone = drafts.filter((d) => (other ? same(d.settings, other.settings) : mine(d)));
    const own = other ? other.own : gone.find((d) => d.own)?.own;
    if (gone.length) keepAll(storage, drafts.filter((d) => !gone.includes(d)));
    if (!other) {
      clearTimeout(later);
      changed = false;
      held("");
    }
    if (own || (keeper && !other)) service().then((k) => k?.remove(other ? own : k.own() ?? own));
  }

  function write() {
    clearTimeout(later);
    if (!changed) return;
    changed = false;
    if (!some(settings.get())) return forget();
    const now = pick(), drafts = draftsOf(storage), gone = drafts.filter((d) => mine(d) || same(d.settings, now));
    const over = gone.flatMap((d) => (d.page && d.page !== me ? [d.page, ...(d.over ?? [])] : d.over ?? [])).slice(0, 8);
    last = now;
    const kept = keepAll(storage, [{ at: new Date().toISOString(), page: me, over, settings: now }, ...drafts.filter((d) => !gone.includes(d))]);
    const where = kept ? "browser" : "address"; // the address has it in any case
    held(where);
    service().then((k) => k?.changed(where));
  }
  settings.subscribe((_, what) => {
    const own = ["sites", "drawn"].some((key) => what.has(key)) || (some(settings.get()) && keys.some((key) => what.has(key)));
    if (!begun || !own) return;
    changed = true;
    clearTimeout(later);
    later = setTimeout(write, restMs);
  });
  addEventListener("pagehide", write);
  addEventListener("storage", ({ key, oldValue }) => { // another tab wrote
    if (key !== place && key !== null) return;
    const drafts = draftsOf(storage), own = draftsIn(oldValue).find(mine);
    if (!own || changed || !same(own.settings, settings.get()) || drafts.some((d) => same(d.settings, own.settings))) return;
    if (own.page === me && drafts[0]?.over?.includes(me)) keepAll(storage, [drafts[0], own, ...drafts.slice(1)]); // it went on with it; here it is as it was
    else keeper?.then((k) => k?.lost()); // it was saved there, or thrown away
  });

  return {
    /** From here on what changes is the person's. */
    begin() {
      begun = last = pick();
    },
    /** Goes on with a what-if that was offered. @param {Draft} draft */
    goOn(draft) {
      last = draft.settings;
    },
    /** Says whether something is kept, once the person can do something about it. */
    kept: () => Boolean(begun && storage.read(place)),
    forget, leave, service,
  };
}
