// The legend of a sheet: beside the map as far as it is as long as the map, the rest in columns below.

import { fillOf } from "./paint.js";
import { wrap, write } from "./sheet_words.js";

/** Width of a column of the legend, and what lies between two. */
export const side = 270;
const gap = 28;

const lineTall = 16, apart = 6, titleTall = 18;

/** How much longer than the map the legend may be before a few of its rows stand alone below. */
const slack = 90;

/** A row with its place: lines of words, and a swatch where it has a colour. @typedef {{x: number, y: number, lines: string[], row?: any}} Placed */

/**
 * Returns where the rows go that follow what stands beside the map, from the left corner below it.
 * @param {number[]} tall how tall each is @param {number} room beside the map @param {number} columns below it
 * @returns {{x: number, y: number, below: boolean}[]} column and height of each
 */
export function columnsOf(tall, room, columns) {
  const all = tall.reduce((sum, h) => sum + h, 0);
  let y = 0, i = 0;
  const places = [];
  for (; i < tall.length && (all <= room || y + tall[i] <= room); y += tall[i++]) places.push({ x: 0, y, below: false });
  const rest = tall.slice(i), most = Math.max(...rest, 0);
  // Columns as short as lets all of the rest stand in them, filled one after the other.
  for (let high = Math.max(most, rest.reduce((sum, h) => sum + h, 0) / columns); ; high += most / 4) {
    /** @type {typeof places} */
    const tried = [];
    let x = 0, at = 0;
    for (const h of rest) {
      if (at + h > high + 1e-6) [x, at] = [x + 1, 0];
      tried.push({ x, y: at, below: true });
      at += h;
    }
    if (x < columns) return places.concat(tried);
  }
}

/**
 * Returns the legend's rows with their places, and how tall what stands beside the map and below it is.
 * @param {CanvasRenderingContext2D} g @param {{title: string, rows: any[]}} legend
 * @param {number} room height beside the map @param {number} width below it
 */
export function placeLegend(g, { title, rows }, room, width) {
  const heading = wrap(g, [title], "600 14px", side), above = heading.length * titleTall + 12;
  const lines = rows.map((row) => wrap(g, [row.text], "400 13px", side - gap)), tall = lines.map((l) => apart + l.length * lineTall);
  const space = room - above, all = tall.reduce((sum, h) => sum + h, 0);
  const places = columnsOf(tall, all <= space + slack ? all : space, Math.max(1, Math.floor((width + gap) / (side + gap))));
  const end = (/** @type {boolean} */ below) => places.reduce((most, p, i) => (p.below === below ? Math.max(most, p.y + tall[i]) : most), 0);
  const placed = (/** @type {boolean} */ below) => rows.flatMap((row, i) => (places[i].below === below ? [{ x: places[i].x * (side + gap), y: places[i].y + (below ? 0 : above), lines: lines[i], row }] : []));
  return {
    title: heading.map((text, i) => /** @type {Placed} */ ({ x: 0, y: 4 + i * titleTall, lines: [text] })),
    first: placed(false), rest: placed(true), beside: above + end(false), below: end(true),
  };
}

/** Draws a line of a map from its left end. @param {CanvasRenderingContext2D} g @param {{color: string, edge?: string, line: string}} row @param {number} x @param {number} y */
function drawLine(g, { color, edge, line }, x, y) {
  const along = (/** @type {string} */ stroke, /** @type {number} */ width) => {
    g.strokeStyle = stroke;
    g.lineWidth = width;
    g.stroke();
  };
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x + 18, y);
  if (line === "dotted") g.setLineDash([2, 2]);
  if (edge) along(edge, 5);
  along(color, edge ? 3 : 2);
  g.setLineDash([]);
}

/** Draws how land or a place looks, from its upper left corner. @param {CanvasRenderingContext2D} g @param {any} row @param {number} x @param {number} y */
function drawMark(g, row, x, y) {
  g.beginPath();
  if (row.round) g.arc(x + 9, y + 7, 6, 0, 7);
  else g.rect(x, y, 18, 14);
  g.fillStyle = fillOf({ ctx: g }, row);
  if (!row.hollow) g.fill();
  g.strokeStyle = row.hollow ? row.color : row.outline ?? row.color;
  g.lineWidth = 1.5;
  g.stroke();
}

/** Draws rows at their places from a corner. @param {CanvasRenderingContext2D} g @param {Placed[]} placed @param {number} x0 @param {number} y0 @param {import("../palette.js").Palette} c */
export function drawRows(g, placed, x0, y0, c) {
  for (const { x: dx, y: dy, lines, row } of placed) {
    const x = x0 + dx, y = y0 + dy;
    if (!row) {
      write(g, lines[0], x, y + 12, "600 14px", c.ink);
      continue;
    }
    if (row.line) drawLine(g, row, x, y + 7);
    else drawMark(g, row, x, y);
    lines.forEach((line, i) => write(g, line, x + gap, y + 12 + i * lineTall, "400 13px", c.ink));
  }
}
