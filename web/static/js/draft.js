// Keeps a what-if that nobody has saved yet: in the browser at once, so that a closed tab does not
// lose it, and on the service a moment later, where another computer finds it.

/** What is kept of the settings. */
const keys = /** @type {const} */ (["service", "radius", "area", "drawn", "demand", "status", "year", "sites", "edit"]);

/** Where, and milliseconds of rest after which it is written. */
const place = "draft", restMs = 300;

/** @typedef {import("./draft_keeper.js").Own} Own */
/** @typedef {{at: string, settings: Record<string, any>, own?: Own}} Draft at: ISO time; own: the one on the service */

/** Says whether settings have something to be kept. @param {any} s */
const some = (s) => Boolean(s.sites || s.drawn);

/** Returns the draft that was kept, null for none. @param {import("./storage.js").Storage} storage @returns {Draft|null} */
function read(storage) {
  try {
    const draft = JSON.parse(storage.read(place) ?? "null");
    return draft && typeof draft.at === "string" && draft.settings && some(draft.settings) ? draft : null;
  } catch {
    return null; // of another version, or not ours
  }
}

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
    const there = keeper || own || read(storage)?.own;
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
    /** Returns the draft that differs from what is shown, null for none. @returns {Draft|null} */
    found() {
      const draft = read(storage), s = settings.get();
      return draft && (draft.settings.sites !== s.sites || draft.settings.drawn !== s.drawn) ? draft : null;
    },
    /** Returns what a draft sets, of the keys that are known. @param {Draft} draft */
    settingsOf: (draft) => Object.fromEntries(keys.filter((key) => typeof draft.settings[key] === typeof settings.get()[key]).map((key) => [key, draft.settings[key]])),
    forget, service,
  };
}
