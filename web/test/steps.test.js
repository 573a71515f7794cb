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
