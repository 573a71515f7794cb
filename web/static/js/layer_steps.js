// Loading, restoring and removing layers as steps that can be taken back.

import { answerOf, api, ApiError } from "./api.js";
import { t } from "./i18n.js";

/** @typedef {import("./steps.js").Deed} Deed */

/**
 * Returns the ETag of a layer that stands at the version expected, "" for none where none
 * is expected; fails where somebody has changed it since.
 * @param {string} id @param {number} version 0 for not there
 */
export async function tagOf(id, version) {
  const { layers } = await api.layers();
  const now = layers.find((/** @type {any} */ l) => l.id === id)?.version ?? 0;
  const answer = now && now === version ? await answerOf(api.layerPath(id)) : null;
  if (now !== version || (answer && (await answer.json()).version !== version)) throw new ApiError(412, { title: t("undo.changed"), detail: t("undo.changed.what", { id }) });
  return answer?.headers.get("ETag") ?? "";
}

/**
 * Loads a file that was checked as the next version of its layer, once however often it is sent: a browser sends a file
 * again by itself where the connection ends without an answer, and so does a person.
 * @param {any} checked the report @param {{before?: number}} tried the version the layer was at when it was sent before
 * @param {(tag: string) => Promise<any>} send sends it for a layer of this ETag, "" for a new one @returns {Promise<any>} the report
 */
export async function loadOnce(checked, tried, send) {
  const now = async () => (await api.layers()).layers.find((/** @type {any} */ l) => l.id === checked.id); // whoever changed it
  // A layer that was withdrawn goes on from the versions that it had.
  const came = (/** @type {any} */ l) => l && tried.before !== undefined && (tried.before === 0 || l.version === tried.before + 1) && l.features === (checked.accepted ?? checked.features) && String(l.bbox) === String(checked.bbox);
  const at = await now();
  if (came(at)) return { ...checked, ...at };
  const before = tried.before = Number(at?.version ?? 0);
  try {
    return await send(await tagOf(checked.id, before));
  } catch (error) {
    const there = /** @type {any} */ (error)?.status === 412 ? await now() : null;
    if (came(there)) return { ...checked, ...there };
    throw error;
  }
}

/**
 * Returns what was chosen for the layer that a file is to replace, as far as the file has such fields; undefined where that is nothing.
 * @param {{id?: string, fields_read?: import("./fields.js").Report}} report @param {{id: string, fields?: Record<string, string>}[]} layers @returns {string[]|undefined}
 */
export function chosenBefore({ id, fields_read: read }, layers) {
  const has = new Set(read?.fields.map((s) => s.name || " ")) /* as the service takes the empty name */, more = read?.more_fields, fields = layers.find((l) => l.id === id)?.fields ?? {};
  const choices = Object.entries(fields).filter(([, field]) => field === "" || more || has.has(field)).map(([fact, field]) => `${fact}:${field}`);
  return read && choices.length ? choices : undefined;
}

/**
 * Returns the deed that brought a layer from one version to another, 0 standing for
 * not there. Taking it back puts the version before as the next one, or withdraws the
 * layer; nothing is done where somebody has changed it since.
 * @param {string} id @param {number} from @param {number} to
 * @param {() => Promise<void>} reload shows what there is then @param {(error: any) => void} failed
 * @returns {Deed}
 */
export function layerDeed(id, from, to, reload, failed) {
  let present = to;
  /** @param {number} version to be as, 0 for gone */
  async function become(version) {
    try {
      const tag = await tagOf(id, present);
      if (version) present = (await api.restore(id, version, tag)).version;
      else {
        await api.withdraw(id, tag);
        present = 0;
      }
    } catch (error) {
      await reload(); // what is there now
      failed(error);
      throw error;
    }
    await reload();
  }
  return { undo: () => become(from), redo: () => become(to) };
}
