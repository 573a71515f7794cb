// The tiles of one version of a layer: fetched as the map needs them, kept while there is room.

import { cover } from "./grid.js";

/** @typedef {import("./tile.js").Tile} Tile */
/** @typedef {import("./grid.js").Place} Place */
/** @typedef {{bytes: Uint8Array, drawn: number, dropped: number}} Answer a tile as it came, and how many features it draws and does not */

/**
 * A tile that is known: null where nothing is in it or it could not be read.
 * @typedef {{tile: Tile|null, drawn: number, dropped: number, error?: any}} Known
 */

/** How much is kept, in bytes; and how many requests are out at once. */
const mostBytes = 16 << 20, atOnce = 6;

/** What a tile takes beside its features. */
const bare = 512;

/**
 * @param {{box: number[], fetch: (place: Place, signal: AbortSignal) => Promise<Answer|null>, read: (bytes: Uint8Array, signal: AbortSignal) => Promise<Tile>, onChange: (waiting: boolean, error: any, late?: boolean) => void}} options
 *   box: west, north, east, south of the layer in world units; onChange hears when a tile has come, failed, is waited for, or is known and late to be painted
 */
export function createSource({ box, fetch, read, onChange }) {
  /** @type {Map<string, Known>} the one used longest ago first */
  const kept = new Map();
  /** @type {Map<string, AbortController>} */
  const out = new Map();
  /** @type {Place[]} asked for next */
  let queue = [];
  /** @type {Place[]} */
  let wanted = [];
  let bytes = 0, closed = false;
  const sizeOf = (/** @type {Known} */ k) => bare + (k.tile?.bytes ?? 0);

  /** @param {string} key @param {Known} known */
  function keep(key, known) {
    kept.set(key, known);
    bytes += sizeOf(known);
    const now = new Set(wanted.map((p) => p.key));
    for (const [old, k] of kept) {
      if (bytes <= mostBytes) break;
      if (now.has(old)) continue; // what is in view stays
      kept.delete(old);
      bytes -= sizeOf(k);
    }
  }

  /** @param {Place} place */
  async function ask(place) {
    const stop = new AbortController();
    out.set(place.key, stop);
    /** @type {Known} */
    let known = { tile: null, drawn: 0, dropped: 0 };
    try {
      const answer = await fetch(place, stop.signal);
      if (answer) known = { tile: answer.bytes.length ? await read(answer.bytes, stop.signal) : null, drawn: answer.drawn, dropped: answer.dropped };
    } catch (error) {
      known.error = error;
    }
    if (stop.signal.aborted || closed) return;
    out.delete(place.key);
    keep(place.key, known);
    next();
    onChange(out.size > 0, known.error);
  }

  function next() {
    while (out.size < atOnce && queue.length) ask(/** @type {Place} */ (queue.shift()));
  }

  return {
    box,

    /** Asks for the tiles of a view that are not known, and no longer for others. @param {Place[]} places the first first */
    want(places) {
      if (closed) return;
      wanted = places;
      const now = new Set(places.map((p) => p.key)), before = out.size;
      for (const [key, stop] of out) {
        if (now.has(key)) continue;
        stop.abort();
        out.delete(key);
      }
      queue = places.filter((p) => !kept.has(p.key) && !out.has(p.key));
      next();
      if (out.size !== before) onChange(out.size > 0, null);
    },

    /** Returns what is known of a tile. @param {Place} place */
    at(place) {
      const known = kept.get(place.key);
      if (known) { // used last
        kept.delete(place.key);
        kept.set(place.key, known);
      }
      return known;
    },

    /** Returns what the tiles of the view draw, drop and lack. */
    inView() {
      let drawn = 0, dropped = 0, lacking = 0, failed = 0;
      for (const { key } of wanted) {
        const known = kept.get(key);
        if (!known) lacking++;
        else if (known.error) failed++;
        else [drawn, dropped] = [drawn + known.drawn, dropped + known.dropped];
      }
      return { tiles: wanted.length, drawn, dropped, lacking, failed };
    },

    /** Returns the tiles that cover a window. @param {import("./grid.js").Window} window */
    cover: (window) => cover(window, box),

    /** Says that what is known is to be painted again. */
    again: () => onChange(out.size > 0, null, true),

    /** Forgets what failed, so that it is asked for again. */
    retry() {
      for (const [key, known] of kept) {
        if (!known.error) continue;
        kept.delete(key);
        bytes -= sizeOf(known);
      }
    },

    /** Stops asking. */
    close() {
      closed = true;
      queue = wanted = [];
      for (const stop of out.values()) stop.abort();
      out.clear();
      kept.clear();
      onChange(false, null);
    },
  };
}
