// Shapes ready for drawing: GeoJSON turned once into flat arrays of Web Mercator
// world coordinates (0..1), which serve the screen only and measure nothing.

/**
 * @typedef {object} Shape
 * @property {"area"|"line"|"point"} kind
 * @property {Float64Array[]} parts x,y pairs: rings, lines, or one array of points
 * @property {number[]} polygons for areas: index of the first ring of each polygon
 * @property {[number, number, number, number]} box minX, minY, maxX, maxY
 * @property {any} properties
 * @property {string} id
 */

/** Returns the world y of a latitude. @param {number} lat */
function worldY(lat) {
  const s = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** Returns world x, y of a longitude and latitude. @param {number} lon @param {number} lat @returns {[number, number]} */
export const toWorld = (lon, lat) => [lon / 360 + 0.5, worldY(lat)];

/** Puts positions in degrees in world units, in their place: a pair each would be very many. @param {Float64Array} at longitude, latitude */
export function allToWorld(at) {
  for (let i = 0; i < at.length; i += 2) {
    at[i] = at[i] / 360 + 0.5;
    at[i + 1] = worldY(at[i + 1]);
  }
  return at;
}

/** Returns longitude, latitude of a world point. @param {number} x @param {number} y @returns {[number, number]} */
export function fromWorld(x, y) {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

/** Returns the world length of one metre at a latitude. @param {number} lat */
export const worldPerMetre = (lat) => 1 / (40075016.686 * Math.cos((lat * Math.PI) / 180));

/** @typedef {{all: Float64Array, used: number}} Room memory that shapes share: a piece of its own for each is several times as large as most shapes */

/** Returns how many positions coordinates hold. @param {any} c @returns {number} */
function positionsIn(c) {
  if (!Array.isArray(c)) return 0;
  if (typeof c[0] === "number") return 1;
  if (typeof c[0]?.[0] === "number") return c.length;
  let n = 0;
  for (const part of c) n += positionsIn(part);
  return n;
}

/** @param {any} g a geometry @returns {number} */
const sizeOf = (g) => (g?.geometries ?? []).reduce((/** @type {number} */ n, /** @type {any} */ part) => n + sizeOf(part), positionsIn(g?.coordinates));

/** @param {number[][]} positions @param {number[]} box @param {Room} room */
function flat(positions, box, room) {
  const out = room.all.subarray(room.used, (room.used += 2 * positions.length));
  for (let i = 0; i < positions.length; i++) {
    out[2 * i] = positions[i][0];
    out[2 * i + 1] = positions[i][1];
  }
  allToWorld(out);
  for (let i = 0; i < out.length; i += 2) {
    box[0] = Math.min(box[0], out[i]);
    box[1] = Math.min(box[1], out[i + 1]);
    box[2] = Math.max(box[2], out[i]);
    box[3] = Math.max(box[3], out[i + 1]);
  }
  return out;
}

/**
 * Returns the shapes of a feature: one, or one per kind in a GeometryCollection; none without geometry.
 * @param {import("../types.js").Feature} feature
 * @param {number} [index] number of the feature in its layer, from 0: without an id it goes by its number from 1, as the service names it
 * @param {Room} [room]
 * @returns {Shape[]}
 */
export function shapesOf(feature, index = -1, room = { all: new Float64Array(2 * sizeOf(feature.geometry)), used: 0 }) {
  /** @type {Shape[]} */
  const found = [];
  collect(feature.geometry);
  return found;

  /** @param {any} g */
  function collect(g) {
    if (!g) return;
    if (g.type === "GeometryCollection") {
      for (const part of g.geometries ?? []) collect(part);
      return;
    }
    const c = g.coordinates ?? [];
    if (g.type === "Polygon") area([c]);
    else if (g.type === "MultiPolygon") area(c);
    else if (g.type === "LineString") simple("line", [c]);
    else if (g.type === "MultiLineString") simple("line", c);
    else if (g.type === "Point") simple("point", c.length ? [[c]] : []);
    else if (g.type === "MultiPoint") simple("point", [c]);
  }

  /** @param {number[][][][]} polygons */
  function area(polygons) {
    /** @type {number[]} */
    const starts = [];
    /** @type {number[][][]} */
    const rings = [];
    for (const polygon of polygons) {
      starts.push(rings.length);
      rings.push(...polygon);
    }
    simple("area", rings, starts);
  }

  /** @param {"area"|"line"|"point"} kind @param {number[][][]} lists @param {number[]} [polygons] */
  function simple(kind, lists, polygons = []) {
    const box = /** @type {[number, number, number, number]} */ ([Infinity, Infinity, -Infinity, -Infinity]);
    const parts = lists.map((list) => flat(list, box, room));
    if (!parts.length || !Number.isFinite(box[0])) return;
    const id = String(feature.id ?? feature.properties?.id ?? (index < 0 ? "" : index + 1));
    found.push({ kind, parts, polygons, box, properties: feature.properties ?? {}, id });
  }
}

/** @param {import("../types.js").FeatureCollection|null|undefined} collection @returns {Shape[]} */
export function shapes(collection) {
  const features = collection?.features ?? [], room = { all: new Float64Array(2 * features.reduce((n, f) => n + sizeOf(f.geometry), 0)), used: 0 };
  return features.flatMap((feature, i) => shapesOf(feature, i, room));
}

/** Returns the box around shapes, or null. @param {Shape[]} list @returns {[number, number, number, number]|null} */
export function boxOf(list) {
  if (!list.length) return null;
  return list.reduce(
    (b, s) => [Math.min(b[0], s.box[0]), Math.min(b[1], s.box[1]), Math.max(b[2], s.box[2]), Math.max(b[3], s.box[3])],
    /** @type {[number, number, number, number]} */ ([Infinity, Infinity, -Infinity, -Infinity]),
  );
}
