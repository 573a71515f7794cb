// Which shape lies under a point, and where a label stands inside one.

/** @typedef {import("./shape.js").Shape} Shape */

/** @param {Shape} shape @param {number} x @param {number} y */
export function contains(shape, x, y) {
  const [x0, y0, x1, y1] = shape.box;
  if (shape.kind !== "area" || x < x0 || x > x1 || y < y0 || y > y1) return false;
  let odd = false;
  for (const ring of shape.parts) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1], yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) odd = !odd;
    }
  }
  return odd;
}

/** Returns the last shape that contains a world point (the one drawn on top), or null. @param {Shape[]} list @param {[number, number]} at */
export function topmost(list, [x, y]) {
  for (let i = list.length - 1; i >= 0; i--) if (contains(list[i], x, y)) return list[i];
  return null;
}

/** Returns the point shape nearest to a world point within reach (world units), or null. @param {Shape[]} list @param {[number, number]} at @param {number} reach */
export function nearest(list, [x, y], reach) {
  /** @type {Shape|null} */
  let best = null;
  let least = reach * reach;
  for (const shape of list) {
    if (shape.kind !== "point") continue;
    for (const part of shape.parts) {
      for (let i = 0; i < part.length; i += 2) {
        const d = (part[i] - x) ** 2 + (part[i + 1] - y) ** 2;
        if (d <= least) [best, least] = [shape, d];
      }
    }
  }
  return best;
}

/** @type {WeakMap<Shape, [number, number]>} */
const labelCache = new WeakMap();

/**
 * Returns a world point well inside an area: the middle of the widest span
 * among a few horizontal cuts. For other shapes, the middle of the box.
 * @param {Shape} shape
 * @returns {[number, number]}
 */
export function labelPoint(shape) {
  const known = labelCache.get(shape);
  if (known) return known;
  const [x0, y0, x1, y1] = shape.box;
  /** @type {[number, number]} */
  let best = [(x0 + x1) / 2, (y0 + y1) / 2];
  let widest = 0;
  if (shape.kind === "area") {
    for (const f of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
      const y = y0 + (y1 - y0) * f;
      const cuts = crossings(shape, y);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        const width = (cuts[i + 1] - cuts[i]) * (1 - Math.abs(f - 0.5));
        if (width > widest) {
          widest = width;
          best = [(cuts[i] + cuts[i + 1]) / 2, y];
        }
      }
    }
  }
  labelCache.set(shape, best);
  return best;
}

/** @param {Shape} shape @param {number} y */
function crossings(shape, y) {
  /** @type {number[]} */
  const xs = [];
  for (const ring of shape.parts) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1], yj = ring[j + 1];
      if (yi > y !== yj > y) xs.push(((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]);
    }
  }
  return xs.sort((a, b) => a - b);
}
