// The map as a sheet to keep: picture with title, legend, scale, north, date, sources and coordinates.

import { when } from "../format.js";
import { nameOf, t } from "../i18n.js";
import { fromWorld, worldPerMetre } from "../geo/shape.js";
import { clear } from "../room.js";
import { drawRows, placeLegend, side } from "./sheet_legend.js";
import { wrap, write } from "./sheet_words.js";
import { finish } from "./strokes.js";

/** Pixels of the sheet per CSS pixel of the map, and how many a canvas may have on a side and in all. */
const sharpest = 2, mostAcross = 16000, mostPixels = 1.6e8;
const margin = 28;

/** What north and scale take below the legend. */
const belowLegend = 124;

/** Width of the map on a sheet for paper and for a screen, in the pixels in which the sheet's words are set, and the narrowest for its title. */
const paperWidth = 560, screenWidth = 1200, narrowest = 460;

/**
 * @typedef {{x0: number, y0: number, scale: number, zoom: number, width: number, height: number}} Window
 */

/** Returns the same extent in a window of another width, and how many times it shrank. @param {Window} w @param {number} width @returns {Window & {shrunk: number}} */
function widened(w, width) {
  const k = w.width / width;
  return { ...w, scale: w.scale / k, zoom: w.zoom - Math.log2(k), width: w.width / k, height: w.height / k, shrunk: k };
}

/** Returns the same extent in a window as wide as lets the words beside it be read on A4. @param {Window} w */
export const forPaper = (w) => ({ ...widened(w, paperWidth), shrunk: 1 });

/** Returns the same extent in a window whose words are neither lost beside a wide map nor cut off above a narrow one. @param {Window} w */
export const forScreen = (w) => widened(w, Math.max(narrowest, Math.min(w.width, screenWidth)));

/** Returns how sharp a sheet of a size can be. @param {number} width @param {number} height @param {number} wanted */
const sharpness = (width, height, wanted) => Math.min(wanted, mostAcross / Math.max(width, height), Math.sqrt(mostPixels / (width * height)));

/**
 * Returns a canvas with the sheet.
 * @param {{window: Window & {shrunk?: number}, painters: {paint: (f: any) => import("./strokes.js").Steps, opacity: number}[],
 *   legend: {title: string, rows: any[]}, title: string, lines: string[], notes: string[], palette: import("../palette.js").Palette}} what
 *   lines stand under the title, notes under the map
 */
export function drawSheet({ window: w, painters, legend, title, lines, notes, palette: c }) {
  const canvas = document.createElement("canvas");
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const width = w.width + side + 3 * margin;
  const heading = wrap(g, [title], "650 24px", width - 2 * margin), head = wrap(g, lines, "400 15px", width - 2 * margin), foot = wrap(g, notes, "400 12px", width - 2 * margin);
  const under = margin + heading.length * 30, top = under + head.length * 21 + 12, bottom = 16 + foot.length * 17 + margin;
  const placed = placeLegend(g, legend, w.height - belowLegend, width - 2 * margin), beside = Math.max(w.height, placed.beside + belowLegend);
  const tall = beside + (placed.below ? margin + placed.below : 0);
  const sharp = sharpness(width, top + tall + bottom, sharpest * Math.max(1, w.shrunk ?? 1));
  // The map is painted anew, not copied: sharp, and clipped to its frame. First, for the page then has to hold the most.
  const map = document.createElement("canvas");
  map.width = Math.round(w.width * sharp);
  map.height = Math.round(w.height * sharp);
  const m = /** @type {CanvasRenderingContext2D} */ (map.getContext("2d", { willReadFrequently: true }));
  m.scale(sharp, sharp);
  m.fillStyle = c.paper;
  m.fillRect(0, 0, w.width, w.height);
  for (const { paint, opacity } of painters) {
    const sheet = opacity < 1 ? layerOver(map, sharp) : m;
    finish(paint({ ctx: sheet, ...w }));
    if (sheet !== m) blend(m, sheet.canvas, opacity);
    m.getImageData(0, 0, 1, 1); // till a pixel is wanted a browser keeps what is to be drawn, pictures of tiles and all
    if (sheet !== m) clear(sheet.canvas);
  }

  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round((top + tall + bottom) * sharp);
  g.scale(sharp, sharp);
  g.fillStyle = c.paper;
  g.fillRect(0, 0, width + 1, top + tall + bottom + 1); // a part of a pixel at the edge is paper too
  heading.forEach((line, i) => write(g, line, margin, margin + 18 + i * 30, "650 24px", c.ink));
  head.forEach((line, i) => write(g, line, margin, under + 16 + i * 21, "400 15px", c.ink));
  foot.forEach((line, i) => write(g, line, margin, top + tall + 26 + i * 17, "400 12px", c.district));
  g.drawImage(map, margin, top, w.width, w.height);
  clear(map);
  g.strokeStyle = c.border;
  g.lineWidth = 1;
  g.strokeRect(margin + 0.5, top + 0.5, w.width - 1, w.height - 1);

  const x = margin + w.width + margin;
  drawRows(g, placed.title.concat(placed.first), x, top, c);
  drawRows(g, placed.rest, margin, top + beside + margin, c);
  drawNorth(g, x + 12, top + placed.beside + 30, c);
  drawScale(g, w, x, top + placed.beside + 100, c);
  return canvas;
}

/** Returns what paints a layer of its own over a map. @param {HTMLCanvasElement} map @param {number} sharp */
function layerOver(map, sharp) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [map.width, map.height];
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(sharp, sharp);
  return g;
}

/** Lays a layer over a map. @param {CanvasRenderingContext2D} m @param {HTMLCanvasElement} layer @param {number} opacity */
function blend(m, layer, opacity) {
  m.save();
  m.resetTransform();
  m.globalAlpha = opacity;
  m.drawImage(layer, 0, 0);
  m.restore();
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {import("../palette.js").Palette} c */
function drawNorth(g, x, y, c) {
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x + 8, y + 24);
  g.lineTo(x, y + 18);
  g.lineTo(x - 8, y + 24);
  g.closePath();
  g.fillStyle = c.ink;
  g.fill();
  write(g, "N", x - 5, y + 40, "700 13px", c.ink);
}

/** Draws a bar of a round length, true in the middle of the map. @param {CanvasRenderingContext2D} g @param {any} w @param {number} x @param {number} y @param {import("../palette.js").Palette} c */
function drawScale(g, w, x, y, c) {
  const latitude = fromWorld(w.x0 + w.width / 2 / w.scale, w.y0 + w.height / 2 / w.scale)[1];
  const perMetre = worldPerMetre(latitude) * w.scale;
  const rough = 190 / perMetre, power = 10 ** Math.floor(Math.log10(rough));
  const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= rough) ?? power;
  const length = metres * perMetre;
  g.strokeStyle = c.ink;
  g.lineWidth = 1.5;
  g.strokeRect(x, y, length, 6);
  g.fillStyle = c.ink;
  g.fillRect(x, y, length / 2, 6);
  write(g, "0", x, y + 21, "400 12px", c.ink);
  const end = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  write(g, end, x + length - g.measureText(end).width, y + 21, "400 12px", c.ink);
}

/**
 * Returns the notes under the map: sources, versions, coordinates, date.
 * @param {any} d data
 */
export function sheetNotes(d) {
  const layers = /** @type {any[]} */ (d.layers ?? []);
  const sources = layers.map((l) => `${nameOf(l)} v${l.version}${l.source ? ` (${l.source})` : ""}`).join(t("wi.and"));
  return [
    t("sheet.sources", { sources }) + (layers.some((l) => l.synthetic) ? " " + t("status.synthetic") + t("sheet.stop") : ""),
    t("sheet.crs"),
    d.mapNumber ? t("sheet.mapno", { number: d.mapNumber }) : "",
    t("sheet.date", { date: when(new Date().toISOString()) }),
  ].filter(Boolean);
}
