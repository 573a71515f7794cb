// Long work in pieces: between two of them the page is drawn and hears its user.

/** Milliseconds of a piece: what a frame leaves beside its own work; and after which a frame has been drawn, if one was to be. */
const pieceMs = 12, frameMs = 34;

/** Milliseconds after which no frame is waited for: a page that nobody sees has none. */
const longestMs = 100;

/** Resolves once a frame has been drawn. @returns {Promise<void>} */
const framed = () => new Promise((done) => {
  const timer = setTimeout(done, longestMs);
  requestAnimationFrame(() => {
    clearTimeout(timer);
    setTimeout(done);
  });
});

/** When the present piece began. */
let begun = -Infinity;

/** Resolves when work may go on: at once in a piece that has begun, or where there was none for a while. */
async function turn() {
  const since = performance.now() - begun;
  if (since < pieceMs) return;
  if (since < frameMs) await framed();
  begun = performance.now();
}

/** The work asked for last: each begins when the one before has ended. @type {Promise<any>} */
let last = Promise.resolve();

/**
 * Goes through steps in pieces and returns what they come to; one work after the other.
 * @template T @param {() => Generator<void, T>} begin @param {AbortSignal} signal ends it before it has come to anything
 * @returns {Promise<T>}
 */
export function inPieces(begin, signal) {
  const own = last.then(async () => {
    signal.throwIfAborted();
    for (const steps = begin(); ;) {
      await turn();
      signal.throwIfAborted();
      do {
        const { done, value } = steps.next();
        if (done) return value;
      } while (performance.now() < begun + pieceMs);
    }
  });
  last = own.catch(() => {});
  return own;
}
