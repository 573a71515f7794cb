// The views of the page: the first is there at the start, the others are fetched when they are first opened.

import { t } from "../i18n.js";
import { createCoverage } from "./coverage.js";
import { h } from "./dom.js";
import { paintGround } from "./ground.js";
import { bring as fetched, lateParts } from "./module.js";

/** @typedef {(ctx: any) => any} Maker */

/** @type {Record<string, Maker>} */
const makers = { coverage: createCoverage };

/** @type {Record<string, () => Promise<Maker>>} */
const later = {
  landuse: () => import("./landuse.js").then((m) => m.createLanduse),
  density: () => import("./density.js").then((m) => m.createDensity),
  scenarios: () => import("./scenarios.js").then((m) => m.createScenarios),
  data: () => lateParts().then((m) => m.createDataView),
};

/** Stands in for a view on its way. @param {import("../main.js").Context} ctx @param {string} name */
const waiting = ({ layers, palette }, name) => ({
  left: [], right: h("div", { class: "stack" }), update() {}, summary: () => [], title: () => t("view." + name),
  map: { ground: (/** @type {import("./map.js").Frame} */ f) => paintGround(f, layers(), palette()), legend: () => ({ title: "", rows: [] }) },
});

/**
 * Returns what gives the view of a name, and what forgets all of them.
 * @param {import("../main.js").Context} ctx @param {() => void} onCome hears when one has come that was waited for
 */
export function createViews(ctx, onCome) {
  /** @type {Record<string, any>} */
  let made = {}, lost = "";

  /** @param {string} name */
  function bring(name) {
    fetched(ctx, "view", later[name]()).then((make) => {
      makers[name] = make;
      made[name] = null;
      onCome();
    }, () => {
      lost = name; // tried again when it is opened again
    });
    return waiting(ctx, name);
  }

  return {
    /** @param {string} name */
    of(name) {
      if (lost && lost !== name) {
        made[lost] = null;
        lost = "";
      }
      return made[name] ??= makers[name] ? makers[name](ctx) : bring(name);
    },
    /** Tries again to bring what could not be fetched. */
    again() {
      if (lost) made[lost] = null;
      lost = "";
    },
    forget() {
      made = {};
    },
  };
}
