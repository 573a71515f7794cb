// Which facilities, parcels and people count: by what they are, or by a year.

/** @typedef {{status?: string, year?: number}} When a year above 0 decides alone */

/** Returns a property as a year, 0 for none. @param {any} value */
const yearOf = (value) => {
  const year = Number(String(value ?? "").slice(0, 4));
  return year >= 1000 && year <= 9999 ? year : 0;
};

/** Says whether something with these properties counts, as the service decides it. @param {any} p properties @param {When} when */
export function counts(p, { status = "", year = 0 }) {
  const is = p.status ?? "existing";
  if (!year) return !status || status.split(",").includes(is);
  const opens = yearOf(p.opens), closes = yearOf(p.closes);
  if (closes && closes <= year) return false;
  return opens ? opens <= year : is === "existing";
}

/**
 * Returns the first and last year in which something opens, null where nothing says.
 * @param {{shapes: {properties: any}[]}[]} layers
 * @returns {[number, number]|null}
 */
export function openingYears(layers) {
  let first = Infinity, last = -Infinity;
  for (const layer of layers) {
    for (const { properties } of layer.shapes) {
      const year = yearOf(properties.opens);
      if (year) [first, last] = [Math.min(first, year), Math.max(last, year)];
    }
  }
  return last > first ? [first, last] : null;
}
