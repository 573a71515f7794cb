// The data view: what is loaded, where it comes from, what was inferred and why.

import { adviceKnown } from "../advice.js";
import { api } from "../api.js";
import { number, when } from "../format.js";
import { contains } from "../geo/inside.js";
import { nameOf, t, tn } from "../i18n.js";
import { comesAsTiles, manyFeatures } from "../large.js";
import { layerDeed, tagOf } from "../layer_steps.js";
import { damageNotice } from "./damaged.js";
import { confirmBox } from "./dialog.js";
import { fill, h, say } from "./dom.js";
import { nameDistricts, paintBorders, paintGround, paintPlain, paintRoads } from "./ground.js";
import { labeller } from "./paint.js";
import { layerHistory } from "./history.js";
import { bring } from "./module.js";
import { formatsLink } from "./overlay.js";
import { reportBody } from "./report.js";
import { layerSpots } from "./spot.js";
import { featureAt } from "./tiled_shapes.js";
import { factName, reasonWords, word } from "./words.js";

/** @typedef {import("../types.js").Layer} Layer */
/** @typedef {import("./map.js").Frame} Frame */

/** Writes geometry types, with how many features have each where that is told. @param {string[]|Record<string, number>|undefined} types */
const geometryText = (types) => (Array.isArray(types) ? types : Object.entries(types ?? {}).map(([type, n]) => `${type} ${number(n)}`)).join(", ") || "–";

/** Says how coordinates were converted and how far off that may be. @param {any} c */
const conversionText = (c) => t("data.conversion.text", { from: c.from_name || c.from, method: c.method, error: errorText(c.error_m) }) +
  (c.edge_error_m ? " " + t("data.conversion.edges", { error: errorText(c.edge_error_m) }) : "");

/** Writes a bound in millimetres, or in metres from a decimetre; never too small. @param {number} m */
function errorText(m) {
  const up = (/** @type {number} */ value, /** @type {number} */ digits) => number(Math.ceil(value * 10 ** digits - 1e-9) / 10 ** digits, digits);
  return m < 0.1 ? `${up(Math.max(m * 1000, 0.1), m < 0.01 ? 1 : 0)}\u00a0mm` : `${up(m, 1)}\u00a0m`;
}

/** Returns how many problems a layer came with. @param {Layer} l */
const problemsOf = (l) => (l.problems_total ?? l.problems?.length ?? 0) + (l.warnings?.length ?? 0);

/** @param {import("../main.js").Context} ctx */
export function createDataView(ctx) {
  const { settings, data, loader, palette, layers, showBox, reload, pickFile, steps } = ctx;
  const all = () => /** @type {Layer[]} */ (data.get().layers ?? []);
  const current = () => all().find((l) => l.id === settings.get().layer) ?? all()[0];
  const kindName = (/** @type {string|undefined} */ kind) => word("kind", kind, data.get().services);
  const drawn = () => layers().find((l) => l.id === current()?.id);

  const sentence = h("p", { class: "sentence" });
  const damaged = h("div", null);
  const list = h("ul", { class: "layerlist", id: "layer-list" });
  const left = [
    h("section", { class: "block lead" }, sentence),
    damaged,
    h("section", { class: "block" }, h("button", { type: "button", class: "button wide", onClick: pickFile }, t("drop.pick")), h("p", { class: "note" }, t("drop.hint")), h("p", { class: "note" }, formatsLink(ctx))),
    h("section", { class: "block flush" }, list),
    h("div", { class: "jobsplace" }),
  ];
  /** @type {{element: any, look: () => Promise<void>}|null} */
  let jobs = null;
  const lookForJobs = () => bring(ctx, "jobs", import("./jobs.js")).then((m) => {
    jobs ??= m.createJobs(() => settings.get().view === "data" && left[4].isConnected);
    fill(left[4], jobs.element);
    return jobs.look();
  }, () => {});
  const detail = h("div", { class: "pane detail" });
  const right = h("div", { class: "stack" }, detail);

  /** @param {Layer} layer */
  function item(layer) {
    const chosen = layer.id === current()?.id;
    return h("li", null, h("button", { type: "button", class: "layeritem", "aria-current": chosen ? "true" : null, data: { layer: layer.id }, onClick: () => {
      settings.set({ layer: layer.id });
      if (layer.bbox?.length) showBox(layer.bbox);
    } },
    h("span", { class: `rolemark ${layer.role}`, "aria-hidden": "true" }),
    h("span", { class: "grow" }, h("b", null, nameOf(layer)), h("small", null, [word("role", layer.role), layer.kind && kindName(layer.kind)].filter(Boolean).join(" · ")), layer.rejected ? h("small", { class: "bad" }, tn("data.rejected", layer.rejected, { all: number(layer.features + layer.rejected) })) : null),
    h("span", { class: "figures" }, number(layer.features)),
    problemsOf(layer) ? h("span", { class: "badge warn", title: tn("data.problems", problemsOf(layer)) }, number(problemsOf(layer))) : null));
  }

  /** @param {Layer} l */
  function describe(l) {
    const row = (/** @type {string} */ key, /** @type {any} */ value) => [h("dt", null, t("data." + key)), h("dd", null, value)];
    return [
      h("h2", { class: "bigname" }, nameOf(l)),
      h("div", { class: "badges" }, h("span", { class: "badge" }, word("role", l.role)), l.kind ? h("span", { class: "badge" }, kindName(l.kind)) : null, l.synthetic ? h("span", { class: "badge warn" }, t("data.synthetic")) : null),
      h("dl", { class: "facts wide" },
        row("id", h("code", null, l.id)), row("version", `v${l.version}`), row("features", number(l.features)),
        row("types", geometryText(l.geometry_types)), row("crs", l.crs || "–"), Object.keys(l.kinds ?? {}).length > 1 ? row("kinds", Object.entries(l.kinds ?? {}).map(([k, n]) => `${kindName(k)} ${number(n)}`).join(", ")) : [],
        row("bbox", l.bbox?.length ? h("span", { class: "figures" }, l.bbox.map((v) => v.toFixed(4)).join(", ")) : "–"),
        comesAsTiles(l) ? row("shown", t("data.shown.tiles", { n: number(manyFeatures) })) : [],
        row("loaded", when(l.loaded_at)), row("source", l.source || "–"), row("problemsof", number(problemsOf(l)))),
      l.conversion ? h("h3", null, t("data.conversion")) : null,
      l.conversion ? h("p", { class: "note", id: "conversion" }, conversionText(l.conversion)) : null,
      l.inference?.length ? h("h3", null, t("data.inferred")) : null,
      l.inference?.length ? h("ul", { class: "reasons" }, l.inference.map(reason)) : null,
      problemsOf(l) ? troubles(l) : null,
      ...layerHistory(ctx, l),
      h("div", { class: "actions" }, h("a", { class: "button quiet", href: `api/layers/${encodeURIComponent(l.id)}/features`, download: `${l.id}.geojson` }, t("data.download")),
        h("button", { type: "button", class: "button quiet danger", id: "withdraw", onClick: () => withdraw(l) }, t("data.withdraw"))),
    ];
  }

  /** Returns the problems that a layer came with, shown once it is known what to do about them. @param {Layer} l */
  function troubles(l) {
    const place = h("div", null);
    loader.awaiting("advice", adviceKnown()).then(() => fill(place, reportBody({ problems: [...(l.problems ?? []), ...(l.warnings ?? [])] }, layerSpots(ctx, l.id))));
    return place;
  }

  /** @param {import("../types.js").Inference} i */
  function reason(i) {
    const { lang, words } = reasonWords(i), value = i.field === "role" ? word("role", i.value) : i.field === "kind" ? kindName(i.value) : nameOf({ name: i.value }) || "–";
    return h("li", null, h("b", null, factName(i) + t("colon") + value), h("span", { lang }, words));
  }

  /** @param {Layer} layer */
  async function withdraw(layer) {
    const yes = await confirmBox(t("data.withdraw.ask", { name: nameOf(layer) }), t("data.withdraw.note"), t("data.withdraw"));
    if (!yes) return;
    try {
      await api.withdraw(layer.id, await tagOf(layer.id, layer.version));
      settings.set({ layer: "" });
      await reload();
      steps.did(layerDeed(layer.id, layer.version, 0, reload, (error) => data.set({ error })));
    } catch (error) {
      await reload(); // what is there now
      data.set({ error });
    }
  }

  return {
    left, right,
    /** @param {Set<string>} changed */
    update(changed) {
      if (changed.has("start")) lookForJobs();
      const n = all().reduce((a, l) => a + l.features, 0);
      say(sentence, all().length ? tn("data.sentence", all().length, { features: number(n) }) : t("data.empty"));
      const bad = JSON.stringify(data.get().damaged ?? []);
      if (damaged.dataset.of !== bad) {
        damaged.dataset.of = bad;
        fill(damaged, damageNotice(ctx, data.get().damaged));
      }
      const text = JSON.stringify(all()) + current()?.id;
      if (list.dataset.of === text) return;
      list.dataset.of = text;
      const focused = list.contains(document.activeElement);
      fill(list, all().map(item));
      if (focused) list.querySelector('[aria-current="true"]')?.focus();
      const layer = current();
      fill(detail, layer ? describe(layer) : h("p", { class: "none" }, t("data.empty")));
    },
    summary: () => [sentence.textContent],
    title: () => t("view.data"),
    map: {
      ground: (/** @type {Frame} */ f) => paintGround(f, layers(), palette()),
      /** @param {Frame} f */
      *answer(f) {
        yield* paintRoads(f, layers().filter((l) => l.id !== current()?.id), palette(), 0.8);
        const layer = drawn();
        if (layer) yield* paintPlain(f, layer, "#1F6FB2", palette().halo);
      },
      over: (/** @type {Frame} */ f) => paintBorders(f, layers(), palette()),
      mark: (/** @type {Frame} */ f) => nameDistricts(f, layers(), palette(), labeller(f)),
      legend: () => ({ title: t("view.data"), lines: () => layers().filter((l) => l.id !== current()?.id || l.role === "boundary"), rows: current() ? [{ color: "#1F6FB2", text: nameOf(current()), round: ["facility", "population"].includes(current().role) }] : [] }),
      /** @param {[number, number]} world @param {number} unit @returns {string[]} */
      hover(world, unit) {
        const near = 8 * unit;
        const source = drawn()?.tiles;
        const hit = source ? featureAt(source, world, unit) : (drawn()?.shapes ?? []).findLast((s) => s.kind === "area" ? contains(s, ...world) : s.kind === "point" && s.parts.some((p) => Math.hypot(p[0] - world[0], p[1] - world[1]) < near));
        if (!hit) return [];
        const kept = Object.entries(hit.properties).filter(([k, v]) => v !== null && v !== "" && typeof v !== "object" && !["id", "name", "source"].includes(k)).slice(0, 5);
        return [nameOf({ ...hit.properties, id: hit.id }), ...kept.map(([k, v]) => `${k} ${v}`)];
      },
    },
  };
}
