import { ApiError } from "../static/js/api.js";
import { createLive } from "../static/js/live/live.js";
import { createStore } from "../static/js/state.js";
import { law } from "./law.js";
import { town } from "./town.js";

const question = (radius) => ({ service: "primary_school", area: "park", demand: "land", status: "existing", radius });

/** Returns how often arrays are asked for by each of three questions, the first asked twice, when the answer is an error. */
async function asked(what, error) {
  let count = 0;
  const counts = [], data = createStore({ layers: [{ id: "landuse", version: 1 }] });
  const answer = (of) => () => (of === what ? (count++, Promise.reject(error)) : new Promise(() => {}));
  const live = createLive({ land: answer("land"), reach: answer("reach") }, data);
  const ask = (q) => live.ask(q, () => true, (found) => found || ask(q)); // as the page does: the same question goes to the service
  for (const radius of [500, 510, 520]) {
    const before = count;
    ask(question(radius));
    if (radius === 500) ask(question(505)); // while the arrays are on their way
    await new Promise((done) => setTimeout(done));
    counts.push(count - before);
    if (live.serves(question(radius))) counts.push("expected still");
  }
  return counts.join();
}

law("arrays that did not come are asked for once by each question, refused ones no more", async (_, bad) => {
  const of = (status) => new ApiError(status, {});
  for (const what of ["land", "reach"]) {
    for (const status of [0, 408, 429, 500, 503]) if (await asked(what, of(status)) !== "1,1,1") bad.push(`${what}, HTTP ${status}: ${await asked(what, of(status))}`);
    for (const error of [of(400), of(404), of(413), of(422), new Error("no arrays")]) if (await asked(what, error) !== "1,0,0") bad.push(`${what}, ${error.status}: ${await asked(what, error)}`);
  }
});

/** Returns arrays as the service sends them. @param {{header: any, of: Record<string, any>}} arrays */
function encoded({ header, of }) {
  const letter = new Map([[Float64Array, "f64"], [Float32Array, "f32"], [Int32Array, "i32"], [Uint32Array, "u32"], [Uint8Array, "u8"]]);
  const room = 4096, parts = []; // for the header
  let at = room;
  for (const [name, array] of Object.entries(of)) {
    parts.push({ name, type: letter.get(array.constructor), offset: at, length: array.length, array });
    at += Math.ceil(array.byteLength / 8) * 8;
  }
  const buffer = new ArrayBuffer(at), head = new DataView(buffer);
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: parts.map(({ array, ...part }) => part) }));
  head.setUint32(0, 0x43544d54);
  head.setUint32(4, 1, true);
  head.setUint32(8, text.length, true);
  new Uint8Array(buffer, 12).set(text);
  for (const { array, offset } of parts) new Uint8Array(buffer, offset).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return buffer;
}

law("questions that come and go are asked for no more often than they are put, and the last is answered", async (random, bad) => {
  const { ground, reach } = town(random, 40, 3), ticks = (n) => new Promise((done) => { const go = () => (n-- > 0 ? setTimeout(go) : done()); go(); });
  for (let round = 0; round < 60; round++) {
    let fetched = 0, put = 0, waits = false, versions = 1;
    const data = createStore({ layers: [{ id: "landuse", version: 1 }] });
    const answer = (arrays) => async (_, signal) => {
      if (++fetched > 1000) throw new Error("asked for without end");
      await ticks(Math.floor(4 * random()));
      signal?.throwIfAborted();
      return encoded(arrays);
    };
    const live = createLive({ land: answer(ground), reach: answer(reach) }, data);
    const ask = (q) => {
      const served = live.ask(q, () => true, (found, patch) => {
        waits = false;
        data.set(patch);
        if (found === false) ask(q);
      });
      waits = !served && live.serves(q);
    };
    let q = question(500);
    for (let step = 0; step < 12; step++) {
      q = { ...question(500 + 10 * step), year: 2026 + Math.floor(3 * random()), service: random() < 0.5 ? "hospital" : "primary_school" };
      const what = random();
      put++;
      if (what < 0.2) live.modelOf({ ...q, year: 2030 });
      else ask(q);
      if (what > 0.9) data.set({ layers: [{ id: "landuse", version: ++versions }] });
      if (random() < 0.5) await ticks(Math.floor(4 * random()));
    }
    ask(q);
    await ticks(12);
    if (fetched > 2 * put + 2) bad.push(`round ${round}: asked for ${fetched} times by ${put} questions`);
    const of = (data.get().arrays ?? "").replaceAll("\\", "");
    if (waits || live.pending() || !of.includes(`"year":${q.year}`) || !of.includes(q.service)) bad.push(`round ${round}: waits ${waits}, pending ${live.pending()}, arrays of ${of} at last`);
  }
});
