import assert from "node:assert/strict";
import { test } from "node:test";
import { inPieces } from "../static/js/pieces.js";

/** The clock, which only work and frames move; frames drawn so far, and whether any are. */
let now = 0, frames = 0, seen = true;
performance.now = () => now;
globalThis.requestAnimationFrame = (then) => {
  const draw = () => {
    now += 16;
    then(++frames);
  };
  if (seen) setTimeout(draw);
  return 0;
};

/** Returns steps that take time, and come to the frames they were worked on after. */
function* busy(n, ms, each = (_) => {}) {
  const after = [];
  for (let i = 0; i < n; i++) {
    now += ms;
    after.push(frames);
    each(i);
    yield;
  }
  return after;
}

test("frames are drawn between the pieces of long work, and one work follows the other", async () => {
  const { signal } = new AbortController(), order = [];
  const [a, b] = await Promise.all([inPieces(() => busy(6, 5), signal), inPieces(() => (order.push("b begins"), busy(400, 0)), signal)].map((p, i) => p.finally(() => order.push("ab"[i] + " ends"))));
  assert.deepEqual(order, ["a ends", "b begins", "b ends"]);
  assert.deepEqual(a, [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(b, Array(400).fill(2), "small steps share a frame");
  now += 100;
  assert.deepEqual(await inPieces(() => busy(1, 5), signal), [2], "what comes alone is worked on at once");
  assert.deepEqual(await inPieces(() => busy(2, 5), signal), [2, 2], "and what comes in the same piece with it");
});

test("work that is left ends, what failed keeps none waiting, and a page that nobody sees works on", async () => {
  const stop = new AbortController(), { signal } = new AbortController();
  let steps = 0;
  const left = inPieces(() => busy(1e6, 5, (i) => (steps = i) === 20 && stop.abort()), stop.signal), failed = inPieces(() => { throw new Error("no tile"); }, signal);
  await assert.rejects(left, { name: "AbortError" });
  assert.ok(steps >= 20 && steps < 24, `${steps} steps`);
  await assert.rejects(failed, /no tile/);
  seen = false;
  assert.equal((await inPieces(() => busy(20, 5), signal)).length, 20);
});
