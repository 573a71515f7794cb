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
  for (const [fact, property] of Object.entries(fields)) state(said, fact, property, valueOf(p, property));
  return said;
}

/** Returns properties in which what the service reads a fact from has its name, beside whatever else says it. @param {Fields} fields @param {any} p */
export function asRead(fields, p) {
  const said = { ...p };
  for (const [fact, property] of Object.entries(fields)) {
    const value = valueOf(p, property);
    if ((value ?? "") !== "") state(said, fact, property, value);
  }
  return said;
}

/** Returns what a property says; a blank is the one with the empty name, where none is named so. @param {any} p @param {string} property */
const valueOf = (p, property) => (Object.hasOwn(p, property) ? p[property] : property === " " ? p[""] : undefined);

/** A number whose thousands are parted by commas. */
const parted = /^\d{1,3}([,，]\d{3})+(\.\d+)?$/;

/** Returns what stands for an amount as a number, itself where it is none. @param {any} value */
function amountOf(value) {
  const text = String(value ?? "").trim(), n = Number(parted.test(text) ? text.replace(/[,，]/g, "") : text);
  return text && Number.isFinite(n) ? n : value;
}

/** States a fact under its name; a tag of OpenStreetMap that is no code stays the tag. @param {any} said @param {string} fact @param {string} property @param {any} value */
function state(said, fact, property, value) {
  const tag = property.trim().toLowerCase(), name = fact === "class" && classTags.includes(tag) && value && !code.test(value) ? tag : known[fact]?.[0];
  if (name && property && value !== undefined) said[name] = amounts.includes(fact) ? amountOf(value) : value;
}

/** Returns properties as the page knows them. @param {{fields?: Fields|null, read?: Fields|null}} of what was chosen for a layer, and what the service reads beside that @param {any} p */
export const said = ({ fields, read }, p) => (fields ? asKnown(fields, read ? asRead(read, p) : p) : read ? asRead(read, p) : p);

/** Does so in a collection. @param {Parameters<typeof said>[0]} of @param {import("./types.js").FeatureCollection} collection */
export function collectionAsKnown(of, collection) {
  for (const f of collection.features) f.properties = said(of, f.properties ?? {});
}

/** Does so in a tile. @param {Parameters<typeof said>[0]} of @param {import("./tiles/tile.js").Tile} tile @returns {import("./tiles/tile.js").Tile} */
export const tileAsKnown = (of, tile) => ({ ...tile, propertiesOf: (i) => said(of, tile.propertiesOf(i)) });
