// The line between two states and the names of its two sides, painted so that pictures and prints have them.

import { pixel } from "./paint.js";

/** @typedef {import("./map.js").Frame} Frame */

/** How far words stay from the line, in pixels. */
const clear = 6;

/** @param {import("../load.js").SettingsStore} settings @param {() => {x0: number, y0: number, scale: number, width: number}|null|undefined} view what the map shows */
export function createLine(settings, view) {
  const shown = () => view() ?? { x0: 0, y0: 0, width: 0, scale: 1 };

  /** Returns where the line stands, in world units. */
  function at() {
    const w = shown();
    return w.x0 + ((settings.get().swipe / 100) * w.width) / w.scale;
  }

  /** Returns where it stands on a canvas. @param {Frame} f */
  const xOn = (f) => (at() - f.x0) * f.scale;

  return {
    at,
    /** Returns the part of a frame that lies left of it. @param {Frame} f */
    part: (f) => Math.max(0, Math.min(1, xOn(f) / f.width)),
    /** Returns from where to where on a canvas words of a side may stand: beside the line, in the view. @param {Frame} f @param {"a"|"b"} which @returns {[number, number]} */
    room(f, which) {
      const w = shown(), x = xOn(f), [left] = pixel(f, w.x0, w.y0), start = Math.max(0, left), end = Math.min(f.width, left + w.width);
      return which === "a" ? [start, Math.min(end, x - clear)] : [Math.max(start, x + clear), end];
    },
    /** Draws one side left or right of it. @param {Frame} f @param {"a"|"b"} which @param {() => void} paint */
    half(f, which, paint) {
      const x = xOn(f);
      f.ctx.save();
      f.ctx.beginPath();
      if (which === "a") f.ctx.rect(0, 0, x, f.height);
      else f.ctx.rect(x, 0, f.width - x, f.height);
      f.ctx.clip();
      paint();
      f.ctx.restore();
    },
    /** Draws it. @param {Frame} f @param {import("../palette.js").Palette} c */
    paint(f, c) {
      const x = xOn(f);
      f.ctx.fillStyle = c.halo;
      f.ctx.fillRect(x - 2.5, 0, 5, f.height);
      f.ctx.fillStyle = c.ink;
      f.ctx.fillRect(x - 1, 0, 2, f.height);
    },
    /** Writes the names of its two sides. @param {Frame} f @param {import("../palette.js").Palette} c @param {{letter: string, name: string, color: string}[]} names left and right */
    name(f, c, names) {
      // Where the map is narrow the names stand below its buttons.
      const w = shown(), x = xOn(f), [corner, top] = pixel(f, w.x0, w.y0), left = x - corner, below = w.width < 600 ? 56 : 14;
      names.forEach((name, i) => {
        const room = Math.min(190, (i ? w.width - left : left) - 70);
        if (room > 20) tag(f.ctx, x + (i ? 10 : -10), top + below, i === 0, name, c, room);
      });
    },
  };
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
