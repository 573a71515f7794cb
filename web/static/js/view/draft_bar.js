// Offers a what-if that was left without being saved.

import { when } from "../format.js";
import { t } from "../i18n.js";
import { changesOf } from "../scenarios.js";
import { h } from "./dom.js";
import { changesText } from "./whatif.js";

/** Returns the bar over the map; it is there until the person decides, or makes another what-if. @param {import("../main.js").Context} ctx */
export function createDraftBar({ settings, draft, home }) {
  const found = draft.found();
  const element = h("section", { class: "float banner", id: "draft-banner", role: "status" });
  element.hidden = !found;
  if (!found) return element;
  const { added, moved, closed } = changesOf(String(found.settings.sites));
  const what = [changesText(added, moved, closed), found.settings.drawn ? t("area.drawn") : ""].filter(Boolean).join(t("wi.and"));
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ act) => h("button", { type: "button", class: "button quiet", id, onClick: () => { act(); element.hidden = true; } }, text);
  element.append(h("span", null, t("draft.found", { when: when(found.at), what })),
    button("draft-open", t("draft.open"), () => {
      settings.set({ ...draft.settingsOf(found), gap: 0, facility: "", view: "coverage", at: "" });
      draft.service().then((keeper) => keeper?.adopt(found.own));
      home();
    }), button("draft-drop", t("draft.drop"), () => draft.forget(found.own)));
  const leave = settings.subscribe((_, changed) => {
    if (!changed.has("sites") && !changed.has("drawn")) return;
    element.hidden = true;
    leave();
  });
  return element;
}
