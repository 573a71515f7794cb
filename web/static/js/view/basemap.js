// The form for a basemap, offered where the operator allows tiles from somewhere.

import { flawOf, keepBasemap, keptBasemap } from "../basemap.js";
import { request } from "../api.js";
import { t } from "../i18n.js";
import { fill, h, say } from "./dom.js";

/**
 * Fills a place with the form, nothing where no tiles are allowed, and shows the basemap that is kept.
 * @param {any} map @param {Element} place @param {HTMLElement} credit where it says whose map it is
 */
export async function createBasemap(map, place, credit) {
  /** @type {{origins: string[]}} */
  const { origins } = await request("api/basemap");
  if (!origins.length) return;
  const kept = keptBasemap();
  const url = h("input", { type: "text", id: "basemap-url", inputmode: "url", autocomplete: "off", spellcheck: "false", value: kept?.url ?? `${origins[0]}/{z}/{x}/{y}.png` });
  const by = h("input", { type: "text", id: "basemap-credit", autocomplete: "off", value: kept?.credit ?? "" });
  const flaw = h("p", { class: "note bad", role: "alert" });
  const off = h("button", { type: "button", class: "button quiet", id: "basemap-off", onClick: () => show(null) }, t("basemap.off"));
  const form = h("form", { class: "basemap", onSubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    show({ url: url.value.trim(), credit: by.value.trim() });
  } },
  h("div", { class: "field" }, h("label", { for: "basemap-url" }, t("basemap.url")), url),
  h("div", { class: "field" }, h("label", { for: "basemap-credit" }, t("basemap.credit")), by),
  h("p", { class: "note" }, t("basemap.note", { origins: origins.join(" ") })), flaw,
  h("div", { class: "actions" }, h("button", { type: "submit", class: "button", id: "basemap-on" }, t("basemap.on")), off));
  fill(place, h("details", null, h("summary", null, t("basemap.title")), form));
  if (kept && !flawOf(kept.url, origins)) show(kept);
  else off.hidden = true;

  /** @param {import("../basemap.js").Basemap|null} basemap */
  function show(basemap) {
    const wrong = !basemap ? "" : flawOf(basemap.url, origins) || (basemap.credit ? "" : "credit");
    say(flaw, wrong ? t("basemap.flaw." + wrong) : "");
    if (wrong) return;
    if (!keepBasemap(basemap) && basemap) say(flaw, t("basemap.unkept"));
    map.tiles(basemap?.url ?? "");
    map.fade("ground", basemap ? 0 : 1);
    say(credit, basemap?.credit ?? "");
    credit.hidden = !basemap;
    off.hidden = !basemap;
  }
}
