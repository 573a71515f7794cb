// Keeps a stream of questions answered by the newest one.

/**
 * Returns ask(question, sameKind). At most one request runs. A newer question of
 * the same kind (a drag) waits for the running one, so that a drag shows every
 * answer the service can give in time; a question of another kind aborts it.
 * Only the newest waiting question is kept. ask.stop() wants no answer any more.
 *
 * @template Q, A
 * @param {(question: Q, signal: AbortSignal) => Promise<A>} run
 * @param {(answer: A, question: Q, more: boolean) => void} done more: a newer question is waiting
 * @param {(error: any, question: Q) => void} failed
 */
export function latest(run, done, failed) {
  /** @type {{question: Q}|null} */
  let waiting = null;
  /** @type {AbortController|null} */
  let running = null;

  /** @param {Q} question */
  async function start(question) {
    const control = new AbortController();
    running = control;
    try {
      const answer = await run(question, control.signal);
      if (running === control) done(answer, question, waiting !== null);
    } catch (error) {
      if (running === control && !control.signal.aborted) failed(error, question);
    }
    if (running !== control) return;
    running = null;
    if (waiting) {
      const next = waiting.question;
      waiting = null;
      start(next);
    }
  }

  /** @param {Q} question @param {boolean} sameKind */
  function ask(question, sameKind) {
    if (running && sameKind) {
      waiting = { question };
      return;
    }
    stop();
    start(question);
  }

  /** Leaves the running question and the waiting one. */
  function stop() {
    running?.abort();
    running = waiting = null;
  }
  return Object.assign(ask, { stop });
}
