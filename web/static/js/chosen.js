// Reads features whose layer was loaded with a choice of fields as if these had the names that the page knows. It comes only where there is such a layer.

import { codeKeys, tagKeys } from "./codes.js";
import { properties } from "./when.js";

/** @typedef {Record<string, string>} Fields property by fact, "" for none */

/** The names by which the page knows a fact, its own first. @type {Record<string, string[]>} */
const known = {
  ...properties, class: [...codeKeys, ...tagKeys], name: ["name", "name_zh"], name_en: ["name_en"], kind: ["kind"],
  population: ["population"], jobs: ["jobs"], floors: ["floors"],
};

/** Tags of OpenStreetMap that state a class, and what a value of theirs looks like that is a code instead. */
const classTags = ["landuse", "natural", "leisure"], code = /^([RABMWSUGHE](\d|[1-9]\d)?[a-z]?|(\d\d){1,3}[A-Z]?)$/;

/** Facts that are numbers. */
const amounts = ["population", "jobs", "floors"];

/** Returns properties in which what was chosen for a fact has its name, and nothing else has. @param {Fields} fields @param {any} p */
export function asKnown(fields, p) {
  const said = { ...p };
  for (const [fact, property] of Object.entries(fields)) {
    for (const name of known[fact] ?? []) delete said[name];
    if (Object.values(known).some((names) => names.includes(property))) delete said[property];
  }
  for (const [fact, property] of Object.entries(fields)) {
    const value = Object.hasOwn(p, property) ? p[property] : undefined, tag = property.trim().toLowerCase();
    const name = fact === "class" && classTags.includes(tag) && value && !code.test(value) ? tag : known[fact]?.[0];
    if (name && property && value !== undefined) said[name] = amounts.includes(fact) && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return said;
}

/** Does so in a collection. @param {Fields} fields @param {import("./types.js").FeatureCollection} collection */
export function collectionAsKnown(fields, collection) {
  for (const f of collection.features) f.properties = asKnown(fields, f.properties ?? {});
}

/** Does so in a tile. @param {Fields} fields @param {import("./tiles/tile.js").Tile} tile @returns {import("./tiles/tile.js").Tile} */
export const tileAsKnown = (fields, tile) => ({ ...tile, propertiesOf: (i) => asKnown(fields, tile.propertiesOf(i)) });
