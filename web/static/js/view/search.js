// Finds facilities, parcels and districts by name, id or code, and shows them on the map.

import { codeOf } from "../codes.js";
import { find } from "../find.js";
import { fromWorld } from "../geo/shape.js";
import { headed, nameOf, t, tn } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { fill, h, say } from "./dom.js";

/** Places listed. */
const most = 30;

/** Returns what a place is called, its id where it has no name. @param {import("../geo/shape.js").Shape} s */
const titleOf = (s) => headed(nameOf({ ...s.properties, id: s.id }));

/** Returns what else it is known by. @param {import("../find.js").Found} f */
const aboutOf = ({ layer, shape, about }) => [about, layer.role === "landuse" && codeOf(shape.properties), shape.id].filter(Boolean).join(" · ");

/** @param {import("../main.js").Context} ctx */
export function openSearch({ settings, data, layers, showBox }) {
  const searched = layers().filter((l) => ["facility", "landuse", "boundary", "road"].includes(l.role));
  /** @type {import("../find.js").Found[]} */
  let found = [];
  let at = 0;
  const input = h("input", { type: "search", id: "find", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": t("find.title"), "aria-controls": "find-list", "aria-expanded": "false", "aria-autocomplete": "list", placeholder: t("find.what") });
  const list = h("ul", { id: "find-list", role: "listbox", "aria-label": t("find.title"), class: "found" });
  const said = h("p", { class: "note", role: "status" });
  const later = searched.filter((l) => l.tiles).map(nameOf);
  const box = openDialog({ title: t("find.title"), id: "find-dialog", content: [input, list, said, later.length ? h("p", { class: "note" }, t("find.later", { names: later.join(t("wi.and")) })) : null] });

  function draw() {
    fill(list, found.map((f, i) => h("li", { role: "option", id: `find-${i}`, "aria-selected": String(i === at), onClick: () => choose(i) }, h("b", null, f.name), h("small", null, aboutOf(f)))));
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `find-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    say(said, !input.value.trim() ? "" : found.length === most ? t("find.more", { n: most }) : tn("find.n", found.length));
  }

  /** Shows a place: chosen where the view can choose it, and marked. @param {number} i */
  function choose(i) {
    const { layer, shape } = found[i], s = settings.get(), key = `${layer.id}/${shape.id}`;
    const [x0, y0, x1, y1] = shape.box, [west, south] = fromWorld(x0, y1), [east, north] = fromWorld(x1, y0), room = Math.max(0.002, (east - west) * 0.3);
    box.close();
    data.set({ found: { shapes: [shape], mark: null } });
    if (layer.role === "facility" && (shape.properties.kind ?? layer.kind) === s.service) settings.set({ facility: key });
    if (layer.role === "landuse" && s.view === "landuse") settings.set({ parcel: key });
    showBox([west - room, south - room, east + room, north + room]);
    document.getElementById("map")?.focus();
  }

  input.addEventListener("input", () => {
    at = 0;
    found = find(input.value, searched, most, nameOf, titleOf);
    draw();
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === "Enter" && found[at]) {
      e.preventDefault();
      choose(at);
    }
    if (!step || !found.length) return;
    e.preventDefault();
    at = (at + step + found.length) % found.length;
    draw();
  });
  input.focus();
}
