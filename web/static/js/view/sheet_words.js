// Words on a canvas that becomes a sheet: written, and broken into lines.

const family = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** @param {CanvasRenderingContext2D} g @param {string} text @param {number} x @param {number} y @param {string} font @param {string} ink */
export function write(g, text, x, y, font, ink) {
  g.font = `${font} ${family}`;
  g.fillStyle = ink;
  g.textBaseline = "alphabetic";
  g.textAlign = "left";
  g.fillText(text, x, y);
}

/** Breaks texts into lines that fit; Chinese may break anywhere, a word that is longer than a line too. @param {CanvasRenderingContext2D} g @param {string[]} texts @param {string} font @param {number} width */
export function wrap(g, texts, font, width) {
  g.font = `${font} ${family}`;
  /** @type {string[]} */
  const lines = [];
  for (const text of texts.filter(Boolean)) {
    let line = "";
    for (const piece of text.match(/[\u2e80-\ud7ff\uf900-\uffff]|[^\s\u2e80-\ud7ff\uf900-\uffff]+\s*|\s+/g) ?? []) {
      if (line && g.measureText(line + piece).width > width) {
        lines.push(line);
        line = "";
      }
      if (g.measureText(piece).width <= width) line += piece;
      else for (const letter of piece) {
        if (g.measureText(line + letter).width > width) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    }
    lines.push(line);
  }
  return lines;
}
