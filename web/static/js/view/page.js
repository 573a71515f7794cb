// Builds the page in the present language and theme, and keeps views and map in step.

import { currentLanguage, nameOf, t } from "../i18n.js";
import { boxOf, fromWorld, toWorld } from "../geo/shape.js";
import { answer, readFaded, shownLayers } from "../faded.js";
import { changes, kept } from "../kept.js";
import { createPlan } from "../plan.js";
import { paletteOf } from "../palette.js";
import { fill, h } from "./dom.js";
import { createDrop } from "./drop.js";
import { createExport } from "./export.js";
import { showHelp } from "./help.js";
import { listenKeys, openSearch } from "./keys.js";
import { createLanguage } from "./language.js";
import { createMap } from "./map.js";
import { createOverlay } from "./overlay.js";
import { layersToPaint } from "./repaint.js";
import { createShell } from "./shell.js";
import { paintSpot } from "./spot.js";
import { createNotice } from "./notice.js";
import { drawStatus } from "./status.js";
import { createTheme } from "./theme.js";
import { createViews } from "./views.js";

/** What every view paints, the lowest first. */
const names = ["ground", "answer", "over", "mark"];

/** @param {{settings: any, data: any, loader: any, reload: () => Promise<void>, leave: () => void, steps: import("../main.js").Context["steps"]}} parts */
export function createPage({ settings, data, loader, reload, leave, steps }) {
  const theme = createTheme(() => soon(null, new Set(["theme"])));
  const language = createLanguage({ settings, data }, draw);
  /** @type {any} */ let shell, /** @type {any} */ map, /** @type {any} */ overlay, /** @type {any} */ slot; // slot: what a view lays over the map
  /** @type {any} */ let shown = null;
  const marksChanged = changes();
  let pending = 0, answered = false, onPaper = false, changedKeys = new Set(["start"]);
  let pointer = /** @type {[number, number]|null} */ (null);

  const opacityOf = (/** @type {string} */ name) => (name === "answer" ? readFaded(settings.get().faded).get(answer) ?? 1 : 1);
  /** @type {import("../main.js").Context} */
  const ctx = {
    settings, data, loader, reload, leave, steps,
    plan: createPlan(settings, data),
    center: () => map.center(), window: () => map?.window(),
    palette: () => paletteOf(ctx.theme()),
    theme: () => (onPaper ? "light" : theme.now()),
    layers: kept(() => [data.get().drawn, settings.get().hidden, settings.get().faded], () => shownLayers(data.get().drawn ?? [], settings.get())),
    search: () => openSearch(ctx),
    showGap(rank, close) {
      const gap = (data.get().gapShapes ?? []).find((/** @type {any} */ s) => s.properties.rank === rank);
      if (gap) bring(degrees(gap.box), close);
    },
    showPoint: ([lon, lat]) => bring([lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002]),
    showBox: (box) => map.fit(box),
    pickFile: () => drop.pick(),
  };
  const notice = createNotice(ctx, again);
  const drop = createDrop(ctx), views = createViews(ctx, () => soon(null, new Set(["start"])));

  /** @param {[number, number, number, number]} b world box */
  const degrees = ([x0, y0, x1, y1]) => [...fromWorld(x0, y1), ...fromWorld(x1, y0)];

  /** Moves the map only when a box is not in view, or when asked to come close. @param {number[]} box @param {boolean} [close] */
  function bring(box, close) {
    if (close || !map.sees(box)) map.fit(box, { padding: 70, maxZoom: 15.5, animate: true });
  }

  const view = () => views.of(settings.get().view);
  const painter = (/** @type {string} */ name) => (/** @type {any} */ frame) => {
    view().map[name]?.(frame);
    if (name === "mark") [data.get().spot, data.get().found].forEach((spot) => paintSpot(frame, spot, spot === data.get().found ? { ...ctx.palette(), gap: ctx.palette().mark } : ctx.palette()));
  };

  /** Returns the pixels below the area that the legend takes: many classes of land need more. */
  function roomForLegend() {
    const { view: name, pane } = settings.get(), narrow = matchMedia("(max-width: 900px)").matches;
    return narrow ? (/landuse|density/.test(name) ? 0.4 * map.window().height : 84) : name === "landuse" && pane !== "balance" ? 230 : 150;
  }

  function home() {
    const { at } = settings.get(), parts = at.split(",").map(Number);
    if (parts.length === 3 && parts.every(Number.isFinite)) {
      map.go([parts[0], parts[1]], parts[2]);
      return settings.set({ at }); // the map stops at whole pixels: a link that is passed on must not creep
    }
    const area = (data.get().areas ?? []).find((/** @type {any} */ a) => a.id === settings.get().area);
    const all = data.get().drawn?.length ? boxOf(data.get().drawn.flatMap((/** @type {any} */ l) => l.shapes)) : null;
    const box = area?.bbox ?? (all && degrees(all));
    if (box) map.fit(box, { padding: 24, below: roomForLegend() });
  }

  /** Asks for everything anew, also what did not come at the start. */
  async function again() {
    const first = !data.get().services;
    views.again();
    await reload();
    if (first) home();
  }

  /** Turns to another study area and shows it. @param {string} area */
  function chooseArea(area) {
    settings.set({ area, gap: 0, facility: "", cell: "", at: "" });
    home();
  }

  /** Builds everything anew: at the start and when the language changes. */
  function draw() {
    const at = settings.get().at;
    map?.remove();
    views.forget();
    shown = null;
    document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
    theme.show();
    shell = createShell({ settings, onArea: chooseArea, onTheme: theme.turn, onLanguage: language.turn, onHelp: showHelp, onFile: drop.pick, onExport: exporting, steps });
    document.getElementById("app")?.replaceChildren(shell.root);
    map = createMap(shell.map, {
      label: t("map.label"),
      layers: Object.fromEntries(names.map((name) => [name, painter(name)])),
      onMove: ([lon, lat], zoom) => settings.set({ at: `${lon.toFixed(5)},${lat.toFixed(5)},${zoom}` }),
      onPan: () => view().map.fixed?.() && map.paint("answer", "mark"),
      onClick: (lonLat) => [data.set({ found: null }), view().map.click?.(toWorld(...lonLat), map.worldPerPixel())],
      onHover: hover,
      onPress: (lonLat) => view().map.press?.(toWorld(...lonLat), map.worldPerPixel()) ?? null,
    });
    slot = h("div", { class: "slot" });
    overlay = createOverlay(shell.over, { map, home: () => { settings.set({ at: "" }); home(); }, ctx });
    shell.over.append(slot);
    if (data.get().services) {
      settings.set({ at });
      home();
    }
    changedKeys = new Set(["start"]);
    update();
  }

  const exporting = createExport(ctx, () => ({ view: view(), window: map.window(), painters: names.map((name) => ({ paint: painter(name), opacity: opacityOf(name) })), paper: shell.paper }), (white) => { onPaper = white; });

  /** @param {[number, number]|null} lonLat */
  function hover(lonLat) {
    pointer = lonLat;
    const words = lonLat ? view().map.hover?.(toWorld(...lonLat), map.worldPerPixel()) ?? [] : [];
    overlay.tip(words, lonLat ? map.pixelOf(lonLat) : null);
    map.pointer(words.length > 1 ? "pointer" : aiming() ? "crosshair" : "");
    drawStatus(shell.status, ctx, pointer);
  }

  const aiming = () => Boolean(data.get().proposing) && settings.get().view === "coverage";

  function update() {
    pending = 0;
    const changed = changedKeys;
    changedKeys = new Set();
    const s = settings.get(), d = data.get();
    const now = view();
    shell.update(s, d);
    shell.root.dataset.proposing = String(aiming());
    if (shown !== now) {
      fill(shell.left, now.left);
      fill(shell.right, now.right);
      fill(slot, now.over ?? null);
      shown = now;
      changed.add("start");
    }
    now.update(changed);
    const still = now.map.marksFrom ? !marksChanged([now, d.spot, d.found, ...now.map.marksFrom()]) : false;
    const layers = layersToPaint(changed, d.coverage?.facilities.length, still);
    if (layers) {
      map.fade("answer", opacityOf("answer"));
      map.paint(...layers);
      overlay.update(now.map.legend());
    }
    if (!answered && layers && (now.map.answered?.() ?? !d.busy)) {
      answered = true;
      setTimeout(() => performance.mark("answer")); // once it is on the screen: how long a start takes is read from this
    }
    drawStatus(shell.status, ctx, pointer);
    overlay.wait();
    notice.draw(shell.notice);
    const title = `${now.title()} · ${nameOf((d.areas ?? []).find((/** @type {any} */ a) => a.id === s.area)) || t("app.name")}`;
    if (document.title !== title) document.title = title;
    document.documentElement.dataset.state = d.busy ? "busy" : "idle";
    document.documentElement.dataset.revision = String(d.revision);
  }

  /** @param {any} _ @param {Set<string>} changed */
  function soon(_, changed) {
    for (const key of changed) changedKeys.add(key);
    pending ||= requestAnimationFrame(update);
  }

  for (const store of [settings, data]) store.subscribe(soon);
  drop.listen();
  listenKeys({ settings, data, steps, exporting, place: () => ctx.plan.add(map.center()), view, search: ctx.search, pick: drop.pick, home: () => { settings.set({ at: "" }); home(); } });

  return {
    draw, home, speak: language.speak,
    /** Says whether everything known is drawn and nothing is waited for. */
    rests: () => !data.get().busy && pending === 0,
    inspect: () => ({ theme: theme.now(), legend: view().map.legend() }),
    colorAt: (/** @type {string} */ name, /** @type {[number, number]} */ lonLat) => map.colorAt(name, lonLat),
    pixelOf: (/** @type {[number, number]} */ lonLat) => map.pixelOf(lonLat),
  };
}
