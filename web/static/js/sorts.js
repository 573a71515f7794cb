// How tables are sorted, as the address holds it: "id:column:down", joined by commas.

/** @typedef {{by: string, down: boolean}} Sort */

/** Returns how a table is sorted; by "" where it stands as it comes. @param {string} text @param {string} id @returns {Sort} */
export function readSort(text, id) {
  const [, by = "", way] = text.split(",").map((one) => one.split(":")).find(([table]) => table === id) ?? [];
  return { by, down: way === "down" };
}

/** Returns the text in which a table is sorted so. @param {string} text @param {string} id @param {Sort} sort */
export function writeSort(text, id, { by, down }) {
  const others = text.split(",").filter((one) => one && !one.startsWith(id + ":"));
  return [...others, ...(by ? [`${id}:${by}:${down ? "down" : "up"}`] : [])].join(",");
}

/**
 * Returns rows in an order; what has no value stands last.
 * @template T
 * @param {T[]} rows @param {(row: T) => any} of the value that is sorted by @param {boolean} down
 * @returns {T[]}
 */
export function sorted(rows, of, down) {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = of(a), y = of(b);
    if (x == null || y == null) return Number(x == null) - Number(y == null);
    return sign * (typeof x === "number" ? x - y : String(x).localeCompare(String(y)));
  });
}
