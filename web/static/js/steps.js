// Undo and redo of what the person chose, and of what was done to data and scenarios.

/** A pause this long, in milliseconds, ends a step of keys or typing. */
const pauseMs = 500;

/** Settings that keys change little by little. */
const sliding = ["radius", "reach", "year"];

/** Steps kept. */
const most = 200;

/** Something done at the service. @typedef {{undo: () => Promise<any>, redo: () => Promise<any>}} Deed */

/**
 * Returns undo, redo and what they could do. Changes of the same settings are one
 * step while a button of the pointer is held; of a slider, also while keys follow each other closely.
 * @template {Record<string, any>} T
 * @param {{get: () => T, set: (patch: any) => void, subscribe: (f: (value: T, changed: Set<string>) => void) => any}} settings
 * @param {string[]} keys settings whose changes are steps
 * @param {() => void} onChange hears when undo or redo becomes possible or impossible
 * @param {() => number} [now] milliseconds
 */
export function createSteps(settings, keys, onChange, now = () => performance.now()) {
  /** @type {(Record<string, any>|Deed)[]} */
  const past = [];
  /** @type {(Record<string, any>|Deed)[]} */
  let future = [];
  const pick = (/** @type {T} */ value) => Object.fromEntries(keys.map((key) => [key, value[key]]));
  let present = pick(settings.get());
  let last = "", lastAt = -Infinity, held = false, recording = false, acting = false;

  settings.subscribe((value, changed) => {
    const mine = keys.filter((key) => changed.has(key)).join();
    if (!mine) return;
    const slid = keys.every((key) => !changed.has(key) || (sliding.includes(key) && value[key] && present[key])); // 0 is none: a choice of its own
    const goesOn = mine === last && (held || (slid && now() - lastAt < pauseMs));
    if (recording && !goesOn) add(present);
    present = pick(value);
    [last, lastAt] = [recording ? mine : "", now()];
    onChange();
  });

  /** Adds a step after which nothing can be redone. @param {Record<string, any>|Deed} step */
  function add(step) {
    past.push(step);
    if (past.length > most) past.shift();
    future = [];
  }

  /** Does or takes back a deed; what the page chooses meanwhile is no step. @param {Deed} deed @param {"undo"|"redo"} way @returns {Promise<boolean>} whether it was done */
  async function perform(deed, way) {
    recording = false;
    acting = true;
    onChange();
    try {
      await deed[way]();
      return true;
    } catch {
      return false; // who did it says why; it can be tried no more
    } finally {
      acting = false;
      present = pick(settings.get());
      recording = true;
      last = "";
      onChange();
    }
  }

  /** @param {"undo"|"redo"} way @param {(Record<string, any>|Deed)[]} from @param {(Record<string, any>|Deed)[]} to */
  function step(way, from, to) {
    if (acting) return;
    const next = from.pop();
    if (!next) return;
    if (typeof next.undo === "function") {
      const deed = /** @type {Deed} */ (next);
      return void perform(deed, way).then((done) => {
        if (done) to.push(deed);
        onChange();
      });
    }
    to.push(present);
    recording = false;
    settings.set(next);
    recording = true;
    present = next;
    last = "";
    onChange();
  }

  return {
    /** From here on changes are steps. */
    record() {
      recording = true;
      present = pick(settings.get());
    },
    /** Lets settings change without a step, as part of something done at the service. @param {() => void} change */
    quietly(change) {
      const was = recording;
      recording = false;
      change();
      present = pick(settings.get());
      recording = was;
    },
    /** The pointer goes down or up: a new gesture is a new step. @param {boolean} down */
    hold(down) {
      held = down;
      if (down) last = "";
    },
    /**
     * Notes something done at the service as a step. Returns what takes back just
     * that, whatever came after it.
     * @param {Deed} deed
     */
    did(deed) {
      add(deed);
      last = "";
      onChange();
      return async () => {
        const i = past.indexOf(deed);
        if (i < 0 || acting) return;
        past.splice(i, 1);
        if (await perform(deed, "undo") && i === past.length) future.push(deed);
        onChange();
      };
    },
    undo: () => step("undo", past, future),
    redo: () => step("redo", future, past),
    /** Says whether something is being taken back or done again at the service. */
    acting: () => acting,
    canUndo: () => !acting && past.length > 0,
    canRedo: () => !acting && future.length > 0,
  };
}
