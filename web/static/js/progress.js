// Follows a load by the name it was given.

/** @typedef {{stage: string, bytes: number, features: number, received: number, total?: number}} Progress */

/** Returns a name for a load that no other has. */
export const newJob = () => "page-" + Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("-");

/** How long to wait before asking again for a load that has not begun, in milliseconds. */
const againMs = 150;

/**
 * Tells of a load until it ends or the returned function is called.
 * @param {string} job @param {(p: Progress) => void} onProgress
 */
export function followLoad(job, onProgress) {
  /** @type {EventSource|null} */
  let source = null;
  let over = false, begun = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  function open() {
    source = new EventSource(`api/loads/${encodeURIComponent(job)}/events`);
    const hear = (/** @type {MessageEvent} */ e) => {
      /** @type {Progress} */
      const p = JSON.parse(e.data);
      const ended = p.stage === "done" || p.stage === "failed";
      // The service knows the load only once its first bytes have come.
      if (p.stage === "failed" && !begun) return retry();
      begun = true;
      onProgress(p);
      if (ended) stop();
    };
    source.addEventListener("progress", hear);
    source.addEventListener("message", hear);
    source.addEventListener("error", retry);
  }
  function retry() {
    source?.close();
    if (!over) timer = setTimeout(open, againMs);
  }
  function stop() {
    over = true;
    clearTimeout(timer);
    source?.close();
  }
  open();
  return stop;
}
