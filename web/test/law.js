// Laws of the page's pure modules: each is tried on random input with a seed.

import assert from "node:assert/strict";
import { test } from "node:test";

/**
 * Tries a law; it holds when nothing is pushed to bad.
 * @param {string} name @param {(random: () => number, bad: string[]) => any} holds random returns numbers from 0 to 1
 */
export function law(name, holds) {
  test(name, async () => {
    let seed = Number(process.env.SEED ?? 20261123);
    const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 4294967296; };
    /** @type {string[]} */
    const bad = [];
    await holds(random, bad);
    assert.deepEqual(bad.slice(0, 5), []);
  });
}
