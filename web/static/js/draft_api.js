// Keeps drafts on the service.

import { answerOf, request } from "./api.js";

/** @typedef {{name: string, from?: string, question: import("./scenarios.js").Question}} Body */
/** @typedef {Body & {id: string, version: number, saved_at: string}} Draft */
/** @typedef {{id: string, version: number, saved_at: string, name: string, from?: string, service: string, added: number, moved: number, closed: number}} Line */
/** @typedef {{tag: string, draft: Draft}} Seen a draft as the service has it, with its ETag */

const all = "api/drafts";
/** @param {string} id */
const path = (id) => `${all}/${encodeURIComponent(id)}`;

/** @param {string} at @param {RequestInit} [init] @returns {Promise<Seen>} */
async function seen(at, init) {
  const answer = await answerOf(at, init);
  return { tag: answer.headers.get("ETag") ?? "", draft: await answer.json() };
}

/** Other tabs of this browser; none where it lets tabs not talk. @returns {BroadcastChannel|null} */
function otherTabs() {
  try {
    return new BroadcastChannel("drafts");
  } catch {
    return null;
  }
}
const tabs = otherTabs();

/** Tells other tabs what the service has of a draft now. @param {string} id @param {string} tag "" for nothing */
const told = (id, tag) => tabs?.postMessage({ id, tag });

/** Hears what other tabs kept or removed. @param {(what: {id: string, tag: string}) => void} hear */
export const hearDrafts = (hear) => tabs?.addEventListener("message", ({ data }) => hear(data));

export const draftApi = {
  /** @returns {Promise<{drafts: Line[]}>} */
  list: () => request(all),
  /** @param {string} id */
  get: (id) => seen(path(id)),
  /** Returns a draft, null where there is none: to ask for one that is not there is an error. @param {string} id @returns {Promise<Seen|null>} */
  find: async (id) => ((await draftApi.list()).drafts.some((line) => line.id === id) ? draftApi.get(id) : null),
  /** Keeps a draft: over the version with the tag, without one where there is none. @param {string} id @param {string} tag @param {string} body @param {boolean} [keepalive] also when the page goes meanwhile */
  async put(id, tag, body, keepalive = false) {
    const there = await seen(path(id), { method: "PUT", headers: { "Content-Type": "application/json", ...(tag ? { "If-Match": tag } : { "If-None-Match": "*" }) }, body, keepalive });
    told(id, there.tag);
    return there;
  },
  /** @param {string} id @param {string} tag */
  async remove(id, tag) {
    await request(path(id), { method: "DELETE", headers: { "If-Match": tag }, keepalive: true });
    told(id, "");
  },
};

/** Returns an id that nobody has: 128 random bits. */
export const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Returns a value without what is empty, its members in order. @param {any} value @returns {any} */
function plain(value) {
  if (Array.isArray(value)) return value.length ? value.map(plain) : undefined;
  if (!value || typeof value !== "object") return value === null || value === "" ? undefined : value;
  const members = Object.keys(value).sort().map((key) => [key, plain(value[key])]).filter(([, v]) => v !== undefined);
  return members.length ? Object.fromEntries(members) : undefined;
}

/** Returns the same text for the same draft, as it was sent and as the service has it. @param {Body} body */
export const textOf = ({ name, from, question }) => JSON.stringify(plain({ name, from, question }));
