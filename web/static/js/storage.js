// What this browser keeps for other visits. One that keeps nothing (site data are
// blocked, or there is no room) gives nothing, and the page works as at a first visit.

/** Returns what access gives, otherwise where the browser refuses it. @template T @param {() => T} access @param {T} otherwise @returns {T} */
function tried(access, otherwise) {
  try {
    return access();
  } catch {
    return otherwise;
  }
}

/** @typedef {typeof storage} Storage */

/** @param {() => globalThis.Storage} place */
export const keptIn = (place) => ({
  /** Returns the text kept under a name, null for none. @param {string} name @returns {string|null} */
  read: (name) => tried(() => place().getItem(name), null),
  /** Keeps a text under a name, null to keep none; says whether that holds. @param {string} name @param {string|null} text */
  write: (name, text) => tried(() => {
    if (text === null) place().removeItem(name);
    else place().setItem(name, text);
    return true;
  }, false),
});

export const storage = keptIn(() => localStorage);
