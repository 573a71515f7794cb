// Removes drafts from the service, tried again until it answers.

import { mayPass } from "./api.js";
import { draftApi, textOf } from "./draft_api.js";

/** @typedef {import("./draft_keeper.js").Own} Own */

/** @param {() => void} soon asks for another try */
export function createRemover(soon) {
  /** What was not removed, for no answer came. @type {Own[]} */
  let left = [];

  /** Removes a draft, unless somebody else has gone on with it. @param {Own} own */
  async function remove(own) {
    try {
      const there = own.tries.length ? await draftApi.find(own.id) : null;
      if (own.tries.length && !there) return; // it never came
      if (!there || [own.text, ...own.tries].includes(textOf(there.draft))) await draftApi.remove(own.id, there?.tag ?? own.tag);
    } catch (error) {
      if (!mayPass(error)) return; // it is gone, or changed
      left.push(own);
      soon();
    }
  }

  return {
    remove,
    /** Says whether something is left. */
    some: () => left.length > 0,
    /** Tries again. */
    async again() {
      for (const own of left.splice(0)) await remove(own);
    },
  };
}
