// Work on the map in turns, between which the page hears its user and shows what is there.

/** Milliseconds of a turn: about what a frame has, for to show what was painted takes as long again; of one that answers a change more, so that small maps are painted in it. */
const turnMs = 20, firstMs = 32;

/** @typedef {{work: (end: number) => boolean}} Worker works until a time on the page's clock, and says whether nothing is left to do */

/** Returns turns of workers, one after the other. @param {() => void} onRest hears when nothing is left to do */
export function createTurns(onRest) {
  /** @type {Set<Worker>} */
  const waiting = new Set();
  const { port1, port2 } = new MessageChannel(); // a timer would wait longer
  let called = false;
  port1.onmessage = () => {
    called = false;
    turn(turnMs);
  };

  function call() {
    if (!called) port2.postMessage(0);
    called = true;
  }

  /** @param {number} ms */
  function turn(ms) {
    if (!waiting.size) return;
    const end = performance.now() + ms;
    for (const worker of waiting) {
      if (worker.work(end)) waiting.delete(worker);
      if (performance.now() >= end) break;
    }
    if (waiting.size) call();
    else onRest();
  }

  return {
    /** Has a worker work in a turn that comes soon. @param {Worker} worker */
    add(worker) {
      waiting.add(worker);
      call();
    },
    /** Takes the first turn at once. */
    begin: () => turn(firstMs),
    working: () => waiting.size > 0,
    end() {
      waiting.clear();
      port1.close();
    },
  };
}
