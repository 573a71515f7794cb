// The card of the chosen facility: what it reaches, and what can be done with it.

import { amount } from "../format.js";
import { has, t } from "../i18n.js";
import { fill, h } from "./dom.js";
import { siteName } from "./facilities.js";

/** @param {import("../main.js").Context} ctx */
export function createSiteCard({ settings, data, plan, center }) {
  const element = h("section", { class: "card", id: "site-card", "aria-label": t("site.title") });

  const chosen = () => plan.facilities().find((f) => f.key === settings.get().facility);

  /** Closes a facility, opens it again, or takes a proposed site away. */
  function turn() {
    const f = chosen();
    if (!f) return;
    if (f.change === "closed" || f.change === "added") plan.restore(f.key);
    else plan.close(f.facility);
  }

  /** Moves the chosen site to the middle of the map. */
  function here() {
    const f = chosen();
    if (f && f.change !== "closed") plan.move(f.key, center(), [f.facility.lon, f.facility.lat]);
  }

  return {
    element, turn, here,
    update() {
      const f = chosen();
      element.hidden = !f;
      if (!f) return;
      const unit = data.get().coverage?.demand.unit ?? "m2";
      const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ onClick) => h("button", { type: "button", class: "button quiet", id, onClick }, text);
      const status = f.facility.status && has("status." + f.facility.status) && f.change !== "added" ? t("status." + f.facility.status) + (f.facility.opens ? ` · ${f.facility.opens}` : "") : "";
      const focused = element.contains(document.activeElement) ? document.activeElement?.id : "";
      fill(element,
        h("div", { class: "between" }, h("h2", null, siteName(f)),
          h("button", { type: "button", class: "tool small", "aria-label": t("close"), onClick: () => settings.set({ facility: "" }) }, "×")),
        h("p", { class: "cardline" }, f.change ? h("span", { class: "badge proposed" }, t("site." + f.change)) : null, h("span", { class: "muted" }, status)),
        h("dl", { class: "facts" }, h("dt", null, t(f.change === "closed" ? "site.reached" : "site.reach")), h("dd", null, amount(f.facility.reach, unit)),
          h("dt", null, t(f.change === "closed" ? "site.lost" : "site.only")), h("dd", null, amount(f.facility.exclusive, unit))),
        h("div", { class: "actions" },
          button("turn-site", t(f.change === "closed" ? "site.reopen" : f.change === "added" ? "site.remove" : "site.close"), turn),
          f.change === "moved" ? button("restore-site", t("site.back"), () => plan.restore(f.key)) : null,
          f.change !== "closed" ? button("move-site", t("site.here"), here) : null));
      if (focused) element.querySelector("#" + focused)?.focus();
    },
  };
}
