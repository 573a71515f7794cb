// Tables as CSV that spreadsheets open safely and that come back the same when they are loaded.

/** What a spreadsheet takes for the beginning of a formula, what it passes over before one, and where a cell or a line of it may begin. */
const formula = /^[=+\-@＝＋－＠]$/, passed = /^['\s\p{Cc}\p{Cf}]$/u, parts = /^[;\t\r\n]$/;

/**
 * Returns text of which nothing is computed: an apostrophe stands before every formula, also after a semicolon, a tab or a line's end, where
 * a spreadsheet of another language begins a cell. Loading the table takes exactly these away (data/formats/apostrophe.go).
 * @param {string} text
 */
export function guarded(text) {
  if (!/[=+\-@＝＋－＠\t\r\n]/.test(text)) return text;
  const letters = Array.from(text);
  let leads = false, out = "";
  for (let i = letters.length - 1; i >= 0; i--) {
    leads = formula.test(letters[i]) || (leads && passed.test(letters[i]));
    out = (leads && (i === 0 || parts.test(letters[i - 1])) ? "'" : "") + letters[i] + out;
  }
  return !leads && /^'*[\t\r\n]/.test(text) ? "'" + out : out;
}

/** Writes one value. Numbers stay numbers. @param {any} value */
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = guarded(typeof value === "object" ? JSON.stringify(value) : String(value));
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Returns a table as CSV by RFC 4180, with a byte order mark so that Excel reads UTF-8.
 * @param {string[]} head @param {any[][]} rows
 */
export const csv = (head, rows) => "\uFEFF" + [head, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
