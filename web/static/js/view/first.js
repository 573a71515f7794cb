// What happens once, at the start: it is marked when the first answer is painted, and what is needed later is fetched then.

/** @param {() => void} prepare fetches what is needed later */
export function createFirst(prepare) {
  let answered = false, prepared = /** @type {boolean|undefined} */ (undefined);
  return {
    /** @param {boolean} answer whether it is painted @param {boolean} idle whether nothing is waited for */
    look(answer, idle) {
      if (answer && !answered) {
        answered = true;
        setTimeout(() => performance.mark("answer")); // once it is on the screen: how long a start takes is read from this
      }
      if (prepared !== undefined || !(answered || idle)) return;
      prepared = false;
      setTimeout(() => {
        prepare();
        prepared = true;
      });
    },
    /** Says whether all of it has happened. */
    over: () => prepared === true,
  };
}
