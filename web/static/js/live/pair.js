// Two scenarios beside each other at any radius, estimated from the samples of the
// demand that both stand on; the service's exact comparison follows.

import { questionOf } from "../asked.js";
import { now, settingsOf, today } from "../scenarios.js";
import { readChanges } from "../whatif.js";
import { gapCounts } from "./clusters_both.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("../whatif.js").Changes} Changes */
/** @typedef {import("../scenarios.js").Compared} Compared */
/** @typedef {{a: string, b: string, radii: {a: number, b: number}}} Sides ids, and metres */
/** @typedef {{model: Model, changes: Changes|null}} State */
/** @typedef {{a: State & {radius: number}, b: State & {radius: number}}} Stands what both sides are painted from */
/** @typedef {Stands & {compared: Compared & {estimated: boolean}}} Estimate */

/** Says whether two models have the same samples, so that one's may be counted with the other's. @param {Model} a @param {Model} b */
export function alike({ samples: a }, { samples: b }) {
  if (a === b) return true;
  const same = (/** @type {"at"|"amount"|"district"} */ key) => a[key].every((/** @type {number} */ v, /** @type {number} */ i) => v === b[key][i]);
  return a.n === b.n && same("at") && same("amount") && same("district");
}

/** Returns changes that name every facility with its layer, as arrays do. @param {Changes} changes @param {string[]} keys of the facilities */
export function named(changes, keys) {
  /** @param {string} id */
  function full(id) {
    const found = keys.includes(id) ? [] : keys.filter((key) => key.endsWith(`/${id}`));
    return found.length === 1 ? found[0] : id;
  }
  const all = (/** @type {any[]} */ list) => list.map((s) => ({ ...s, id: full(s.id) }));
  return { added: changes.added, moved: all(changes.moved), closed: all(changes.closed) };
}

/** Returns what is gained, lost, kept and left open in every district, and in all. @param {State & {radius: number}} a @param {State & {radius: number}} b */
export function flows(a, b) {
  const { n, amount, district } = a.model.samples, nearA = a.model.near(a.changes), nearB = b.model.near(b.changes), radiusA = a.radius, radiusB = b.radius;
  /** @type {{gained: number, lost: number, kept: number, open: number}[]} */
  const of = [];
  for (let i = 0; i < n;) {
    const d = district[i];
    while (of.length <= d) of.push({ gained: 0, lost: 0, kept: 0, open: 0 });
    let { gained, lost, kept, open } = of[d]; // samples of a district mostly follow each other
    for (; i < n && district[i] === d; i++) {
      const v = amount[i];
      if (nearA[i] <= radiusA) {
        if (nearB[i] <= radiusB) kept += v;
        else lost += v;
      } else if (nearB[i] <= radiusB) gained += v;
      else open += v;
    }
    of[d] = { gained, lost, kept, open };
  }
  const all = { gained: 0, lost: 0, kept: 0, open: 0 };
  for (const flow of of) for (const what of /** @type {const} */ (["gained", "lost", "kept", "open"])) all[what] += flow[what];
  return { all, of };
}

/** Returns the comparison at other radii; what samples do not say is as it was. @param {Compared} before @param {State & {radius: number}} a @param {State & {radius: number}} b @returns {Compared & {estimated: boolean}} */
export function estimate(before, a, b) {
  const { all, of } = flows(a, b), { districts } = a.model.land.header;
  const part = new Map(of.map((flow, i) => [districts[i]?.id ?? "", flow]));
  const gaps = a.model === b.model && a.radius === b.radius ? gapCounts(a.model, a.radius, a.changes, b.changes) : [a, b].map(({ model, changes, radius }) => model.gapCount(radius, changes));
  const side = (/** @type {"a"|"b"} */ which, /** @type {number} */ covered, /** @type {number} */ radius_m, /** @type {number} */ count) => {
    const { total } = before[which];
    return { ...before[which], radius_m, covered, gap: Math.max(0, total - covered), ratio: total > 0 ? Math.min(1, covered / total) : 0, depth: [], gaps: count };
  };
  const inA = side("a", all.kept + all.lost, a.radius, gaps[0]), inB = side("b", all.kept + all.gained, b.radius, gaps[1]);
  return {
    ...before, a: inA, b: inB, estimated: true,
    difference: { covered: all.gained - all.lost, ratio: inB.ratio - inA.ratio, gaps: gaps[1] - gaps[0], ...all },
    districts: before.districts.map((d) => {
      const flow = part.get(d.id);
      return { ...d, covered_a: flow ? flow.kept + flow.lost : 0, covered_b: flow ? flow.kept + flow.gained : 0, gained: flow?.gained ?? 0, lost: flow?.lost ?? 0 };
    }),
  };
}

/**
 * Returns what estimates comparisons.
 * @param {{settings: import("../load.js").SettingsStore, data: import("../load.js").DataStore, modelOf: (q: import("../types.js").Query) => Promise<Model|null>}} parts
 */
export function createPair({ settings, data, modelOf }) {
  /** @type {{of: string, a: State, b: State}|null} */
  let ready = null;

  /** Returns what a side asks, whatever its radius; null for today, which asks what the other does. @param {string} id @returns {import("../types.js").Query|null} */
  function asked(id) {
    const s = { ...settings.get(), radius: 0 };
    if (id === now) return questionOf(s);
    const kept = (data.get().scenarios ?? []).find((/** @type {any} */ x) => x.id === id);
    if (!kept) return null;
    const set = /** @type {any} */ (settingsOf(kept, () => null));
    return questionOf({ ...s, ...set, area: set.area || s.area, radius: 0 });
  }

  /** What sides are known by, but for their radii. @param {Sides} sides */
  const keyOf = ({ a, b }) => JSON.stringify([a, b, asked(a), asked(b), (data.get().layers ?? []).map((/** @type {any} */ l) => [l.id, l.version])]);

  /** Returns the arrays of a side, null where there are none. @param {string} id @param {string} other @returns {Promise<State|null>} */
  async function stateOf(id, other) {
    const q = asked(id === today ? other : id), model = q && await modelOf(q);
    if (!q || !model) return null;
    return { model, changes: id === today || !q.sites ? null : named(readChanges(q.sites), model.facilities.keys) };
  }

  /** Returns what both sides are painted from at their radii, null where there are no arrays. @param {Sides} sides @returns {Stands|null} */
  const stands = (sides) => (ready?.of === keyOf(sides) ? { a: { ...ready.a, radius: sides.radii.a }, b: { ...ready.b, radius: sides.radii.b } } : null);

  return {
    /** Fetches what a comparison is estimated from. @param {Sides} sides */
    async prepare(sides) {
      const of = keyOf(sides);
      if (ready?.of === of) return;
      ready = null;
      const a = await stateOf(sides.a, sides.b), b = await stateOf(sides.b, sides.a);
      if (a && b && alike(a.model, b.model)) ready = { of, a, b };
    },
    stands,
    /** Returns the comparison at the sides' radii, null where it cannot be estimated. @param {Sides} sides @param {Compared|null|undefined} before @returns {Estimate|null} */
    estimate(sides, before) {
      const both = before && stands(sides);
      return both ? { compared: estimate(before, both.a, both.b), ...both } : null;
    },
  };
}
