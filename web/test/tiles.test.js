import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { above, cover, placeOf, zoomOf } from "../static/js/tiles/grid.js";
import { decode, decodeSteps } from "../static/js/tiles/mvt.js";
import { Malformed } from "../static/js/tiles/pbf.js";
import { createSource } from "../static/js/tiles/source.js";
import { law } from "./law.js";

const names = ["landuse", "roads", "bus_stops"];
const file = (name) => new URL(`tiles/${name}`, import.meta.url);
const tileOf = (name) => new Uint8Array(readFileSync(file(name + ".mvt")));
const read = async (bytes) => decode(bytes);

/** Returns the geometry of a feature as GDAL writes it: y up, rings closed, one part bare. */
function geometryOf(tile, i) {
  const parts = [];
  for (let k = tile.first[i]; k < tile.first[i + 1]; k++) {
    const part = [];
    for (let j = tile.parts[k]; j < tile.parts[k + 1]; j++) part.push([tile.places[2 * j], tile.extent - tile.places[2 * j + 1]]);
    if (tile.kinds[i] === 3 && tile.outer[k]) parts.push([part]);
    else if (tile.kinds[i] === 3) parts.at(-1).push(part);
    else parts.push(part);
  }
  const one = tile.kinds[i] === 1 ? parts[0] : parts;
  return one.length === 1 ? one[0] : one;
}

for (const name of names) {
  test(`a tile of ${name} is read as GDAL reads it`, () => {
    const tile = decode(tileOf(name)), want = JSON.parse(readFileSync(file(name + ".json"), "utf8")).features;
    assert.equal(tile.count, want.length);
    want.forEach((f, i) => {
      const properties = Object.fromEntries(Object.entries(f.properties).filter(([, v]) => v !== null));
      assert.deepEqual(tile.propertiesOf(i), properties, `${name} ${i}`);
      assert.equal(tile.idOf(i), properties.id);
      assert.deepEqual(geometryOf(tile, i), f.geometry.coordinates, `${name} ${tile.idOf(i)}`);
      const xs = f.geometry.coordinates.flat(Infinity).filter((_, k) => k % 2 === 0);
      assert.deepEqual([tile.boxes[4 * i], tile.boxes[4 * i + 2]], [Math.min(...xs), Math.max(...xs)]);
    });
  });
}

/** Decodes bytes nobody vouches for: they are a tile of no more than they can hold, or refused. */
function tried(bytes, bad, what) {
  try {
    const tile = decode(bytes);
    if (tile.count > bytes.length || tile.places.length > 3 * bytes.length || tile.first.at(-1) !== tile.outer.length) bad.push(`${what}: ${tile.count} features`);
    for (let i = 0; i < tile.count; i++) [tile.idOf(i), tile.propertiesOf(i)];
    return true;
  } catch (error) {
    if (!(error instanceof Malformed)) bad.push(`${what}: ${error.stack}`);
    return false;
  }
}

law("mangled tiles are read or refused", (random, bad) => {
  let read = 0, refused = 0;
  for (const name of names) {
    const good = tileOf(name);
    for (let n = 0; n < 700; n++) {
      const bytes = good.slice(0, n % 3 ? undefined : Math.floor(good.length * random()));
      for (let k = Math.floor(6 * random()); k >= 0; k--) bytes[Math.floor(bytes.length * random())] = Math.floor(256 * random());
      if (tried(bytes, bad, `${name} ${n}`)) read++;
      else refused++;
    }
  }
  for (let n = 0; n < 2000; n++) tried(Uint8Array.from({ length: Math.floor(60 * random()) }, () => 256 * random()), bad, `noise ${n}`);
  if (read < 100 || refused < 100) bad.push(`only ${read} were read and ${refused} refused: not much was tried`);
});

/** Returns a field with a length before it. */
const field = (number, bytes) => [number * 8 + 2, ...varint(bytes.length), ...bytes];
function varint(n) {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) + 128);
  return [...out, n];
}
/** Returns a tile with one feature of a type and geometry, and further fields of its layer. */
const tileWith = (kind, geometry, more = []) => Uint8Array.from(field(3, [...field(2, [24, kind, ...field(4, geometry)]), ...more]));

test("what no tile may hold is refused", () => {
  const point = [9, 2, 2];
  assert.equal(decode(tileWith(1, point)).count, 1);
  assert.equal(decode(tileWith(0, point)).count, 0, "a feature of no type is not drawn");
  assert.equal(decode(new Uint8Array()).count, 0);
  for (const [what, bytes] of Object.entries({
    "more places than bytes": tileWith(1, [...varint(1 + 8 * 500000000), 2, 2]),
    "no count": tileWith(1, [1, 2, 2]),
    "a line from nowhere": tileWith(2, [10, 2, 2]),
    "a ring closed before it begins": tileWith(3, [15]),
    "a point that is closed": tileWith(1, [...point, 15]),
    "an unknown command": tileWith(1, [11, 2, 2]),
    "a place far outside": tileWith(1, [9, ...varint(2 ** 30), 2]),
    "a number over 32 bits": tileWith(1, [9, ...varint(2 ** 40), 2]),
    "an extent of nothing": tileWith(1, point, [40, 0]),
    "a huge extent": tileWith(1, point, [40, ...varint(2 ** 31)]),
    "a tag without a key": Uint8Array.from(field(3, field(2, [...field(2, [0, 0]), 24, 1, ...field(4, point)]))),
    "half a tag": Uint8Array.from(field(3, field(2, [...field(2, [0]), 24, 1, ...field(4, point)]))),
    "a number without an end": Uint8Array.from(field(3, field(2, [24, ...Array(12).fill(255)]))),
    "a length beyond the end": Uint8Array.from([26, 100, 0]),
    "a group": Uint8Array.from([27]),
    "thousands of layers": Uint8Array.from(Array(1000).fill([26, 0]).flat()),
    "very many keys": Uint8Array.from(field(3, Array(70000).fill([26, 0]).flat())),
  })) assert.throws(() => decode(bytes), Malformed, what);
});

test("a large tile is read in steps, none of them long, and may be left for another", () => {
  const points = (n, from) => Uint8Array.from(field(3, Array.from({ length: n }, (_, i) => field(2, [8, ...varint(from + i), 24, 1, ...field(4, [9, 2, 2])])).flat()));
  const large = Uint8Array.from([...points(3000, 0), ...points(2000, 3000)]);
  const left = decodeSteps(large);
  left.next();
  left.next();
  const steps = decodeSteps(large);
  let n = 1, step = steps.next();
  for (; !step.done; step = steps.next()) n++;
  assert.ok(n >= 10, `${n} steps`);
  assert.equal(step.value.count, 5000);
  for (let i = 0; i < 5000; i++) if (step.value.idOf(i) !== String(i)) assert.fail(`${i} is ${step.value.idOf(i)}`);
});

test("ids are exact up to 64 bits, and a property never names a prototype", () => {
  const feature = (id) => Uint8Array.from(field(3, field(2, [8, ...id, 24, 1, ...field(4, [9, 2, 2])])));
  assert.equal(decode(feature(Array(9).fill(255).concat(1))).idOf(0), "18446744073709551615");
  assert.equal(decode(feature(varint(2 ** 53 - 2))).idOf(0), String(2 ** 53 - 2));
  const named = Uint8Array.from(field(3, [...field(2, [...field(2, [0, 0]), 24, 1, ...field(4, [9, 2, 2])]), ...field(3, [...new TextEncoder().encode("__proto__")]), ...field(4, field(1, [97]))]));
  assert.deepEqual(Object.keys(decode(named).propertiesOf(0)), []);
});

law("the tiles of a view cover it, each once", (random, bad) => {
  for (let n = 0; n < 400; n++) {
    const scale = 256 * 2 ** (18 * random()), width = 200 + 1800 * random(), height = 200 + 1200 * random(), x0 = random(), y0 = random();
    const list = cover({ x0, y0, scale, width, height }, [0, 0, 1, 1]), z = zoomOf(scale), keys = new Set(list.map((p) => p.key));
    if (keys.size !== list.length) bad.push(`${n}: a tile twice`);
    for (let k = 0; k < 20; k++) {
      const x = Math.min(1 - 1e-12, x0 + (random() * width) / scale), y = Math.min(1 - 1e-12, y0 + (random() * height) / scale);
      if (!keys.has(placeOf(z, Math.floor(x * 2 ** z), Math.floor(y * 2 ** z)).key)) bad.push(`${n}: nothing covers ${x}, ${y} at ${z}`);
    }
    const far = list[0] && above(list[0], Math.min(3, z));
    if (far && (far.x !== Math.floor(list[0].x / 2 ** (z - far.z)) || far.x >= 2 ** far.z)) bad.push(`${n}: ${far.key} is not above ${list[0].key}`);
  }
});

test("tiles that are left are asked for no longer, what failed is asked for again", async () => {
  const asked = [], stopped = [];
  /** @type {Map<string, {resolve: (answer: any) => void, reject: (error: any) => void}>} */
  const open = new Map();
  const failures = [];
  let changes = 0;
  const source = createSource({
    box: [0, 0, 1, 1], read,
    fetch: ({ key }, signal) => new Promise((resolve, reject) => {
      asked.push(key);
      open.set(key, { resolve, reject });
      signal.addEventListener("abort", () => [stopped.push(key), reject(new DOMException("", "AbortError"))]);
    }),
    onChange: (_, error) => { changes++; if (error) failures.push(error.message); },
  });
  const row = (y) => Array.from({ length: 10 }, (_, x) => placeOf(6, x, y)), turn = () => new Promise((done) => setTimeout(done, 0));
  source.want(row(1));
  assert.equal(asked.length, 6, "no more are asked for at once than are good");
  source.want(row(2));
  assert.deepEqual(stopped, row(1).slice(0, 6).map((p) => p.key));
  await turn();
  open.get("6/0/2").resolve({ bytes: tileOf("landuse"), drawn: 66, dropped: 3 });
  open.get("6/1/2").resolve({ bytes: new Uint8Array([255, 255]), drawn: 1, dropped: 0 });
  open.get("6/2/2").reject(new Error("500"));
  await turn();
  assert.equal(source.at(placeOf(6, 0, 2))?.tile?.count, 66);
  assert.ok(source.at(placeOf(6, 1, 2))?.error instanceof Malformed, "bytes that are no tile stop at the source");
  assert.ok(failures.includes("500") && failures.length === 2, failures.join());
  assert.deepEqual(source.inView(), { tiles: 10, drawn: 66, dropped: 3, lacking: 7, failed: 2 });
  const before = asked.length;
  source.want(row(2));
  assert.equal(asked.length, before, "what is known, failed or on its way is not asked for again");
  source.retry();
  for (const key of [...open.keys()]) open.get(key).resolve(null);
  for (let n = 0; n < 9; n++) {
    source.want(row(2));
    await turn();
    for (const { resolve } of open.values()) resolve(null);
    await turn();
  }
  assert.deepEqual(source.inView(), { tiles: 10, drawn: 66, dropped: 3, lacking: 0, failed: 0 });
  source.close();
  const end = changes;
  source.want(row(3));
  assert.equal(changes, end, "a source that is closed asks for nothing");
});

test("no more is kept than there is room for, and what is in view stays", async () => {
  const bytes = tileOf("landuse"), source = createSource({ read, box: [0, 0, 1, 1], fetch: async () => ({ bytes, drawn: 66, dropped: 0 }), onChange() {} });
  const size = decode(bytes).bytes, n = Math.ceil((16 << 20) / size);
  for (let y = 0; y < 3; y++) {
    const row = Array.from({ length: Math.ceil(n / 2) }, (_, x) => placeOf(12, x, y));
    source.want(row);
    while (source.inView().lacking) await new Promise((done) => setTimeout(done, 0));
    assert.ok(row.every((p) => source.at(p)?.tile));
  }
  assert.equal(source.at(placeOf(12, 0, 0)), undefined);
});
