// Class breaks for a map of one measure.

import { number } from "../format.js";

/** Rounds to two figures. @param {number} v */
const round2 = (v) => (v === 0 ? 0 : Number(v.toPrecision(2)));

/**
 * Returns up to steps-1 rising break values: rounded quantiles of the values
 * above zero, the lowest class holding zero and little. No class is empty.
 * @param {number[]} values
 * @param {number} [steps]
 */
export function quantileBreaks(values, steps = 7) {
  const sorted = values.filter((v) => v > 0).sort((a, b) => a - b);
  /** @type {number[]} */
  const edges = [];
  for (let i = 1; i < steps; i++) {
    const last = edges.at(-1) ?? 0, edge = round2(sorted[Math.min(sorted.length - 1, Math.floor((i * sorted.length) / steps))] ?? 0);
    if (edge > last && edge <= sorted[sorted.length - 1] && sorted.some((v) => v >= last && v < edge)) edges.push(edge);
  }
  return edges;
}

/** Writes a break with the two figures that it has, so that what is read is what divides. @param {number} edge */
export const edgeText = (edge) => number(edge, Math.max(0, 1 - Math.floor(Math.log10(edge))));

/** Returns a lookup of breaks that computes them once per answer and measure. */
export function createBreaks() {
  const none = {};
  /** @type {WeakMap<any, {key: string, edges: number[]}>} */
  const known = new WeakMap();
  return (/** @type {any} */ answer, /** @type {string} */ measure, /** @type {ArrayLike<number>} */ values) => {
    let last = known.get(answer ?? none);
    if (last?.key !== measure) known.set(answer ?? none, last = { key: measure, edges: quantileBreaks(Array.from(values)) });
    const { edges } = last;
    return {
      edges,
      /** @param {number} v */
      classOf: (v) => {
        let i = 0;
        while (i < edges.length && v >= edges[i]) i++;
        return i;
      },
    };
  };
}
