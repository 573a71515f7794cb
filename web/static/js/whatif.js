// What-if changes to the facilities of a service, and how the address holds them.

/**
 * @typedef {{id: string, lon: number, lat: number}} Site
 * @typedef {Site & {from: [number, number]}} Moved
 * @typedef {{added: Site[], moved: Moved[], closed: Site[]}} Changes
 *   moved and closed name a facility as layer/id; closed ones keep their place, to be drawn there
 */

/** The layer the service says that added sites are in. */
export const addedLayer = "what-if";

/** Returns the name of a facility of an answer among changes: layer/id. @param {{layer: string, id: string}} f */
export const keyOf = (f) => (f.layer === addedLayer ? f.id : `${f.layer}/${f.id}`);

/** Degrees as they are kept: to a tenth of a metre. @param {number} degrees */
const kept = (degrees) => Number(degrees.toFixed(6));

/** A place as writeChanges writes it: two decimal numbers. */
const written = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/;

/** Returns the place that a text names, null where it names none on the Earth. @param {string|undefined} text @returns {[number, number]|null} */
function place(text) {
  const [, lon, lat] = (written.exec(text ?? "") ?? []).map(Number);
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

/**
 * Returns the changes that a text names; what is malformed is left out, and what
 * would change a site that is changed already.
 * @param {string} text "a:id@lon,lat;m:layer/id@lon,lat@from lon,lat;c:layer/id@lon,lat"
 * @returns {Changes}
 */
export function readChanges(text) {
  /** @type {Changes} */
  const found = { added: [], moved: [], closed: [] };
  for (const part of text.split(";")) {
    const [what, at, ...more] = part.split("@");
    const here = place(at), before = place(more[0]);
    if (!here || what.length < 3 || more.length !== (what.startsWith("m:") ? 1 : 0)) continue;
    let id = "";
    try {
      id = decodeURIComponent(what.slice(2));
    } catch {
      continue;
    }
    const site = { id, lon: here[0], lat: here[1] };
    if (changeOf(found, id)) continue;
    if (what.startsWith("a:")) found.added.push(site);
    else if (what.startsWith("c:")) found.closed.push(site);
    else if (what.startsWith("m:") && before) found.moved.push({ ...site, from: before });
  }
  return found;
}

/** Returns the text that readChanges turns back into the same changes, "" for none. @param {Changes} changes */
export function writeChanges({ added, moved, closed }) {
  const id = (/** @type {Site} */ s) => encodeURIComponent(s.id).replaceAll("%2F", "/");
  const at = (/** @type {Site} */ s) => `${kept(s.lon)},${kept(s.lat)}`;
  return [
    ...added.map((s) => `a:${id(s)}@${at(s)}`),
    ...moved.map((s) => `m:${id(s)}@${at(s)}@${kept(s.from[0])},${kept(s.from[1])}`),
    ...closed.map((s) => `c:${id(s)}@${at(s)}`),
  ].join(";");
}

/** Returns the changes with one more site, and its id. @param {Changes} changes @param {[number, number]} at longitude, latitude @returns {{changes: Changes, id: string}} */
export function addSite(changes, [lon, lat]) {
  let n = 1;
  while (changes.added.some((s) => s.id === `new-${n}`)) n++;
  const id = `new-${n}`;
  return { id, changes: { ...changes, added: [...changes.added, { id, lon, lat }] } };
}

/**
 * Returns the changes with a site elsewhere: one that was added, or a facility, which is open then.
 * @param {Changes} changes @param {string} id as keyOf gives it @param {[number, number]} to @param {[number, number]} from where a facility stands in the data
 * @returns {Changes}
 */
export function moveSite(changes, id, [lon, lat], from) {
  if (changes.added.some((s) => s.id === id)) return { ...changes, added: changes.added.map((s) => (s.id === id ? { id, lon, lat } : s)) };
  const rest = restoreSite(changes, id);
  const closed = changes.closed.find((s) => s.id === id);
  const before = changes.moved.find((s) => s.id === id)?.from ?? (closed ? /** @type {[number, number]} */ ([closed.lon, closed.lat]) : from);
  return { ...rest, moved: [...rest.moved, { id, lon, lat, from: before }] };
}

/** Returns the changes with a facility closed; a move of it is forgotten. @param {Changes} changes @param {Site} facility @returns {Changes} */
export function closeSite(changes, { id, lon, lat }) {
  const moved = changes.moved.find((s) => s.id === id);
  const rest = restoreSite(changes, id);
  return { ...rest, closed: [...rest.closed, { id, lon: moved?.from[0] ?? lon, lat: moved?.from[1] ?? lat }] };
}

/** Returns the changes without any of a site: an added one goes, a facility is as in the data. @param {Changes} changes @param {string} id @returns {Changes} */
export function restoreSite(changes, id) {
  const others = (/** @type {Site} */ s) => s.id !== id;
  return { added: changes.added.filter(others), moved: changes.moved.filter(others), closed: changes.closed.filter(others) };
}

/** Says what is done to a site: "added", "moved", "closed" or "". @param {Changes} changes @param {string} id */
export function changeOf(changes, id) {
  for (const what of /** @type {const} */ (["added", "moved", "closed"])) if (changes[what].some((s) => s.id === id)) return what;
  return "";
}

/** Returns how many changes there are. @param {Changes} c */
export const countChanges = (c) => c.added.length + c.moved.length + c.closed.length;

/**
 * Returns changes as the service takes them, or undefined for none. What does not
 * count anyway cannot be moved or closed, and is left out.
 * @param {Changes} changes @param {(id: string) => boolean} counts
 */
export function bodyOf({ added, moved, closed }, counts) {
  const at = (/** @type {Site} */ { id, lon, lat }) => ({ id, lon, lat });
  const body = { added: added.map(at), moved: moved.filter((s) => counts(s.id)).map(at), closed: closed.filter((s) => counts(s.id)).map((s) => s.id) };
  return body.added.length + body.moved.length + body.closed.length ? body : undefined;
}
