// Holds the page's state: what was asked (settings) and what is known (data).

/**
 * @typedef {object} Settings what the person chose; all of it lives in the address
 * @property {"coverage"|"landuse"|"density"|"scenarios"|"data"} view
 * @property {string} service
 * @property {number} radius metres
 * @property {string} area
 * @property {string} drawn study area drawn on the map, as drawn.js writes it, in place of area where coverage is asked for; "" for none
 * @property {string} demand
 * @property {string} status
 * @property {number} year counts what is open in it, instead of status; 0 for none
 * @property {string} sites what-if changes, as whatif.js writes them
 * @property {number} gap rank of the chosen gap, 0 for none
 * @property {string} facility id of the chosen facility, "" for none
 * @property {string} classes land-use code kept in colour, "" for all
 * @property {number} level level of the land-use classes, 1 to 3
 * @property {string} scheme land-use scheme answered in, "" for the one most parcels state
 * @property {"balance"|"classes"|"score"|"city"|"clearance"|"rules"} pane what stands beside the land-use map
 * @property {string} parcel "layer/id" of the chosen parcel
 * @property {"official"|"safe"} palette
 * @property {"hex"|"square"|"parcel"|"district"} cells
 * @property {number} size metres
 * @property {number} kernel metres over which cells are smoothed, 0 for not
 * @property {string} measure
 * @property {string} cell id of the chosen cell
 * @property {string} layer id of the layer shown in the data view
 * @property {string} hidden ids of layers switched off, joined by commas
 * @property {string} faded "id:percent" of what is painted less than fully, joined by commas; "answer" is what the view answers
 * @property {string} a scenario on the left, "today" for the data as they are, "now" for the what-if
 * @property {string} b scenario on the right, "" for the first there is
 * @property {"swipe"|"change"} mode how the two are shown
 * @property {number} reach metres at which scenarios that are kept are compared, 0 for the radius that each has
 * @property {number} swipe where the line between them stands, percent of the map's width
 * @property {string} edit id of the scenario that the what-if was opened from, "" for none
 * @property {""|"zh"|"en"} lang language of the page; a link opens in it, and only the person's own choice is kept for other visits
 * @property {"gaps"|"facilities"|"districts"} list which table stands beside the coverage map
 * @property {string} seek words that the list of gaps is narrowed by
 * @property {string} sort how tables are sorted, as sorts.js writes it
 * @property {""|"fail"|"pass"|"undecidable"} verdict which rows of the scorecard are shown, "" for all
 * @property {""|"left"|"right"|"both"} folded sides of the page put away
 * @property {string} at "lon,lat,zoom" of the map, "" for the whole area
 */

/** @typedef {Record<string, any>} Data */

/** @type {Settings} */
export const initialSettings = {
  view: "coverage", service: "", radius: 0, area: "", drawn: "", demand: "", status: "existing", year: 0, sites: "", gap: 0, facility: "",
  classes: "", level: 2, scheme: "", pane: "balance", parcel: "", palette: "official", cells: "hex", size: 250, kernel: 0, measure: "", cell: "", layer: "", hidden: "", faded: "", a: "today", b: "", mode: "swipe", swipe: 50, reach: 0, edit: "", list: "gaps", seek: "", sort: "", verdict: "", folded: "", lang: "", at: "",
};

/**
 * Returns a store of one object: get, set with a patch, and subscribe.
 * Subscribers hear once per set, with the keys that really changed.
 * @template {Record<string, any>} T
 * @param {T} initial
 */
export function createStore(initial) {
  let value = { ...initial };
  /** @type {Set<(value: T, changed: Set<string>) => void>} */
  const listeners = new Set();
  return {
    get: () => value,
    /** @param {Partial<T>} patch */
    set(patch) {
      const changed = new Set(Object.keys(patch).filter((key) => value[key] !== patch[key]));
      if (!changed.size) return;
      value = { ...value, ...patch };
      for (const listener of [...listeners]) listener(value, changed);
    },
    /** @param {(value: T, changed: Set<string>) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
