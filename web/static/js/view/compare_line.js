// The line between two states and the names on its two sides, painted so that pictures and prints have them.

import { pixel } from "./paint.js";

/**
 * @param {import("./map.js").Frame} f @param {{x0: number, y0: number, scale: number, width: number}} view what the map shows @param {number} at world x
 * @param {import("../palette.js").Palette} c @param {{letter: string, name: string, color: string}[]} names left and right
 */
export function paintLine(f, view, at, c, names) {
  const { ctx } = f, [x, top] = pixel(f, at, view.y0);
  ctx.fillStyle = c.halo;
  ctx.fillRect(x - 2.5, 0, 5, f.height);
  ctx.fillStyle = c.ink;
  ctx.fillRect(x - 1, 0, 2, f.height);
  // Where the map is narrow the names stand below its buttons.
  const left = x - pixel(f, view.x0, view.y0)[0], below = view.width < 600 ? 56 : 14;
  names.forEach((name, i) => {
    const room = Math.min(190, (i ? view.width - left : left) - 70);
    if (room > 20) tag(ctx, x + (i ? 10 : -10), top + below, i === 0, name, c, room);
  });
}

/** Draws one name beside the line. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {boolean} left @param {{letter: string, name: string, color: string}} what @param {import("../palette.js").Palette} c @param {number} room for the name */
function tag(ctx, x, y, left, { letter, name, color }, c, room) {
  ctx.font = '600 13px system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const text = shortened(ctx, name, room), width = ctx.measureText(text).width + 44, start = left ? x - width : x;
  ctx.fillStyle = c.halo;
  ctx.beginPath();
  ctx.roundRect(start, y, width, 28, 8);
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = color;
  ctx.stroke();
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.roundRect(start + 5, y + 5, 22, 18, 4);
  ctx.fill();
  ctx.fillStyle = c.halo;
  ctx.textAlign = "center";
  ctx.fillText(letter, start + 16, y + 14.5);
  ctx.fillStyle = c.ink;
  ctx.textAlign = "left";
  ctx.fillText(text, start + 34, y + 14.5);
}

/** Returns a text cut to a width, with an ellipsis where it was cut. @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} width */
function shortened(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  const letters = [...text];
  while (letters.length && ctx.measureText(letters.join("") + "…").width > width) letters.pop();
  return letters.join("") + "…";
}
