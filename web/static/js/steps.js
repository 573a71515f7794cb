// Undo and redo of what the person chose.

/** A pause this long, in milliseconds, ends a step of keys or typing. */
const pauseMs = 500;

/** Settings that keys change little by little. */
const sliding = ["radius", "year"];

/** Steps kept. */
const most = 200;

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
  /** @type {Record<string, any>[]} */
  const past = [];
  /** @type {Record<string, any>[]} */
  let future = [];
  const pick = (/** @type {T} */ value) => Object.fromEntries(keys.map((key) => [key, value[key]]));
  let present = pick(settings.get());
  let last = "", lastAt = -Infinity, held = false, recording = false;

  settings.subscribe((value, changed) => {
    const mine = keys.filter((key) => changed.has(key)).join();
    if (!mine) return;
    const goesOn = mine === last && (held || (sliding.includes(mine) && now() - lastAt < pauseMs));
    if (recording && !goesOn) {
      past.push(present);
      if (past.length > most) past.shift();
      future = [];
    }
    present = pick(value);
    [last, lastAt] = [recording ? mine : "", now()];
    onChange();
  });

  /** @param {Record<string, any>[]} from @param {Record<string, any>[]} to */
  function step(from, to) {
    const next = from.pop();
    if (!next) return;
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
    /** The pointer goes down or up: a new gesture is a new step. @param {boolean} down */
    hold(down) {
      held = down;
      if (down) last = "";
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}
