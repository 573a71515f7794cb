import { createStore } from "../static/js/state.js";
import { createSteps } from "../static/js/steps.js";
import { law } from "./law.js";

law("undo takes back what was done, redo does it again, a drag is one step", (random, bad) => {
  let time = 0;
  const store = createStore({ a: 0, b: 0, aside: 0 });
  const steps = createSteps(store, ['a', 'b'], () => {}, () => time);
  store.set({ a: 1 });
  if (steps.canUndo()) bad.push('what the page chose itself can be undone');
  steps.record();
  const seen = [JSON.stringify([1, 0])];
  const now = () => JSON.stringify([store.get().a, store.get().b]);
  for (let i = 0; i < 40; i++) {
    time += 10000;
    steps.hold(true);
    const key = random() < 0.5 ? 'a' : 'b';
    for (let k = 0; k < 5; k++) { time += 900; store.set({ [key]: 100 * i + k + 1, aside: random() }); }
    steps.hold(false);
    seen.push(now());
  }
  for (let i = seen.length - 2; i >= 0; i--) { steps.undo(); if (now() !== seen[i]) bad.push('undo to ' + i + ' gives ' + now() + ', not ' + seen[i]); }
  if (steps.canUndo()) bad.push('more can be undone than was done');
  for (let i = 1; i < seen.length; i++) { steps.redo(); if (now() !== seen[i]) bad.push('redo to ' + i + ' gives ' + now()); }
  steps.undo(); time += 10000; store.set({ a: -1 });
  if (steps.canRedo()) bad.push('a new step does not end what could be redone');
});

law("what is done at the service is a step among the others, and can be taken back by itself", async (random, bad) => {
  for (let round = 0; round < 50; round++) {
    let there = 0, time = 0;
    const store = createStore({ a: 0 }), steps = createSteps(store, ['a'], () => {}, () => time);
    steps.record();
    const seen = [], deeds = [], now = () => store.get().a + '/' + there, settled = () => new Promise((go) => setTimeout(go));
    const deed = (from, to) => ({ undo: async () => { there = from; store.set({ a: -1 }); store.set({ a: store.get().a === -1 ? lastA : -1 }); }, redo: async () => { there = to; } });
    let lastA = 0;
    for (let i = 1; i <= 12; i++) {
      seen.push(now());
      time += 10000;
      if (random() < 0.5) { store.set({ a: i }); lastA = i; }
      else { deeds.push(steps.did(deed(there, i))); there = i; }
    }
    const last = now();
    for (let i = seen.length - 1; i >= 0; i--) { lastA = Number(seen[i].split('/')[0]); steps.undo(); await settled(); if (now() !== seen[i]) bad.push('undo to ' + i + ' gives ' + now() + ', not ' + seen[i]); }
    if (steps.canUndo()) bad.push('more can be undone than was done');
    for (let i = 0; i < seen.length; i++) { steps.redo(); await settled(); }
    if (now() !== last) bad.push('redone, it is ' + now() + ', not ' + last);
    if (steps.canRedo()) bad.push('more can be redone than was undone');
    if (deeds.length) { lastA = store.get().a; await deeds[0](); await deeds[0](); let n = 0; while (steps.canUndo()) { steps.undo(); await settled(); n++; } if (n !== 11) bad.push('taken back by itself, a deed leaves ' + n + ' steps of 11'); }
  }
  const store = createStore({ a: 0 }), steps = createSteps(store, ['a'], () => {}, () => 0);
  steps.record();
  steps.did({ undo: () => Promise.reject(new Error('changed elsewhere')), redo: async () => {} });
  steps.undo();
  await new Promise((go) => setTimeout(go));
  if (steps.canUndo() || steps.canRedo()) bad.push('a deed that cannot be taken back stays among the steps');
});

law("keys that follow each other on a slider are one step, choosing or leaving the slider is another", (random, bad) => {
  for (let round = 0; round < 50; round++) {
    let time = 0;
    const store = createStore({ year: 0 }), steps = createSteps(store, ['year'], () => {}, () => time);
    steps.record();
    const seen = [0];
    for (let i = 0; i < 30; i++) {
      const quick = random() < 0.7, before = store.get().year, year = random() < 0.3 ? 0 : 2020 + i;
      if (year === before) continue;
      time += quick ? 200 : 900;
      store.set({ year });
      if (i && quick && year && before && seen.length > 1) seen[seen.length - 1] = year;
      else seen.push(year);
    }
    for (let i = seen.length - 2; i >= 0; i--) { steps.undo(); if (store.get().year !== seen[i]) bad.push('undo to ' + i + ' of ' + seen + ' gives ' + store.get().year); }
    if (steps.canUndo()) bad.push('more can be undone than was done: ' + seen);
  }
});
