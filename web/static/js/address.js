// Keeps the address in step with the settings.

import { writeHash } from "./hash.js";

/** Milliseconds after which a change is in the address: browsers allow only so many changes of it. */
const soonMs = 200;

/**
 * Starts to keep the settings in the address; returns what writes them at once.
 * @param {import("./load.js").SettingsStore} settings
 */
export function keepAddress(settings) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let later;
  function write() {
    clearTimeout(later);
    history.replaceState(null, "", writeHash(settings.get()) || location.pathname);
  }
  settings.subscribe(() => {
    clearTimeout(later);
    later = setTimeout(write, soonMs);
  });
  return write;
}
