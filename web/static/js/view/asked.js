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

/**
 * Returns what answers about the land of an area depend on, "" while that is not
 * known yet: asked before, they would be asked for again.
 * @param {import("../state.js").Settings} s @param {import("../state.js").Data} d @param {any[]} [more]
 */
export function landQuestion(s, d, more = []) {
  return s.area && d.landuse !== undefined ? JSON.stringify([s.area, s.status, s.year, d.landuse?.layers, ...more]) : "";
}
