// The editor of class mappings: which land-use class each value of a property means.

import { mappingApi, idOf } from "../documents.js";
import { area, number } from "../format.js";
import { t, tn } from "../i18n.js";
import { choiceKey, chosenCodes, chosenEntries } from "../mapping.js";
import { createAsked } from "./asked.js";
import { confirmBox } from "./dialog.js";
import { fill, h, say } from "./dom.js";
import { faultParts } from "./fault.js";
import { classText, mappingRow } from "./mapping_row.js";

/** @typedef {import("../documents.js").Mapping} Mapping */

/** Schemes that a mapping can be to, and its entries shown at once. */
const schemes = ["GB50137-2011", "MNR-2023"], most = 300;

/** @param {import("../main.js").Context} ctx */
export function createMappings({ settings, data, loader, reload }) {
  let scheme = schemes.includes(data.get().landuse?.scheme) ? data.get().landuse.scheme : schemes[0];
  let open = "", tag = "", busy = false, come = false; // come: whether the mappings have been read
  const asked = createAsked(data);
  /** @type {Mapping[]} */
  let all = [];
  /** @type {Map<string, string>} what was typed, by choiceKey */
  let typed = new Map();
  /** @type {{key: string, value: string}[]} values added by hand */
  let added = [];

  const codes = () => (data.get().schemes ?? []).find((/** @type {any} */ s) => s.scheme === scheme)?.codes ?? [];
  const current = () => all.find((m) => m.id === open);

  const which = h("select", { id: "mapping", onChange: () => choose(which.value) });
  const name = h("input", { type: "text", id: "mapping-name", maxlength: 200, autocomplete: "off", placeholder: t("map.name.new") });
  const to = h("select", { id: "mapping-scheme", onChange: () => { scheme = to.value; typed = new Map(); draw(); } }, schemes.map((id) => h("option", { value: id }, t("scheme." + id))));
  const list = h("datalist", { id: "class-list" });
  const rows = h("div", { class: "maprows" });
  const key = h("input", { type: "text", id: "mapping-key", maxlength: 400, autocomplete: "off" }), value = h("input", { type: "text", id: "mapping-value", maxlength: 400, autocomplete: "off" });
  const more = h("details", { class: "method" }, h("summary", null, t("map.more")), h("form", { class: "pairform", onSubmit: addValue },
    h("div", { class: "field" }, h("label", { for: "mapping-key" }, t("map.key")), key), h("div", { class: "field" }, h("label", { for: "mapping-value" }, t("map.value")), value),
    h("button", { type: "submit", class: "button quiet", id: "mapping-add" }, t("map.add"))));
  const note = h("p", { class: "note", id: "mapping-note", role: "status" });
  const save = h("button", { type: "button", class: "button", id: "mapping-save", onClick: keep }, t("map.save"));
  const remove = h("button", { type: "button", class: "button quiet danger", id: "mapping-delete", onClick: withdraw }, t("map.delete"));
  const element = h("div", { class: "panebody", id: "mappings" },
    h("p", { class: "note" }, t("map.about")),
    h("div", { class: "field" }, h("label", { for: "mapping" }, t("map.which")), which),
    h("div", { class: "field" }, h("label", { for: "mapping-name" }, t("sc.name")), name),
    h("div", { class: "field" }, h("label", { for: "mapping-scheme" }, t("lu.scheme")), to),
    list, rows, more, note, h("div", { class: "actions" }, save, remove));

  /** @param {Event} e */
  function addValue(e) {
    e.preventDefault();
    const pair = { key: key.value.trim(), value: value.value.trim() };
    if (!pair.key || !pair.value) return (pair.key ? value : key).focus();
    if (!added.some((a) => choiceKey(a) === choiceKey(pair))) added = [...added, pair];
    key.value = value.value = "";
    draw();
    rows.querySelector(`[data-row="${CSS.escape(choiceKey(pair))}"] input`)?.focus();
  }

  /** Reads the mappings again, with the version of the one that is open. */
  async function read() {
    const [{ mappings }, seen] = await loader.awaiting("mappings", Promise.all([mappingApi.list(), open ? mappingApi.get(open).catch(() => null) : null]));
    [all, come] = [mappings, true];
    if (!current()) open = "";
    tag = open ? seen?.tag ?? "" : "";
  }

  /** Reads the mappings for the first time, and offers to try again where that fails. */
  async function first() {
    say(note, "");
    await doing(read);
    if (come) return;
    asked.failed();
    note.append(" ", h("button", { type: "button", class: "chip", id: "mappings-retry", onClick: first }, t("error.retry")));
  }

  /** @param {string} id "" for a new one */
  async function choose(id) {
    open = id;
    typed = new Map();
    added = [];
    say(note, "");
    await doing(read);
    name.value = current()?.title ?? open;
    draw();
  }

  /** Does something with the service and says what went wrong. @param {() => Promise<any>} what */
  async function doing(what) {
    busy = true;
    mark();
    try {
      return await what();
    } catch (error) {
      const e = /** @type {any} */ (error);
      if (e.status === 412 || e.status === 428 || e.status === 404) {
        await read().catch(() => null);
        say(note, t("map.changed", { name: name.value || open }));
      } else fill(note, e.status === 0 ? t("error.offline") : [t("error.title"), " ", ...faultParts(e)]);
      return null;
    } finally {
      busy = false;
      draw();
    }
  }

  async function keep() {
    const chosen = chosenCodes(typed, codes());
    if (!chosen) {
      say(note, t("map.wrong"));
      return rows.querySelector('[aria-invalid="true"]')?.focus();
    }
    const was = current(), title = name.value.trim() || t("map.stem");
    const entries = chosenEntries(was?.entries ?? [], scheme, chosen);
    if (!entries.length) return say(note, t("map.nothing"));
    const id = open || freeId(title);
    await doing(async () => {
      const kept = await loader.awaiting("mappings", mappingApi.put(id, JSON.stringify({ title, layers: was?.layers, entries }), tag));
      open = id;
      typed = new Map();
      added = [];
      await show();
      const by = (data.get().landuse?.basis ?? []).find((/** @type {any} */ b) => b.basis === "mapping");
      say(note, t("map.saved", { name: title, version: kept.version, n: number(by?.parcels ?? 0), area: area(by?.area_m2 ?? 0) }));
    });
  }

  /** @param {string} title */
  function freeId(title) {
    const stem = idOf(title, "mapping");
    let id = stem;
    for (let n = 2; all.some((m) => m.id === id); n++) id = `${stem}-${n}`;
    return id;
  }

  async function withdraw() {
    if (!(await confirmBox(t("map.delete.ask", { name: name.value || open }), t("map.delete.note"), t("map.delete")))) return;
    await doing(async () => {
      const gone = name.value;
      await loader.awaiting("mappings", mappingApi.withdraw(open, tag));
      open = name.value = "";
      await show();
      say(note, t("map.deleted", { name: gone }));
    });
  }

  /** Has the land answered for anew, in a scheme in which the mapping speaks. */
  async function show() {
    await read();
    const asks = settings.get().scheme || data.get().landuse?.scheme;
    if (open && asks !== scheme) settings.set({ scheme });
    await reload();
    await loader.rested();
  }

  /** Lets the buttons say what can be done. */
  function mark() {
    save.disabled = busy || !come;
    remove.hidden = !open;
    remove.disabled = busy;
  }

  function draw() {
    const lu = data.get().landuse;
    fill(which, h("option", { value: "" }, t("map.new")), all.map((m) => h("option", { value: m.id }, m.title || m.id)));
    which.value = open;
    to.value = scheme;
    fill(list, codes().map((/** @type {any} */ c) => h("option", { value: classText(c) })));
    const values = /** @type {any[]} */ (lu?.unmapped ?? []), told = values.filter((u) => u.key), silent = values.filter((u) => !u.key);
    const listed = new Set(told.map(choiceKey));
    const own = [...(current()?.entries ?? []).filter((e) => e.scheme === scheme), ...added].filter((e) => !listed.has(choiceKey(e)));
    const row = (/** @type {any} */ u) => mappingRow(u, { codes: codes(), code: current()?.entries.find((e) => e.scheme === scheme && choiceKey(e) === choiceKey(u))?.code, typed, onType: mark });
    const focused = rows.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).closest("[data-row]")?.dataset.row : null;
    fill(rows,
      h("h3", null, t("map.unmapped", { n: number(lu?.unmapped_count ?? told.length) })),
      told.length ? told.map(row) : h("p", { class: "note" }, t("map.allmapped")),
      silent.map((u) => h("p", { class: "note" }, tn("map.silent", u.parcels, { area: area(u.area_m2), layer: u.layer }))),
      own.length ? h("h3", null, t("map.entries", { n: number(own.length) })) : null, own.slice(0, most).map(row),
      own.length > most ? h("p", { class: "note" }, t("report.more", { n: number(own.length - most) })) : null);
    if (focused) rows.querySelector(`[data-row="${CSS.escape(focused)}"] input`)?.focus();
    mark();
  }

  return {
    element,
    /** @param {Set<string>} changed */
    update(changed) {
      if (!come) {
        if (!busy && asked.due("mappings", changed.has("start"))) first();
      } else if (["landuse", "schemes"].some((k) => changed.has(k)) && !busy) draw();
    },
  };
}
