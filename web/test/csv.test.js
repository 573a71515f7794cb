import { csv } from "../static/js/export/csv.js";
import { law } from "./law.js";

law("no cell of a CSV is a formula, and every text comes back", (random, bad) => {
  const parts = ['=1+1', '+86 1', '-2', '@x', '\t=1', ' =1', '\r\n', '"', ',', '小学', 'a', ' '];
  for (let i = 0; i < 500; i++) {
    const text = Array.from({ length: 3 }, () => parts[Math.floor(random() * parts.length)]).join('');
    const file = csv(['name'], [[text]]);
    const cell = file.slice('\uFEFFname\r\n'.length, -2);
    const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    if (/^\s*[=+\-@]/.test(value)) bad.push('a formula: ' + JSON.stringify(value));
    if (value !== text && value !== "'" + text) bad.push(JSON.stringify(text) + ' became ' + JSON.stringify(value));
    if (!cell.startsWith('"') && /[",\r\n]/.test(cell)) bad.push('not quoted: ' + JSON.stringify(cell));
  }
  if (csv(['n'], [[-1.5]]) !== '\uFEFFn\r\n-1.5\r\n') bad.push('a negative number is not a number any more');
});
