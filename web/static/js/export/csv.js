// Tables as CSV that spreadsheets open safely.

/** What a spreadsheet would take for the beginning of a formula. */
const formula = /^[=+\-@\t\r\n]/;

/** Writes one value. Numbers stay numbers; words that a spreadsheet would compute get an apostrophe before them. @param {any} value */
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = formula.test(text.trimStart()) || formula.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Returns a table as CSV by RFC 4180, with a byte order mark so that Excel reads UTF-8.
 * @param {string[]} head @param {any[][]} rows
 */
export const csv = (head, rows) => "\uFEFF" + [head, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
