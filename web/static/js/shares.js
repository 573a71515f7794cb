// Shares of one whole that stand beside one another, rounded so that they add up to it.

/**
 * Returns sizes as whole numbers that add up to whole: rounded down, and what is left
 * goes to the largest remainders. What is there has at least 1 while there is room.
 * Without any size all are 0.
 * @param {number[]} sizes at least 0 @param {number} whole
 * @returns {number[]}
 */
export function apportion(sizes, whole) {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (!(all > 0)) return sizes.map(() => 0);
  const exact = sizes.map((size) => (whole * size) / all);
  const given = exact.map((e) => (e > 0 ? Math.max(1, Math.floor(e)) : 0));
  const lacks = (/** @type {number} */ i) => exact[i] - given[i];
  /** Changes the part that is best among those allowed. @param {number} by @param {(i: number) => boolean} allowed */
  const change = (by, allowed) => {
    const open = given.map((_, i) => i).filter(allowed);
    given[open.reduce((best, i) => (by * lacks(i) > by * lacks(best) ? i : best))] += by;
  };
  for (let left = whole - given.reduce((sum, n) => sum + n, 0); left; left -= Math.sign(left)) {
    if (left > 0) change(1, (i) => exact[i] > 0);
    else change(-1, given.some((n) => n > 1) ? (i) => given[i] > 1 : (i) => given[i] > 0);
  }
  return given;
}

/**
 * Returns what is reached by no, one, two and more facilities in tenths of a per cent:
 * together 1000, and the reached ones together what the ratio is shown as.
 * @param {number[]} amounts by depth, none first @param {number} reached tenths of a per cent
 */
export function depthShares([none, ...depths], reached) {
  const all = none + depths.reduce((sum, amount) => sum + amount, 0);
  return all > 0 ? [1000 - reached, ...apportion(depths, reached)] : [0, ...depths.map(() => 0)];
}
