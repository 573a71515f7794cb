// A basemap whose address the person types: off by default, kept in this browser.

import { storage } from "./storage.js";

/** @typedef {{url: string, credit: string}} Basemap */

const key = "basemap";

/** Returns the basemap kept, null for none. @returns {Basemap|null} */
export function keptBasemap() {
  try {
    const { url, credit } = JSON.parse(storage.read(key) ?? "null") ?? {};
    return typeof url === "string" && typeof credit === "string" ? { url, credit } : null;
  } catch {
    return null;
  }
}

/** Keeps a basemap, null to keep none; says whether that holds. @param {Basemap|null} basemap */
export const keepBasemap = (basemap) => storage.write(key, basemap && JSON.stringify(basemap));

/**
 * Says what is wrong with an address of tiles, "" for nothing: "address", "origin" or "parts".
 * @param {string} url with {z}, {x} and {y} @param {string[]} origins allowed
 */
export function flawOf(url, origins) {
  let origin = "";
  try {
    origin = new URL(url).origin;
  } catch {
    return "address";
  }
  if (!origins.includes(origin) || !url.startsWith(origin + "/")) return "origin";
  return ["{z}", "{x}", "{y}"].every((part) => url.includes(part)) ? "" : "parts";
}
