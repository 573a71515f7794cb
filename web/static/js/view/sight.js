// Where the map looks: the whole study area, the place of the address, a gap, a facility.

import { boxOf, fromWorld, shapesOf } from "../geo/shape.js";

/** @param {[number, number, number, number]} b world box */
const degrees = ([x0, y0, x1, y1]) => [...fromWorld(x0, y1), ...fromWorld(x1, y0)];

/**
 * @param {{settings: any, data: any}} stores @param {() => any} map
 * @param {() => any} drawn returns the study area that was drawn, null for one with a name
 */
export function createSight({ settings, data }, map, drawn) {
  /** Moves the map only when a box is not in view, or when asked to come close. @param {number[]} box @param {boolean} [close] */
  function bring(box, close) {
    if (close || !map().sees(box)) map().fit(box, { padding: 70, maxZoom: 15.5, animate: true });
  }

  /** Returns the pixels below the area that the legend takes: classes of land fill what the style sheet lets them have, the fine ones all of it. */
  function roomForLegend() {
    const { view: name, pane, level } = settings.get(), narrow = matchMedia("(max-width: 900px)").matches, { height } = map().window();
    if (narrow) return /landuse|density/.test(name) ? 0.4 * height : 84;
    if (name !== "landuse" || pane === "balance") return 150;
    const grown = Number(getComputedStyle(document.documentElement).getPropertyValue("--grown")) || 1, most = 0.36 * height;
    return 20 * grown + (level === 3 ? most : Math.min(most, 260 * grown));
  }

  function home() {
    const { at, area } = settings.get(), parts = at.split(",").filter(Boolean).map(Number);
    if (parts.length === 3 && [180, 85, 22].every((most, i) => Math.abs(parts[i]) <= most) && parts[2] >= 0) {
      map().go([parts[0], parts[1]], parts[2]);
      return settings.set({ at }); // the map stops at whole pixels: a link that is passed on must not creep
    }
    const own = drawn() && boxOf(shapesOf({ type: "Feature", geometry: drawn(), properties: {} }));
    const named = (data.get().areas ?? []).find((/** @type {any} */ a) => a.id === area);
    const all = data.get().drawn?.length ? boxOf(data.get().drawn.flatMap((/** @type {any} */ l) => l.shapes)) : null;
    const box = own ? degrees(own) : named?.bbox ?? (all && degrees(all));
    if (box) map().fit(box, { padding: 24, below: roomForLegend() });
  }

  return {
    home,
    /** Shows the whole study area, wherever the map looked. */
    whole() {
      settings.set({ at: "" });
      home();
    },
    /** Looks at the same place once the map has another size. */
    keep() {
      const { at } = settings.get();
      requestAnimationFrame(() => {
        settings.set({ at });
        home();
      });
    },
    /** @param {number} rank @param {boolean} [close] */
    showGap(rank, close) {
      const gap = (data.get().gapShapes ?? []).find((/** @type {any} */ s) => s.properties.rank === rank);
      if (gap) bring(degrees(gap.box), close);
    },
    /** @param {[number, number]} lonLat */
    showPoint: ([lon, lat]) => bring([lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002]),
    /** Turns to another study area and shows it. @param {string} id */
    chooseArea(id) {
      settings.set({ area: id, drawn: "", gap: 0, facility: "", cell: "", at: "" });
      home();
    },
  };
}
