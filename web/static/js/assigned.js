// The classes that parcels count under, as the service assigned them.

import { codeOf } from "./codes.js";

/**
 * @typedef {"code"|"mapping"|"conversion"|"tags"|"none"} Basis
 * @typedef {{scheme: string, layers: {layer: string, version: number, features: string[], codes: string[], basis: Basis[]}[]}} Answer
 * @typedef {{code: string, basis: Basis|""}} Class basis is "" where the service did not say: the code is the parcel's own
 */

/** @typedef {Map<string, Map<string, Class>>} Assigned by layer and feature */

/** Returns the classes of parcels. @param {Answer|null|undefined} answer @returns {Assigned} */
export function assignedOf(answer) {
  /** @type {Assigned} */
  const of = new Map();
  /** Those of one class share it, by basis and code. @type {Map<Basis, Map<string, Class>>} */
  const shared = new Map();
  for (const { layer, features, codes, basis } of answer?.layers ?? []) {
    const mine = of.get(layer) ?? new Map();
    of.set(layer, mine);
    for (let i = 0; i < features.length; i++) {
      let same = shared.get(basis[i]);
      if (!same) shared.set(basis[i], same = new Map());
      let c = same.get(codes[i]);
      if (!c) same.set(codes[i], c = { code: codes[i], basis: basis[i] });
      mine.set(features[i], c);
    }
  }
  return of;
}

/**
 * Returns a lookup from a drawn parcel to its class and its key "layer/feature".
 * A parcel the service says nothing of, such as one outside the study area, has
 * its own code.
 * @param {Assigned|null|undefined} assigned
 * @param {{id: string, role: string, shapes: import("./geo/shape.js").Shape[]}[]} layers
 */
export function classesOf(assigned, layers) {
  /** @type {Map<import("./geo/shape.js").Shape, Class & {key: string}>} */
  const of = new Map();
  for (const layer of layers) {
    if (layer.role !== "landuse") continue;
    for (const s of layer.shapes) {
      const key = `${layer.id}/${s.id}`;
      of.set(s, { key, ...(assigned?.get(layer.id)?.get(s.id) ?? { code: codeOf(s.properties), basis: /** @type {const} */ ("") }) });
    }
  }
  return of;
}
