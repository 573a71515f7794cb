// Keeps what was computed until something it was computed from is another.

/**
 * Returns a function that computes anew only when what it depends on has changed.
 * @template T
 * @param {() => any[]} from what the value depends on, compared one by one
 * @param {() => T} make
 * @returns {() => T}
 */
export function kept(from, make) {
  const changed = changes();
  /** @type {T} */
  let value;
  return () => {
    if (changed(from())) value = make();
    return value;
  };
}

/** Returns a function that says whether a list differs from the one it was given before. @returns {(now: any[]) => boolean} */
export function changes() {
  /** @type {any[]|null} */
  let before = null;
  return (now) => {
    const differ = before?.length !== now.length || now.some((x, i) => x !== before?.[i]);
    before = now;
    return differ;
  };
}
