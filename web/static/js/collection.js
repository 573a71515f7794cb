// Reads collections of the service's own as they come: one of a city's cells is
// large, and is never here whole, neither as text nor as what it says.

import { ApiError, answerOf, bodyOf, of, put, search } from "./api.js";

/** Gives the room of a piece that has been read back at once: garbage of so many megabytes is collected late. @param {Uint8Array} piece */
const free = ({ buffer }) => /** @type {any} */ (buffer).transfer?.(0);

/**
 * Returns a collection with what is made of each feature in its place. The service writes one feature a line.
 * @template T
 * @param {string} path @param {RequestInit} init @param {(feature: any) => T} [make]
 * @returns {Promise<any>}
 * @throws {import("./api.js").ApiError}
 */
async function collection(path, init, make = (feature) => feature) {
  const answer = await answerOf(path, init), reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader(), decoder = new TextDecoder();
  /** @type {T[]} */
  const features = [];
  let head = "", rest = "", ended = false;
  /** @param {string} line */
  function take(line) {
    if (!head) head = line;
    else if (line === "]}") ended = true;
    else if (line) features.push(make(JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line)));
  }
  try {
    for (;;) {
      const { done, value } = await bodyOf(path, answer, () => reader.read());
      const text = rest + decoder.decode(value, { stream: !done });
      if (value) free(value);
      let from = 0;
      for (let end; (end = text.indexOf("\n", from)) >= 0; from = end + 1) take(text.slice(from, end));
      rest = text.slice(from);
      if (done) break;
    }
    if (!ended) throw new SyntaxError("the answer has no end");
    return { ...JSON.parse(head + "]}"), features };
  } catch (cause) {
    reader.cancel().catch(() => {});
    throw cause instanceof SyntaxError ? new ApiError(answer.status, { detail: `${path}: the answer is not JSON` }, of(path, answer)) : cause;
  }
}

/** Returns cells, in the place of each what is made of it. @param {{area?: string, cells: string, size?: number, kernel?: number}} q @param {AbortSignal} [signal] @param {(cell: any) => any} [make] */
export const densityOf = (q, signal, make) => collection("api/density" + search(q), { signal }, make);

/** Returns gaps. @param {import("./types.js").Query} q @param {AbortSignal} [signal] @returns {Promise<import("./types.js").FeatureCollection>} */
export const gapsOf = (q, signal) => collection(...put("api/gaps", q, signal));
