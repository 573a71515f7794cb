// Loads the place that comes with the service, as a step that can be taken back.

import { api, ApiError, request } from "./api.js";
import { t } from "./i18n.js";
import { tagOf } from "./layer_steps.js";

/** @param {import("./main.js").Context} ctx */
export async function loadSample(ctx) {
  /** @type {any[]} layers as they were brought */
  let brought = [];

  async function bring() {
    try {
      brought = (await request("api/sample", { method: "POST" })).layers;
    } catch (error) {
      throw error instanceof ApiError && error.status === 409 ? new ApiError(409, { detail: t("sample.there") }) : error;
    }
  }

  async function withdraw() {
    for (const { id, version } of [...brought].reverse()) await api.withdraw(id, await tagOf(id, version));
  }

  /** Does something, and shows what there is then. @param {() => Promise<void>} deed */
  async function become(deed) {
    try {
      await deed();
    } catch (error) {
      await ctx.reload();
      ctx.data.set({ error });
      throw error;
    }
    await ctx.reload();
  }

  await become(bring);
  ctx.steps.did({ undo: () => become(withdraw), redo: () => become(bring) });
  const bounds = brought.find((l) => l.role === "boundary")?.bbox;
  if (bounds) ctx.showBox(bounds);
}
