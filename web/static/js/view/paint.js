// Dots, circles, labels and hatches on a canvas frame.

import { short } from "../i18n.js";
import { swatch } from "./dom.js";

/**
 * @typedef {import("./map.js").Frame} Frame
 * @typedef {(x: number, y: number, n: number, fine: number) => boolean} Ink says whether a device pixel of a square of n is ink, where a pixel has so many
 * @typedef {{color: string, ink?: string, step?: number, on?: Ink}} Look of land: a colour, and a hatch on it that repeats every so many pixels
 * @typedef {string|(CanvasPattern & {look: Look, on: (x: number, y: number) => boolean})} Fill on: whether a device pixel of the canvas is ink
 */

/** Returns the frame's pixel of a world point. @param {Frame} f @param {number} x @param {number} y @returns {[number, number]} */
export const pixel = (f, x, y) => [(x - f.x0) * f.scale, (y - f.y0) * f.scale];

/** Returns how much larger than usual marks of a frame are: on a map that fills a wide screen they would be lost. @param {{width: number, height: number}} f @returns {number} 1 to 2 */
export const markScale = ({ width, height }) => Math.max(1, Math.min(2, width / 1500, height / 1070));

/** Draws a dot with a halo. @param {Frame} f @param {[number, number]} at world @param {{r: number, fill: string, halo: string, hollow?: boolean}} how */
export function dot(f, at, { r: usual, fill, halo, hollow }) {
  const [x, y] = pixel(f, ...at), r = usual * markScale(f);
  if (x < -20 || y < -20 || x > f.width + 20 || y > f.height + 20) return;
  const { ctx } = f;
  ctx.beginPath();
  ctx.arc(x, y, r + Math.min(1.75, r / 2), 0, 7);
  ctx.fillStyle = halo;
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, hollow ? r - 0.75 : r, 0, 7);
  ctx.fillStyle = fill;
  ctx.strokeStyle = fill;
  ctx.lineWidth = 1.75;
  if (hollow) ctx.stroke();
  else ctx.fill();
}

/** Draws a circle of a world radius. @param {Frame} f @param {[number, number]} at @param {number} radius world units @param {{stroke: string, width?: number, dash?: number[], fill?: string, alpha?: number}} how */
export function circle(f, at, radius, { stroke, width = 1, dash = [], fill, alpha = 1 }) {
  const [x, y] = pixel(f, ...at);
  const { ctx } = f;
  ctx.beginPath();
  ctx.arc(x, y, radius * f.scale, 0, 7);
  ctx.globalAlpha = alpha;
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  ctx.setLineDash(dash.map((part) => part * markScale(f)));
  ctx.lineWidth = width * markScale(f);
  ctx.strokeStyle = stroke;
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Returns how much larger than usual words of a frame are: they grow with the marks, not as far. @param {Frame} f */
const wordScale = (f) => Math.min(1.4, markScale(f));

const family = 'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Writes a label with a halo. @param {Frame} f @param {[number, number]} at world @param {string} text @param {{ink: string, halo?: string, size?: number, weight?: number, dx?: number, dy?: number, align?: CanvasTextAlign, spacing?: number}} how */
export function label(f, at, text, { ink, halo, size: usual = 12, weight = 500, dx: beside = 0, dy = 0, align = "center", spacing = 0 }) {
  const [x, y] = pixel(f, ...at), size = usual * wordScale(f), dx = beside * markScale(f);
  const { ctx } = f;
  ctx.font = `${weight} ${size}px ${family}`;
  if ("letterSpacing" in ctx) ctx.letterSpacing = `${spacing}px`;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  if (halo) {
    ctx.strokeStyle = halo;
    ctx.lineWidth = 3.5;
    ctx.strokeText(text, x + dx, y + dy);
  }
  ctx.fillStyle = ink;
  ctx.fillText(text, x + dx, y + dy);
}

/** Letters of a label at most: a long name would lie over all the map. */
const longest = 64;

/**
 * Returns a label writer that leaves out what would cover an earlier label;
 * write the important ones first. What would leave the view on the right of its
 * place is written on the left. What is to stay between two places of the canvas is
 * left out where it can not.
 * @param {Frame} f
 */
export function labeller(f) {
  /** @type {[number, number, number, number][]} */
  const taken = [];
  return (/** @type {[number, number]} */ at, /** @type {string} */ words, /** @type {Parameters<typeof label>[3] & {within?: [number, number]}} */ how) => {
    const text = short(words, longest);
    const { size: usual = 12, weight = 500, dx: beside = 0, dy = 0, align = "center", spacing = 0 } = how, [start, edge] = how.within ?? [-Infinity, f.right ?? f.width];
    const [x, y] = pixel(f, ...at), size = usual * wordScale(f), dx = beside * markScale(f);
    f.ctx.font = `${weight} ${size}px ${family}`;
    const w = f.ctx.measureText(text).width + spacing * text.length;
    const turned = align === "left" && x < edge && x + dx + w > edge;
    const left = turned ? x - dx - w : align === "left" ? x + dx : x + dx - w / 2;
    /** @type {[number, number, number, number]} */
    const box = [left - 2, y + dy - size * 0.75, left + w + 2, y + dy + size * 0.75];
    if (how.within && (box[0] < start || box[2] > edge)) return false;
    if (taken.some((b) => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1])) return false;
    taken.push(box);
    label(f, at, text, turned ? { ...how, align: "right", dx: -beside } : how);
    return true;
  };
}

/** Says that diagonals are ink. @type {Ink} */
const diagonal = (x, y, n, fine) => (x + y) % n < fine;

/** Draws the square that a hatch repeats. @param {Look} look @param {number} fine device pixels of a pixel */
function squareOf({ color, ink = color, step = 6, on = diagonal }, fine) {
  const n = Math.round(step * fine), square = Object.assign(document.createElement("canvas"), { width: n, height: n });
  const g = /** @type {CanvasRenderingContext2D} */ (square.getContext("2d"));
  g.fillStyle = color;
  g.fillRect(0, 0, n, n);
  g.fillStyle = ink;
  for (let x = 0; x < n; x++) for (let y = 0; y < n; y++) if (on(x, y, n, fine)) g.fillRect(x, y, 1, 1);
  return square;
}

/** Returns what fills land as it looks. A hatch stays where it is on the ground when the map moves. @param {{ctx: CanvasRenderingContext2D, x0?: number, y0?: number, scale?: number}} f @param {Look} look @returns {Fill} */
export function fillOf({ ctx, x0 = 0, y0 = 0, scale = 1 }, look) {
  if (!look.ink) return look.color;
  const fine = ctx.getTransform().a || 1, square = squareOf(look, fine), n = square.width;
  const [dx, dy] = [x0, y0].map((v) => Math.floor(v * scale * fine + 0.1) % n);
  const pattern = /** @type {CanvasPattern} */ (ctx.createPattern(square, "repeat"));
  pattern.setTransform(new DOMMatrix([1 / fine, 0, 0, 1 / fine, -dx / fine, -dy / fine]));
  return Object.assign(pattern, { look, on: (/** @type {number} */ x, /** @type {number} */ y) => (look.on ?? diagonal)((x + dx) % n, (y + dy) % n, n, fine) });
}

/** Lays a hatch on an element, in the tones it has on the map. @param {HTMLElement} element @param {Look} look */
export function hatchOn(element, look) {
  if (!look.ink) return;
  element.style.background = `${look.color} ${["url", `"${squareOf(look, Math.min(devicePixelRatio || 1, 2)).toDataURL()}"`].join("(")}) 0 0 / ${look.step ?? 6}px`;
}

/** Returns a square of land as it looks, for legends and tables. @param {Look} look @param {string} [outline] @param {string} [extra] class */
export function markOf(look, outline, extra) {
  const square = swatch(look.color, outline, extra);
  hatchOn(square, look);
  return square;
}
