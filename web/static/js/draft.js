// Keeps a what-if that nobody has saved yet in the browser, so that a closed tab does not lose it.

/** What is kept of the settings. */
const keys = /** @type {const} */ (["service", "radius", "area", "drawn", "demand", "status", "year", "sites", "edit"]);

/** Where, and milliseconds of rest after which it is written. */
const place = "draft", restMs = 300;

/** @typedef {{at: string, settings: Record<string, any>}} Draft at: ISO time */

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
 * @param {import("./load.js").SettingsStore} settings @param {import("./storage.js").Storage} storage
 * @param {{now?: () => Date, leaving?: (write: () => void) => void, held?: (where: ""|"browser"|"address") => void}} [how]
 *   leaving: calls its argument before the page goes; held: hears where what was changed is kept, "" for nowhere
 */
export function keepDrafts(settings, storage, { now = () => new Date(), leaving = () => {}, held = () => {} } = {}) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  let changed = false, begun = false;
  const pick = () => Object.fromEntries(keys.map((key) => [key, settings.get()[key]]));

  /** Lets the draft go: it was saved, or is not wanted. */
  function forget() {
    clearTimeout(later);
    changed = false;
    storage.write(place, null);
    held("");
  }

  function write() {
    clearTimeout(later);
    if (!changed) return;
    changed = false;
    if (!some(settings.get())) return forget();
    held(storage.write(place, JSON.stringify({ at: now().toISOString(), settings: pick() })) ? "browser" : "address"); // the address has it in any case
  }
  settings.subscribe((_, what) => {
    const own = ["sites", "drawn"].some((key) => what.has(key)) || (some(settings.get()) && keys.some((key) => what.has(key)));
    if (!begun || !own) return;
    changed = true;
    clearTimeout(later);
    later = setTimeout(write, restMs);
  });
  leaving(write);

  return {
    /** From here on what changes is the person's. */
    begin() {
      begun = true;
    },
    /** Returns the draft that differs from what is shown, null for none. @returns {Draft|null} */
    found() {
      const draft = read(storage), s = settings.get();
      return draft && (draft.settings.sites !== s.sites || draft.settings.drawn !== s.drawn) ? draft : null;
    },
    /** Returns what a draft sets, of the keys that are known. @param {Draft} draft */
    settingsOf: (draft) => Object.fromEntries(keys.filter((key) => typeof draft.settings[key] === typeof settings.get()[key]).map((key) => [key, draft.settings[key]])),
    forget,
  };
}
