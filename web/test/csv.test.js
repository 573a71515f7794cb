import { csv } from "../static/js/export/csv.js";
import { law } from "./law.js";

/** The text of the one cell of a table of one column. */
const cellOf = (file) => file.slice("\uFEFFname\r\n".length, -2);
const unquoted = (cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);

/** Takes the apostrophes away again, looking ahead from each place: slow and plain. */
function freed(text) {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const first = i === 0 || /[;\t\r\n]/.test(text[i - 1]), rest = text.slice(i + 1);
    if (text[i] === "'" && first && (/^['\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u.test(rest) || (i === 0 && /^'*[\t\r\n]/.test(rest)))) continue;
    out += text[i];
  }
  return out;
}

law("no cell of a CSV is a formula, and every text comes back", (random, bad) => {
  const parts = ["=1+1", "+86 1", "-2", "@x", "\t=1", " =1", "\r\n", '"', ",", "小学", "a", " ", "'", ";", "\u200f", "\0", "＝1", "\u3000", "\ufeff", "😀"];
  for (let i = 0; i < 4000; i++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 6) }, () => parts[Math.floor(random() * parts.length)]).join("");
    const cell = cellOf(csv(["name"], [[text]])), value = unquoted(cell);
    for (const begun of value.split(/[;\t\r\n]/)) if (/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u.test(begun)) bad.push("a formula: " + JSON.stringify(value));
    if (/^[\t\r\n]/.test(value)) bad.push("begins blank: " + JSON.stringify(value));
    if (freed(value) !== text) bad.push(JSON.stringify(text) + " became " + JSON.stringify(value));
    if (!cell.startsWith('"') && /[",\r\n]/.test(cell)) bad.push("not quoted: " + JSON.stringify(cell));
  }
  if (csv(["n"], [[-1.5]]) !== "\uFEFFn\r\n-1.5\r\n") bad.push("a negative number is not a number any more");
  if (cellOf(csv(["name"], [[1e308]])) !== "1e+308" || cellOf(csv(["name"], [[NaN]])) !== "") bad.push("a number at the edge");
  const tabs = csv(["name"], [["\t".repeat(200000)]]); // in a time that grows with its length
  if (tabs.length < 200000) bad.push("long blanks");
});
