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
