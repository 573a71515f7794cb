// Wires the page: stores, loader, views, map.

import { keepAddress } from "./address.js";
import { keepDrafts } from "./draft.js";
import { scenarioIn } from "./drawn.js";
import { readHash } from "./hash.js";
import { currentLanguage, useLanguage } from "./i18n.js";
import { followGap } from "./gaps.js";
import { shown } from "./live/live.js";
import { createLoader } from "./load.js";
import { canBeServed, opened } from "./opening.js";
import { createStore, initialSettings } from "./state.js";
import { createSteps } from "./steps.js";
import { storage } from "./storage.js";
import { showStartFault } from "./view/start_fault.js";

/**
 * What every view is given.
 * @typedef {object} Context
 * @property {import("./load.js").SettingsStore} settings
 * @property {import("./load.js").DataStore} data
 * @property {ReturnType<typeof createLoader>} loader
 * @property {() => import("./palette.js").Palette} palette
 * @property {() => "light"|"dark"} theme
 * @property {() => (import("./types.js").Layer & {shapes: import("./geo/shape.js").Shape[], tiles?: ReturnType<typeof import("./tiles/source.js").createSource>, opacity?: number})[]} layers layers switched on; tiles where one is too large to come whole, opacity where one is not painted fully
 * @property {(rank: number, close?: boolean) => void} showGap brings a gap into view
 * @property {(lonLat: [number, number]) => void} showPoint
 * @property {(box: number[]) => void} showBox
 * @property {ReturnType<typeof import("./plan.js").createPlan>} plan the what-if
 * @property {ReturnType<typeof createSteps>} steps undo and redo
 * @property {() => {x0: number, y0: number, scale: number, zoom: number, width: number, height: number}|undefined} window what the map shows, once there is one
 * @property {() => [number, number]} center where the map looks, longitude and latitude
 * @property {() => Promise<void>} reload fetches the catalogue again
 * @property {() => void} leave loads the page itself again, as it is now
 * @property {ReturnType<typeof keepDrafts>} draft the what-if that nobody has saved yet
 * @property {() => void} home shows the whole study area, or what the address says
 * @property {() => void} drawArea begins to draw a study area, or stops
 * @property {() => void} search opens what finds places
 * @property {() => void} pickFile
 */

const settings = createStore(/** @type {Record<string, any> & import("./state.js").Settings} */ ({ ...initialSettings, ...readHash(location.hash) }));
const data = createStore(/** @type {Record<string, any>} */ ({ busy: true, revision: 0 }));
const loader = createLoader(/** @type {any} */ (settings), data);

/** Settings that change the question put to the service. */
const asking = ["view", "service", "radius", "area", "drawn", "demand", "status", "year", "sites", "scheme", "cells", "size", "kernel", "a", "b", "reach"];
/** Settings whose changes can be undone. */
const undoable = ["service", "radius", "area", "drawn", "demand", "status", "year", "sites", "cells", "size", "kernel", "measure", "level", "scheme", "palette", "classes", "hidden", "faded", "a", "b", "mode", "reach", "edit"];
const steps = createSteps(settings, undoable, () => data.set({ canUndo: steps.canUndo(), canRedo: steps.canRedo() }));
addEventListener("pointerdown", () => steps.hold(true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => steps.hold(false), true);

let filling = false; // settings are being filled in, and asked about together afterwards

/** Fills in what the person has not chosen, and notes what was asked for that is not here. */
function defaults() {
  const { settings: found, unmet } = opened(settings.get(), data.get());
  filling = true;
  steps.quietly(() => settings.set(found));
  filling = false;
  data.set({ unmet });
}

/** Fetches layers, services and areas, and asks what is asked. @param {() => void} [known] hears once they are there */
async function fetchAll(known) {
  await loader.catalogue();
  const { drawn, sites, demand } = settings.get();
  if (scenarioIn(drawn)) await loader.scenarios.known();
  const around = () => Promise.all([loader.shapes(), data.get().schemes ? null : loader.codes()]);
  const first = Boolean(sites || (demand && !canBeServed(demand, data.get()))); // what is asked has the facilities, and the codes of other schemes
  if (first) await around();
  defaults();
  loader.ask(new Set(["start"]));
  known?.();
  if (first) return;
  await loader.answered(); // what lies around it may take longer
  if (!document.hidden) await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // and does not keep the answer from being painted
  await around();
}

let reloads = 0;

/** Fetches everything again; the page rests when it has come. @param {() => void} [known] hears once the catalogue is there */
const reload = (known) => loader.awaiting(`catalogue ${++reloads}`, fetchAll(known)).catch((error) => data.set({ error }));

const writeAddress = keepAddress(/** @type {any} */ (settings));
const draft = keepDrafts({ settings: /** @type {any} */ (settings), data, loader, storage });
settings.subscribe((_, changed) => {
  const asks = new Set([...changed].filter((key) => asking.includes(key))), { unmet = [] } = data.get();
  if (!filling && unmet.some((/** @type {any} */ u) => changed.has(u.what))) data.set({ unmet: unmet.filter((/** @type {any} */ u) => !changed.has(u.what)) });
  if (data.get().services && asks.size && !filling) loader.ask(asks);
});
/** @type {any[]} the gaps before the present ones */
let gapsBefore = [];
data.subscribe((value, changed) => {
  if (!changed.has("gapShapes")) return;
  const gap = followGap(gapsBefore, value.gapShapes, settings.get().gap);
  gapsBefore = value.gapShapes;
  settings.set({ gap });
});
addEventListener("hashchange", async ({ newURL }) => { // as if the address had been opened; what the page writes there meanwhile is not asked
  filling = true;
  settings.set({ ...initialSettings, ...settingsToKeep(), ...readHash(new URL(newURL).hash) });
  filling = false;
  if (!data.get().services) return;
  if (scenarioIn(settings.get().drawn) && !data.get().scenarios) await loader.scenarios.known();
  defaults();
  page?.home();
  loader.ask(new Set(["start"]));
});

let ready = false;
/** @type {ReturnType<typeof import("./view/page.js").createPage>|undefined} */
let page;

/** A hash that leaves these out means "as it is". */
function settingsToKeep() {
  const { service, area, radius, demand, lang } = settings.get();
  return { service, area, radius, demand, lang };
}

/** Resolves once the scripts that index.html names have run. */
const scripts = new Promise((done) => addEventListener("DOMContentLoaded", done));

/** @returns {Promise<void>} */
async function start() {
  const coming = reload(() => page?.home()); // together with the words, and while the page is made
  const stored = storage.read("language");
  const words = useLanguage(settings.get().lang || (stored === "en" || stored === "zh" ? stored : navigator.language.startsWith("zh") ? "zh" : "en"));
  const [{ createPage }] = await Promise.all([scripts.then(() => import("./view/page.js")), words]);
  settings.set({ lang: currentLanguage() });
  const made = createPage({ settings: /** @type {any} */ (settings), data, loader, reload: () => reload(), steps, draft, leave: () => { writeAddress(); location.reload(); } });
  page = made;
  made.draw();
  settings.subscribe(({ lang }, changed) => changed.has("lang") && lang && made.speak(lang));
  /** @type {any} */ (globalThis).__app = {
    inspect: () => ({ settings: settings.get(), language: currentLanguage(), revision: data.get().revision, busy: data.get().busy, asked: shown(data.get()).asked, estimated: shown(data.get()).estimated || shown(data.get()).gapsEstimated, ...made.inspect() }),
    resting: () => ready && made.rests() && !steps.acting(),
    drawn: made.drawn,
    colorAt: made.colorAt,
    pixelOf: made.pixelOf,
  };
  await coming;
  if (!data.get().areas?.length) made.home();
  steps.record();
  draft.begin();
  if (draft.kept()) made.offer();
  ready = true;
}

start().catch(showStartFault);
