// Says what is shown from tiles, and what the tiles leave out.

import { nameOf, t, tn } from "../i18n.js";

/** Says whether a view shows a layer, whatever is chosen in it. @param {string} view @param {string} role */
const shows = (view, role) => role === "landuse" || (role === "road" && view !== "landuse");

/**
 * Returns a line about the layers in view that come as tiles, "" when there are none.
 * @param {import("../main.js").Context} ctx
 */
export function tileNote({ layers, settings }) {
  const { view, layer } = settings.get();
  const shown = layers().filter((l) => l.tiles?.inView().tiles && (shows(view, l.role) || (view === "data" && l.id === layer)));
  if (!shown.length) return "";
  let dropped = 0, missing = 0;
  for (const l of shown) {
    const now = /** @type {any} */ (l.tiles).inView();
    [dropped, missing] = [dropped + now.dropped, missing + now.lacking + now.failed];
  }
  return [t("tiles.shown", { names: shown.map(nameOf).join(t("wi.and")) }), dropped ? tn("tiles.dropped", dropped) : "", missing ? tn("tiles.missing", missing) : ""].filter(Boolean).join(" ");
}
