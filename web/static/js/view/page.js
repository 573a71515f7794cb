// Builds the page in the present language and theme, and keeps views and map in step.

import { currentLanguage, t } from "../i18n.js";
import { toWorld } from "../geo/shape.js";
import { answer, readFaded, shownLayers } from "../faded.js";
import { changes, kept } from "../kept.js";
import { createPlan } from "../plan.js";
import { paletteOf } from "../palette.js";
import { fill, h } from "./dom.js";
import { createDrawArea } from "./draw_area.js";
import { createDrop } from "./drop.js";
import { createExport } from "./export.js";
import { createFirst } from "./first.js";
import { legendOf } from "./ground.js";
import { showHelp } from "./help.js";
import { listenKeys, openSearch } from "./keys.js";
import { createLanguage } from "./language.js";
import { createMap } from "./map.js";
import { bring } from "./module.js";
import { createOverlay } from "./overlay.js";
import { layersToPaint } from "./repaint.js";
import { createShell } from "./shell.js";
import { createSight } from "./sight.js";
import { paintSpot } from "./spot.js";
import { createNotice } from "./notice.js";
import { drawStatus } from "./status.js";
import { createTheme } from "./theme.js";
import { createViews } from "./views.js";
import { areaName } from "./words.js";

/** What every view paints, the lowest first. */
const names = ["ground", "answer", "over", "mark"];

/** @param {{settings: any, data: any, loader: any, reload: () => Promise<void>, leave: () => void, draft: import("../main.js").Context["draft"], steps: import("../main.js").Context["steps"]}} parts */
export function createPage({ settings, data, loader, reload, leave, draft, steps }) {
  const theme = createTheme(() => soon(null, new Set(["theme"])));
  const language = createLanguage({ settings, data }, draw);
  /** @type {any} */ let shell, /** @type {any} */ map, /** @type {any} */ overlay, /** @type {any} */ slot; // slot: what a view lays over the map
  /** @type {any} */ let shown = null;
  const marksChanged = changes();
  let pending = 0, onPaper = false, unoffered = false, changedKeys = new Set(["start"]);
  let pointer = /** @type {[number, number]|null} */ (null);

  const opacityOf = (/** @type {string} */ name) => (name === "answer" ? readFaded(settings.get().faded).get(answer) ?? 1 : 1);
  /** @type {import("../main.js").Context} */
  const ctx = {
    settings, data, loader, reload, leave, draft, steps,
    plan: createPlan(settings, data),
    center: () => map.center(), window: () => map?.window(),
    palette: () => paletteOf(ctx.theme()),
    theme: () => (onPaper ? "light" : theme.now()),
    layers: kept(() => [data.get().drawn, settings.get().hidden, settings.get().faded], () => shownLayers(data.get().drawn ?? [], settings.get())),
    search: () => openSearch(ctx),
    home: () => sight.home(), drawArea: () => area.turn(),
    showGap: (rank, close) => sight.showGap(rank, close), showPoint: (lonLat) => sight.showPoint(lonLat), showBox: (box) => map.fit(box),
    pickFile: () => drop.pick(),
  };
  const notice = createNotice(ctx, again);
  let area = createDrawArea(ctx); // anew in every language
  const sight = createSight({ settings, data }, () => map, () => area.shown());
  const drop = createDrop(ctx), views = createViews(ctx, () => soon(null, new Set(["start"])));

  const view = () => views.of(settings.get().view);
  const painter = (/** @type {string} */ name) => function* (/** @type {any} */ frame) {
    yield* view().map[name]?.(frame) ?? [];
    if (name !== "mark") return;
    area.paint(frame);
    [data.get().spot, data.get().found].forEach((spot) => paintSpot(frame, spot, spot === data.get().found ? { ...ctx.palette(), gap: ctx.palette().mark } : ctx.palette()));
  };

  /** Asks for everything anew, also what did not come at the start. */
  async function again() {
    const first = !data.get().services;
    views.again();
    if (unoffered) [unoffered = false, offer()];
    await reload();
    if (first) sight.home();
  }

  /** Builds everything anew: at the start and when the language changes. */
  function draw() {
    const at = settings.get().at;
    map?.remove();
    views.forget();
    shown = null;
    document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
    theme.show();
    shell = createShell({ settings, onArea: sight.chooseArea, onTheme: theme.turn, onLanguage: language.turn, onHelp: showHelp, onFile: drop.pick, onExport: exporting.open, steps });
    document.getElementById("app")?.replaceChildren(shell.root);
    map = createMap(shell.map, {
      label: t("map.label"),
      layers: Object.fromEntries(names.map((name) => [name, painter(name)])), atOnce: { answer: () => Boolean(view().map.prepare) },
      prepare: (name, frame, end) => view().map.prepare?.[name]?.(frame, end) ?? true, onPainted: painted,
      onMove: ([lon, lat], zoom) => settings.set({ at: `${lon.toFixed(5)},${lat.toFixed(5)},${zoom}` }),
      onPan: () => view().map.fixed?.() && map.paint("answer", "mark"),
      onClick: (lonLat) => area.click(lonLat, map.worldPerPixel()) || [data.set({ found: null }), view().map.click?.(toWorld(...lonLat), map.worldPerPixel())],
      onHover: hover,
      onPress: (lonLat) => area.drawing() ? null : view().map.press?.(toWorld(...lonLat), map.worldPerPixel()) ?? null,
    });
    slot = h("div", { class: "slot" });
    area = createDrawArea(ctx);
    overlay = createOverlay(shell.over, { map, home: sight.whole, ctx });
    shell.over.append(slot, area.element);
    if (draft.kept()) offer();
    if (data.get().services) {
      settings.set({ at });
      sight.home();
    }
    changedKeys = new Set(["start"]);
    update();
  }

  /** Offers what was left without being saved; where that does not come, once the service is back. */
  const offer = ({ over } = shell) => bring(ctx, "draft", import("./draft_bar.js")).then((m) => over.append(...m.createDraftBar(ctx)), () => { unoffered = true; });
  const exporting = createExport(ctx, () => ({ view: view(), legend, window: map.window(), painters: names.map((name) => ({ paint: painter(name), opacity: opacityOf(name) })), paper: shell.paper }), (white, printing) => {
    onPaper = white;
    if (printing) [changedKeys.add("theme"), update()]; // the panels' swatches too
  });
  const first = createFirst(() => exporting.prepare());

  /** @param {[number, number]|null} lonLat */
  function hover(lonLat) {
    pointer = lonLat;
    const words = lonLat ? view().map.hover?.(toWorld(...lonLat), map.worldPerPixel()) ?? [] : [];
    overlay.tip(words, lonLat ? map.pixelOf(lonLat) : null);
    map.pointer(words.length > 1 ? "pointer" : aiming() ? "crosshair" : "");
    drawStatus(shell.status, ctx, pointer);
  }
  const aiming = () => area.drawing() || Boolean(data.get().proposing) && settings.get().view === "coverage";

  /** Returns the legend of what is painted. */
  const legend = () => legendOf(view().map.legend(), ctx, area.shown());

  function update() {
    pending = 0;
    const changed = changedKeys;
    changedKeys = new Set();
    const s = settings.get(), d = data.get();
    const now = view();
    shell.update(s, d);
    if (changed.has("folded")) sight.keep();
    shell.root.dataset.proposing = String(aiming());
    if (shown !== now) {
      fill(shell.left, now.left);
      fill(shell.right, now.right);
      fill(slot, now.over ?? null);
      shown?.map.rest?.(); // what another view paints from
      shown = now;
      changed.add("start");
    }
    if (changed.size > 1 || !changed.has("tiles")) now.update(changed); // tiles are only painted
    const still = now.map.marksFrom ? !marksChanged([now, d.spot, d.found, ...area.from(), ...now.map.marksFrom()]) : false;
    const layers = layersToPaint(changed, d.coverage?.facilities.length, still);
    if (layers) {
      map.fade("answer", opacityOf("answer"));
      const known = d.drawn ? names : d.revision ? ["answer", "mark"] : []; // a canvas with nothing on it costs the browser as much as a full one
      const some = (layers.length ? layers : names).filter((name) => name === "lacking" || known.includes(name));
      if (some.length) map.paint(...some);
      overlay.update(legend());
    }
    painted();
    drawStatus(shell.status, ctx, pointer);
    overlay.wait();
    area.update();
    notice.draw(shell.notice);
    const title = `${now.title()} · ${areaName(s, d) || t("app.name")}`;
    if (document.title !== title) document.title = title;
    document.documentElement.dataset.state = d.busy ? "busy" : "idle";
    document.documentElement.dataset.revision = String(d.revision);
  }

  /** Looks whether the first answer is painted. */
  const painted = () => first.look(!map.working() && (view().map.answered?.() ?? !data.get().busy), !data.get().busy);

  /** Says whether the map shows all that is known. */
  const drawn = () => pending === 0 && !map.working();

  /** @param {any} _ @param {Set<string>} changed */
  function soon(_, changed) {
    for (const key of changed) changedKeys.add(key);
    pending ||= requestAnimationFrame(update);
  }

  for (const store of [settings, data]) store.subscribe(soon);
  drop.listen();
  listenKeys({ settings, data, steps, drawing: (e) => area.key(e), exporting: exporting.open, place: () => ctx.plan.add(map.center()), view, search: ctx.search, pick: drop.pick, home: sight.whole });

  return {
    draw, drawn, offer, home: sight.home, speak: language.speak,
    /** Says whether everything known is drawn and nothing is waited for. */
    rests: () => !data.get().busy && drawn() && first.over(),
    inspect: () => ({ theme: theme.now(), legend: legend() }),
    colorAt: (/** @type {string} */ name, /** @type {[number, number]} */ lonLat) => map.colorAt(name, lonLat),
    pixelOf: (/** @type {[number, number]} */ lonLat) => map.pixelOf(lonLat),
  };
}
