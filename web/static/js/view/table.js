// A sortable table whose rows can be chosen.

import { t } from "../i18n.js";
import { readSort, sorted, writeSort } from "../sorts.js";
import { fill, h, mark, put, say } from "./dom.js";

/**
 * @typedef {{key: string, text: string, number?: boolean, of?: (row: any) => any, cell: (row: any, was?: any) => any}} Column
 *   of returns what rows are put in order by, else what the row has under the key; cell returns text or an element; it may change and return the one that was there
 */

/** Rows shown before "show all". */
const page = 60;

/** Height of a row at least, and of what always stands above the table, in pixels. */
const rowHeight = 36, above = 160;

/** Returns how many rows are drawn while they follow a slider: those that a window can show. */
const inSight = () => Math.max(12, Math.ceil((innerHeight - above) / rowHeight));

/**
 * Returns a table; update(rows, chosen key) redraws it.
 * @param {{id: string, settings: any, columns: () => (Column|false)[], rowKey: (row: any) => any, onRow?: (row: any) => void,
 *   onHover?: (row: any|null) => void, empty?: () => string}} spec
 */
export function sortable({ id, settings, columns, rowKey, onRow, onHover, empty }) {
  const head = h("thead", null);
  const body = h("tbody", null);
  const more = h("button", { type: "button", class: "button quiet wide", onClick: () => { all = true; draw(); } });
  more.hidden = true;
  const none = h("p", { class: "none" });
  const table = h("table", { id, class: "table" }, head, body);
  const element = h("div", { class: "tablebox" }, table, more, none);
  let all = false, most = page;
  /** @type {any[]} */
  let rows = [];
  /** @type {any} */
  let chosen = null;

  body.addEventListener("click", (/** @type {MouseEvent} */ e) => {
    const row = /** @type {any} */ (e.target)?.closest("tr")?.row;
    if (row !== undefined && onRow) onRow(row);
  });
  if (onHover) {
    body.addEventListener("mouseover", (/** @type {MouseEvent} */ e) => onHover(/** @type {any} */ (e.target)?.closest("tr")?.row ?? null));
    body.addEventListener("mouseleave", () => onHover(null));
  }

  /** Sorts by a column; by the one sorted by already, the other way round. @param {Column} c */
  function sortBy(c) {
    const { by, down } = readSort(settings.get().sort, id);
    settings.set({ sort: writeSort(settings.get().sort, id, { by: c.key, down: by === c.key ? !down : Boolean(c.number) }) });
    draw();
  }

  function draw() {
    /** @type {Column[]} */
    const cols = columns().filter((c) => c !== false);
    const focused = body.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).closest("tr")?.dataset.key : null;
    const { by, down } = readSort(settings.get().sort, id);
    const words = JSON.stringify([by, down, cols.map((c) => c.text)]);
    if (head.dataset.of !== words) fill(head, h("tr", null, cols.map((c) =>
      h("th", { scope: "col", class: c.number ? "num" : null, "aria-sort": by === c.key ? (down ? "descending" : "ascending") : null },
        h("button", { type: "button", onClick: () => sortBy(c) }, c.text)))));
    if (head.dataset.of !== words) body.replaceChildren();
    head.dataset.of = words;
    const col = cols.find((c) => c.key === by), list = col ? sorted(rows, col.of ?? ((row) => row[by]), down) : rows;
    const shown = all ? list : list.slice(0, most);
    while (body.rows.length > shown.length) body.lastChild.remove();
    while (body.rows.length < shown.length) body.append(h("tr", null, cols.map((c) => h("td", { class: c.number ? "num" : null }))));
    shown.forEach((row, i) => {
      const key = String(rowKey(row)), tr = body.rows[i];
      if (tr.dataset.key !== key) tr.dataset.key = key;
      if (onRow) mark(tr, "aria-selected", String(key === String(chosen)));
      cols.forEach((c, k) => put(tr.cells[k], c.cell(row, tr.cells[k].firstElementChild)));
      tr.row = row;
    });
    more.hidden = shown.length === list.length || most < page;
    say(more, t("table.more", { n: list.length }));
    table.hidden = list.length === 0;
    none.hidden = list.length > 0;
    say(none, empty ? empty() : "");
    if (focused) body.querySelector(`tr[data-key="${CSS.escape(focused)}"] button`)?.focus();
  }

  return {
    element,
    /** @param {any[]} newRows @param {any} newChosen @param {boolean} [passing] whether they are about to change: then only those in sight are drawn */
    update(newRows, newChosen, passing = false) {
      most = passing ? Math.min(page, inSight()) : page;
      const moved = String(newChosen) !== String(chosen);
      rows = newRows;
      chosen = newChosen;
      draw();
      if (moved && chosen != null) body.querySelector('tr[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    },
  };
}
