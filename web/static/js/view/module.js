// Parts of the page that are fetched when they are first wanted, and whether the page is still the service's.

/** @typedef {typeof import("./late.js")} LateParts */

/** Brings what is wanted later than the first answer. @returns {Promise<LateParts>} */
export const lateParts = () => import("./late.js");

/**
 * Says whether the service has another page than this one by now: it was updated
 * while the page was open. An answer that does not come says nothing.
 */
async function outdated() {
  const mine = document.querySelector('script[type="module"]')?.getAttribute("src");
  try {
    const answer = await fetch("./", { cache: "no-store", headers: { Accept: "text/html" } });
    return answer.ok && !(await answer.text()).includes(`src="${mine}"`);
  } catch {
    return false;
  }
}

/** Looks whether the service has another page, and says so in the data. @param {import("../load.js").DataStore} data */
export async function lookForUpdate(data) {
  const found = await outdated();
  if (found) data.set({ outdated: true });
  return found;
}

/**
 * Returns what a module gives. One that does not come, though the service answers,
 * is of a page that the service no longer has; else the service is away.
 * @template T
 * @param {import("../main.js").Context} ctx @param {string} what @param {Promise<T>} coming @returns {Promise<T>}
 */
export function bring({ loader, data }, what, coming) {
  return loader.awaiting(what, coming.catch(async (cause) => {
    if (!(await lookForUpdate(data))) data.set({ error: { status: 0 } });
    throw cause;
  }));
}
