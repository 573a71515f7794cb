// Finds facilities, parcels and districts by name, id or code, and shows them on the map. In layers that come as tiles the service looks.

import { codeOf } from "../codes.js";
import { find } from "../find.js";
import { findTiled } from "../find_tiled.js";
import { fromWorld } from "../geo/shape.js";
import { number } from "../format.js";
import { headed, nameOf, t, tn } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { fill, h, say } from "./dom.js";

/** Places listed. */
const most = 30;

/** How long typing rests until the service is asked, in milliseconds. */
const restMs = 250;

/** Returns what a place is called, its id where it has no name. @param {import("../geo/shape.js").Shape} s */
const titleOf = (s) => headed(nameOf({ ...s.properties, id: s.id }));

/** Returns what else it is known by. @param {import("../find.js").Found} f */
const aboutOf = ({ layer, shape, about }) => [about, layer.role === "landuse" && codeOf(shape.properties), shape.id].filter(Boolean).join(" · ");

/** @param {import("../find.js").Found} f */
const keyOf = (f) => `${f.layer.id}/${f.shape.id}`;

/** @param {import("../main.js").Context} ctx */
export function openSearch({ settings, data, layers, showBox }) {
  const searched = layers().filter((l) => ["facility", "landuse", "boundary", "road"].includes(l.role));
  /** @type {import("../find.js").Found[]} */
  let found = [];
  let at = 0;
  const input = h("input", { type: "search", id: "find", role: "combobox", maxlength: 200, autocomplete: "off", spellcheck: "false", "aria-label": t("find.title"), "aria-controls": "find-list", "aria-expanded": "false", "aria-autocomplete": "list", placeholder: t("find.what") });
  const list = h("ul", { id: "find-list", role: "listbox", "aria-label": t("find.title"), class: "found" });
  const said = h("p", { class: "note", role: "status" });
  const tiled = searched.filter((l) => l.tiles);
  /** What the service found in tiled layers, null where it did not answer. @type {Map<any, import("../find_tiled.js").Answer|null>} */
  let answers = new Map();
  let asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const rest = h("p", { class: "note", id: "find-rest", role: "status" });
  const box = openDialog({ title: t("find.title"), id: "find-dialog", content: [input, list, said, rest], onClose: stop });

  /** Asks no longer. */
  function stop() {
    clearTimeout(timer);
    asking.abort();
  }

  /** Has the service look in the layers that are not here, once typing rests. */
  function ask() {
    stop();
    answers = new Map();
    const words = input.value;
    if (!words.trim() || !tiled.length) return;
    const { signal } = (asking = new AbortController());
    timer = setTimeout(() => tiled.forEach(async (layer) => {
      const answer = await findTiled(words, layer, nameOf(layer), signal).catch(() => null);
      if (signal.aborted) return;
      answers.set(layer, answer);
      look();
    }), restMs);
  }

  /** Lists what is found by now, here and by the service. */
  function look() {
    const chosen = at && found[at] ? keyOf(found[at]) : ""; // by an arrow: the best one else
    found = find(input.value, searched.map((l) => (l.tiles ? { ...l, shapes: answers.get(l)?.shapes ?? [] } : l)), most, nameOf, titleOf);
    at = Math.max(0, found.findIndex((f) => keyOf(f) === chosen));
    draw();
  }

  /** Says which layers are still looked in, which could not be, and where there is more than was looked at. */
  function restWords() {
    const named = (/** @type {any[]} */ list) => list.map(nameOf).join(t("wi.and"));
    const coming = tiled.filter((l) => !answers.has(l)), failed = tiled.filter((l) => answers.get(l) === null);
    const cut = [...answers.values()].filter((a) => a && a.matched > a.shapes.length);
    if (!input.value.trim()) return "";
    return [coming.length ? t("find.coming", { names: named(coming) }) : "", failed.length ? t("find.failed", { names: named(failed) }) : "",
      ...cut.map((a) => t("find.cut", { name: nameOf(a?.layer), n: number(a?.matched ?? 0), most: number(a?.shapes.length ?? 0) }))].filter(Boolean).join(" ");
  }

  function draw() {
    fill(list, found.map((f, i) => h("li", { role: "option", id: `find-${i}`, "aria-selected": String(i === at), onClick: () => choose(i) }, h("b", null, f.name), h("small", null, aboutOf(f)))));
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `find-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    say(said, !input.value.trim() ? "" : found.length === most ? t("find.more", { n: most }) : tn("find.n", found.length));
    say(rest, restWords());
  }

  /** Shows a place: chosen where the view can choose it, and marked. @param {number} i */
  function choose(i) {
    const { layer, shape } = found[i], s = settings.get(), key = keyOf(found[i]);
    const [x0, y0, x1, y1] = shape.box, [west, south] = fromWorld(x0, y1), [east, north] = fromWorld(x1, y0), room = Math.max(0.002, (east - west) * 0.3);
    box.close();
    data.set({ found: { shapes: [shape], mark: null } });
    if (layer.role === "facility" && (shape.properties.kind ?? layer.kind) === s.service) settings.set({ facility: key });
    if (layer.role === "landuse" && s.view === "landuse") settings.set({ parcel: key });
    showBox([west - room, south - room, east + room, north + room]);
    document.getElementById("map")?.focus();
  }

  input.addEventListener("input", () => {
    ask();
    found = [];
    look();
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
