// Class mappings and rule sets: documents of the service that are changed only as they were seen.

import { answerOf, request, search } from "./api.js";

/**
 * @typedef {{key: string, value: string, scheme: string, code: string}} Entry
 * @typedef {{id: string, version: number, title?: string, layers?: string[], entries: Entry[]}} Mapping
 * @typedef {{id: string, version: number, active: boolean, rules: number, documents: {id: string}[]}} RuleSet
 */

/** Returns the headers of a change to a version that was seen; of a first version without one. @param {string} type @param {string} [tag] */
const headers = (type, tag) => ({ ...(type ? { "Content-Type": type } : {}), ...(tag ? { "If-Match": tag } : {}) });

/** Doors of one kind of document. @param {string} all path of the list */
function doors(all) {
  const path = (/** @type {string} */ id) => `${all}/${encodeURIComponent(id)}`;
  return {
    /** Returns a document's ETag with its body. @param {string} id */
    async get(id) {
      const answer = await answerOf(path(id));
      return { tag: answer.headers.get("ETag") ?? "", body: await answer.json() };
    },
    list: () => request(all),
    /** @param {string} id @param {BodyInit} body @param {string} [tag] ETag of the version seen @param {Record<string, any>} [query] */
    put: (id, body, tag, query = {}) => request(path(id) + search(query), { method: "PUT", headers: headers("application/json", tag), body }),
    /** @param {string} id @param {object} patch @param {string} tag */
    patch: (id, patch, tag) => request(path(id), { method: "PATCH", headers: headers("application/json", tag), body: JSON.stringify(patch) }),
    /** @param {string} id @param {string} tag */
    withdraw: (id, tag) => request(path(id), { method: "DELETE", headers: headers("", tag) }),
  };
}

export const mappingApi = doors("api/mappings");
export const ruleSetApi = {
  ...doors("api/standards/sets"),
  /** Returns every rule in force, with the documents, the sets and where they disagree. */
  standards: () => request("api/standards"),
  /** Checks a rule file and keeps nothing. @param {Blob} file */
  check: (file) => request("api/standards/check", { method: "POST", headers: headers("application/json"), body: file }),
};

/** Returns an id made from words: letters and digits of any script, all else one hyphen. @param {string} words @param {string} otherwise */
export const idOf = (words, otherwise) => words.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || otherwise;
