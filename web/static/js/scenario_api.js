// Fetches and keeps scenarios.

import { answerOf, ApiError, request, search } from "./api.js";

/** @typedef {import("./scenarios.js").Scenario} Scenario */
/** @typedef {{name: string, note?: string, question: import("./scenarios.js").Question}} Draft */

const all = "api/scenarios";
/** @param {string} id */
const path = (id) => `${all}/${encodeURIComponent(id)}`;
const json = { "Content-Type": "application/json" };

/** Returns the ETag of a scenario as it was seen; fails when it has been changed since. @param {string} id @param {number} version */
async function tagOf(id, version) {
  const answer = await answerOf(path(id));
  const present = await answer.json();
  if (present.version !== version) throw new ApiError(412, { title: "changed elsewhere" });
  return answer.headers.get("ETag") ?? "";
}

export const scenarioApi = {
  /** @returns {Promise<{scenarios: Scenario[]}>} */
  list: () => request(all),
  /** @param {Draft} draft @returns {Promise<Scenario>} */
  make: (draft) => request(all, { method: "POST", headers: json, body: JSON.stringify(draft) }),
  /** Makes a scenario again under the id it had. @param {Scenario} s @returns {Promise<Scenario>} */
  again: ({ id, name, note, question }) => request(path(id), { method: "PUT", headers: json, body: JSON.stringify({ name, note, question }) }),
  /** Changes a scenario that has not been changed since it was seen. @param {Scenario} seen @param {Draft} draft @returns {Promise<Scenario>} */
  change: async (seen, draft) => request(path(seen.id), { method: "PUT", headers: { ...json, "If-Match": await tagOf(seen.id, seen.version) }, body: JSON.stringify(draft) }),
  /** @param {Scenario} seen */
  withdraw: async (seen) => request(path(seen.id), { method: "DELETE", headers: { "If-Match": await tagOf(seen.id, seen.version) } }),

  /** Returns the curve of a question, its what-if included. @param {object} question @returns {Promise<import("./types.js").Curve>} */
  curve: (question) => request("api/curve", { method: "POST", headers: json, body: JSON.stringify(question) }),

  /**
   * Compares two sides: ids, or a question that is not kept.
   * @param {string|object} a @param {string|object} b @param {"json"|"geojson"} f @param {AbortSignal} [signal]
   */
  compare(a, b, f, signal) {
    if (typeof a === "string" && typeof b === "string") return request(`${all}/compare` + search({ a, b, f }), { signal });
    return request(`${all}/compare` + search({ f }), { method: "POST", headers: json, body: JSON.stringify({ a, b }), signal });
  },
};
