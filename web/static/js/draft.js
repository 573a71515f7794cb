// Keeps a what-if that nobody has saved yet: in the browser at once, so that a closed tab does not
// lose it, and on the service a moment later, where another computer finds it.

/** What is kept of the settings. */
export const keys = /** @type {const} */ (["service", "radius", "area", "drawn", "demand", "status", "year", "sites", "edit"]);

/** Where. */
export const place = "draft";

/** Milliseconds of rest after which it is written. */
const restMs = 300;

/** @typedef {import("./draft_keeper.js").Own} Own */
/** @typedef {{at: string, settings: Record<string, any>, own?: Own}} Draft at: ISO time; own: the one on the service */

/** Says whether settings have something to be kept. @param {any} s */
export const some = (s) => Boolean(s.sites || s.drawn);

/**
 * Starts to keep drafts. What was kept before stays until the person changes
 * something, takes it up or lets it go.
 * @param {{settings: import("./load.js").SettingsStore, data: import("./load.js").DataStore, loader: any, storage: import("./storage.js").Storage}} page
 */
export function keepDrafts(page) {
  const { settings, data, storage } = page;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  let changed = false;
  /** @type {Record<string, any>|undefined} what was there at first */
  let begun;
  /** @type {Promise<import("./draft_keeper.js").Keeper|null>|null} */
  let keeper = null;
  const pick = () => Object.fromEntries(keys.map((key) => [key, settings.get()[key]]));
  const held = (/** @type {string} */ draftHeld) => data.set({ draftHeld });

  /** Returns what keeps drafts on the service, null where that does not come; it is tried again then. */
  const service = () => (keeper ??= import("./draft_keeper.js").then((m) => m.createKeeper(page, begun ?? {}, forget), () => (keeper = null)));

  /** Lets the draft go: it was saved, or is not wanted. @param {Own} [own] another than that of the page */
  function forget(own) {
    clearTimeout(later);
    changed = false;
    const there = keeper || own || storage.read(place)?.includes('"own"');
    storage.write(place, null);
    held("");
    if (there) service().then((k) => k?.remove(own));
  }

  function write() {
    clearTimeout(later);
    if (!changed) return;
    changed = false;
    if (!some(settings.get())) return forget();
    const where = storage.write(place, JSON.stringify({ at: new Date().toISOString(), settings: pick() })) ? "browser" : "address"; // the address has it in any case
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

  return {
    /** From here on what changes is the person's. */
    begin() {
      begun = pick();
    },
    /** Says whether something is kept, once the person can do something about it. */
    kept: () => Boolean(begun && storage.read(place)),
    forget, service,
  };
}
