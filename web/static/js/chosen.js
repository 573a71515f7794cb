// Reads features whose properties have other names as if these were names that the page knows: those chosen when the layer was loaded, and those the service reads. It comes only where there is such a layer.

import { known, tagKeys } from "./codes.js";

/** @typedef {Record<string, string>} Fields property by fact, "" for none */

/** The names that say a fact, of which none is left where another was chosen. @type {Record<string, string[]>} */
const saying = { ...known, class: [...known.class, ...tagKeys], name: ["name", "name_zh"] };

/** Tags of OpenStreetMap that state a class, and what a value of theirs looks like that is a code instead. */
const classTags = ["landuse", "natural", "leisure"], code = /^([RABMWSUGHE](\d|[1-9]\d)?[a-z]?|(\d\d){1,3}[A-Z]?)$/;

/** Facts that are numbers. */
const amounts = ["population", "jobs", "floors"];

/** Returns properties in which what was chosen for a fact has its name, and nothing else has. @param {Fields} fields @param {any} p */
export function asKnown(fields, p) {
  const said = { ...p };
  for (const [fact, property] of Object.entries(fields)) {
    for (const name of saying[fact] ?? []) delete said[name];
    if (Object.values(saying).some((names) => names.includes(property))) delete said[property];
  }
  for (const [fact, property] of Object.entries(fields)) {
    const value = Object.hasOwn(p, property) ? p[property] : undefined, tag = property.trim().toLowerCase();
    const name = fact === "class" && classTags.includes(tag) && value && !code.test(value) ? tag : known[fact]?.[0];
    if (name && property && value !== undefined) said[name] = amounts.includes(fact) && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return said;
}

/** Returns properties in which what the service reads a fact from has its name, beside whatever else says it. @param {Fields} fields @param {any} p */
export function asRead(fields, p) {
  const said = { ...p };
  for (const [fact, property] of Object.entries(fields)) name(said, fact, Object.hasOwn(p, property) ? p[property] : undefined);
  return said;
}

/** Says a fact under its name, where there is something to say. @param {any} said @param {string} fact @param {any} value */
function name(said, fact, value) {
  const own = known[fact]?.[0];
  if (own && (value ?? "") !== "") said[own] = amounts.includes(fact) && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Returns properties as the page knows them. @param {{fields?: Fields|null, read?: Fields|null}} of what was chosen for a layer, and what the service reads beside that @param {any} p */
export const said = ({ fields, read }, p) => (fields ? asKnown(fields, read ? asRead(read, p) : p) : read ? asRead(read, p) : p);

/** Does so in a collection. @param {Parameters<typeof said>[0]} of @param {import("./types.js").FeatureCollection} collection */
export function collectionAsKnown(of, collection) {
  for (const f of collection.features) f.properties = said(of, f.properties ?? {});
}

/** Does so in a tile. @param {Parameters<typeof said>[0]} of @param {import("./tiles/tile.js").Tile} tile @returns {import("./tiles/tile.js").Tile} */
export const tileAsKnown = (of, tile) => ({ ...tile, propertiesOf: (i) => said(of, tile.propertiesOf(i)) });
