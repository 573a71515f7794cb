// When a part of a view that fetches for itself asks: once for each question, and
// after a failure when the part is opened again or everything is fetched anew.

/** @param {import("../load.js").DataStore} data */
export function createAsked(data) {
  let last = "";
  /** The layers when it failed, undefined where it did not. @type {any} */
  let lost;
  return {
    /** Says whether a question is to be asked now. @param {string} question @param {boolean} opened whether the part was opened just now */
    due(question, opened) {
      if (question === last && (lost === undefined || (lost === data.get().layers && !opened))) return false;
      [last, lost] = [question, undefined];
      return true;
    },
    failed() {
      lost = data.get().layers ?? null;
    },
  };
}
