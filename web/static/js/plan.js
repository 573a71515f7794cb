// The present what-if: reads it from the settings, changes it, and compares it with the data as it is.

import { kept } from "./kept.js";
import { shown } from "./live/live.js";
import { addedLayer, addSite, changeOf, closeSite, countChanges, keyOf, moveSite, readChanges, restoreSite, writeChanges } from "./whatif.js";

/** @typedef {import("./types.js").Facility} Facility */
/** @typedef {{key: string, change: string, facility: Facility}} Changed */

/** @param {import("./load.js").SettingsStore} settings @param {import("./load.js").DataStore} data */
export function createPlan(settings, data) {
  let text = "", changes = readChanges("");

  /** Returns the changes, read once per text. */
  function now() {
    if (settings.get().sites !== text) [text, changes] = [settings.get().sites, readChanges(settings.get().sites)];
    return changes;
  }
  /** @param {import("./whatif.js").Changes} next */
  const set = (next) => settings.set({ sites: writeChanges(next) });

  /** Returns a facility as it is in the data, of the answer without changes. @param {string} key @returns {Facility|undefined} */
  const before = (key) => data.get().baseline?.facilities.find((/** @type {Facility} */ f) => keyOf(f) === key);

  return {
    now, before,
    count: () => countChanges(now()),
    /** Says what is done to a facility of an answer. @param {Facility} f */
    changeOf: (f) => changeOf(now(), keyOf(f)),

    /** Adds a site and chooses it. @param {[number, number]} lonLat */
    add(lonLat) {
      const { changes: next, id } = addSite(now(), lonLat);
      settings.set({ sites: writeChanges(next), facility: id });
    },
    /** @param {string} key @param {[number, number]} lonLat @param {[number, number]} from */
    move: (key, lonLat, from) => set(moveSite(now(), key, lonLat, from)),
    /** @param {Facility} f */
    close: (f) => set(closeSite(now(), { id: keyOf(f), lon: f.lon, lat: f.lat })),
    /** Undoes what was done to one site. @param {string} key */
    restore(key) {
      const gone = now().added.some((s) => s.id === key);
      settings.set({ sites: writeChanges(restoreSite(now(), key)), ...(gone && settings.get().facility === key ? { facility: "" } : {}) });
    },
    clear: () => settings.set({ sites: "", ...(now().added.some((s) => s.id === settings.get().facility) ? { facility: "" } : {}) }),

    /**
     * Returns the facilities to list: those of the answer, an added one by its key,
     * and those that are closed, with what they reach while open.
     * @type {() => Changed[]}
     */
    facilities: kept(() => [data.get().coverage, data.get().baseline, settings.get().sites], () => {
      const listed = (data.get().coverage?.facilities ?? []).map((/** @type {Facility} */ facility) => ({ key: keyOf(facility), facility }))
        .filter((/** @type {any} */ f) => f.facility.layer !== addedLayer || changeOf(now(), f.key));
      for (const s of [...now().added, ...now().closed]) {
        const open = listed.findIndex((/** @type {any} */ f) => f.key === s.id);
        const known = open >= 0 ? listed.splice(open, 1)[0].facility : before(s.id);
        const [layer, id] = cut(s.id);
        listed.push({ key: s.id, facility: { reach: 0, exclusive: 0, name: "", ...(known ?? { id, layer }), lon: s.lon, lat: s.lat } });
      }
      return listed.map((/** @type {any} */ f) => ({ ...f, change: changeOf(now(), f.key) }));
    }),

    /** Returns what the changes bring, null while there are none or the answer is not there. */
    difference() {
      const { coverage: c, baseline: b } = shown(data.get());
      if (!c || !b || !settings.get().sites) return null;
      return { unit: c.demand.unit, covered: c.covered - b.covered, ratio: (c.ratio ?? 0) - (b.ratio ?? 0), gaps: b.gaps.count - c.gaps.count };
    },
  };
}

/** Cuts a key into layer and id. @param {string} key */
function cut(key) {
  const i = key.indexOf("/");
  return i < 0 ? [addedLayer, key] : [key.slice(0, i), key.slice(i + 1)];
}
