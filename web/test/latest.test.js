import { latest } from "../static/js/latest.js";
import { law } from "./law.js";

law("the newest question is answered, and an older never after it", async (random, bad) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let round = 0; round < 6; round++) {
    const seen = [], running = new Set();
    const ask = latest(async (q, signal) => {
      running.add(q);
      if (running.size > 1 && [...running].some((o) => o !== q && !aborted.has(o))) bad.push('two questions run at once');
      await wait(random() * 6);
      running.delete(q);
      if (signal.aborted) throw new DOMException('aborted', 'AbortError');
      return q;
    }, (a) => seen.push(a), (e) => bad.push(String(e)));
    const aborted = new Set();
    for (let q = 1; q <= 30; q++) {
      const same = random() < 0.7;
      if (!same) for (const o of running) aborted.add(o);
      ask(q, same);
      await wait(random() * 3);
    }
    await wait(40);
    if (seen.at(-1) !== 30 || seen.some((q, i) => i && q <= seen[i - 1])) bad.push('answers came as ' + seen.join());
  }
});

law("what is stopped is not answered, and what is asked after it is", async (random, bad) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let round = 0; round < 6; round++) {
    const seen = [], ask = latest(async (q, signal) => {
      await wait(random() * 6);
      if (signal.aborted) throw new DOMException("aborted", "AbortError");
      return q;
    }, (a) => seen.push(a), (e) => bad.push(String(e)));
    ask(1, false);
    if (random() < 0.5) ask(2, true);
    ask.stop();
    if (random() < 0.5) await wait(8);
    if (seen.length) bad.push(`${seen.join()} was answered`);
    ask(3, random() < 0.5);
    await wait(12);
    if (seen.join() !== "3") bad.push(`${seen.join()} was answered, want 3`);
  }
});
