// Offers a what-if that was left without being saved.

import { keys } from "../draft.js";
import { draftsOf, same } from "../draft_kept.js";
import { isOwn } from "../draft_own.js";
import { when } from "../format.js";
import { t } from "../i18n.js";
import { changesOf } from "../scenarios.js";
import { storage } from "../storage.js";
import { h } from "./dom.js";
import { changesText } from "./whatif.js";

/**
 * Returns the bar over the map, nothing where what is kept is what is shown. It is
 * there until the person decides, or makes another what-if; what was left before comes
 * after what is thrown away.
 * @param {import("../main.js").Context} ctx @returns {HTMLElement[]}
 */
export function createDraftBar(ctx) {
  const { settings, draft, home } = ctx, now = settings.get();
  const found = draftsOf(storage).find((d) => !same(d.settings, now));
  if (!found) return [];
  const { added, moved, closed } = changesOf(String(found.settings.sites)), own = isOwn(found.own) ? found.own : undefined;
  const what = [changesText(added, moved, closed), found.settings.drawn ? t("area.drawn") : ""].filter(Boolean).join(t("wi.and"));
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ act) => h("button", { type: "button", class: "button quiet", id, onClick: act }, text);
  const element = h("section", { class: "float banner", id: "draft-banner", role: "status" }, h("span", null, t("draft.found", { when: when(found.at), what })),
    button("draft-open", t("draft.open"), () => {
      const known = keys.filter((key) => typeof found.settings[key] === typeof now[key]);
      draft.goOn(found);
      settings.set({ .../** @type {any} */ (Object.fromEntries(known.map((key) => [key, found.settings[key]]))), gap: 0, facility: "", view: "coverage", at: "" });
      draft.service().then((keeper) => keeper?.adopt(own));
      home();
      element.hidden = true;
    }), button("draft-drop", t("draft.drop"), () => {
      leave();
      draft.forget({ ...found, own });
      const [next] = createDraftBar(ctx);
      element.replaceWith(...(next ? [next] : []));
      next?.querySelector("button")?.focus();
    }));
  const leave = settings.subscribe((_, changed) => {
    if (!changed.has("sites") && !changed.has("drawn")) return;
    element.hidden = true;
    leave();
  });
  return [element];
}
