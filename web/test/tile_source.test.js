import assert from "node:assert/strict";
import { placeOf } from "../static/js/tiles/grid.js";
import { createSource } from "../static/js/tiles/source.js";
import { law } from "./law.js";

law("a view whose tiles are known waits for none, whatever was let go on its way", async (random, bad) => {
  for (let round = 0; round < 40; round++) {
    let waits = false;
    /** @type {(() => void)[]} */
    const answers = [];
    const fetch = (_, /** @type {AbortSignal} */ signal) => new Promise((done, failed) => {
      signal.addEventListener("abort", () => failed(signal.reason));
      answers.push(() => done({ bytes: new Uint8Array(0), drawn: 0, dropped: 0 }));
    });
    const source = createSource({ box: [0, 0, 1, 1], fetch, read: () => assert.fail("nothing is in it"), onChange: (now) => { waits = now; } });
    const places = Array.from({ length: 16 }, (_, i) => placeOf(2, i % 4, i >> 2)), settled = async () => { for (let k = 0; k < 50; k++) { answers.splice(0).forEach((a) => a()); await null; } };
    const seen = places.filter(() => random() < 0.4), passing = places.filter(() => random() < 0.6);
    source.want(seen);
    await settled();
    source.want(passing);
    for (let k = Math.floor(3 * random()); k > 0; k--) answers.shift()?.();
    source.want(seen);
    await settled();
    if (waits || source.inView().lacking) bad.push(`round ${round}: ${seen.length} tiles known, ${passing.length} let go: it ${waits ? "waits" : "lacks"}`);
  }
});
