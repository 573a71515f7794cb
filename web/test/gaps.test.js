import { followGap, narrowed } from "../static/js/gaps.js";
import { fromWorld, shapes, toWorld } from "../static/js/geo/shape.js";
import { law } from "./law.js";

/** Returns gaps as squares of a street grid, ranked in the order given. */
function squares(places) {
  return shapes({ type: "FeatureCollection", features: places.map(([lon, lat, side], i) => ({
    type: "Feature", geometry: { type: "Polygon", coordinates: [[[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]] },
    properties: { rank: i + 1, farthest_lonlat: [lon, lat] },
  })) });
}

law("a chosen gap stays the same place while ranks change", (random, bad) => {
  for (let i = 0; i < 300; i++) {
    const places = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, n) => [118 + 0.01 * n, 42 + 0.01 * Math.floor(random() * 3), 0.004]);
    // As the radius grows every gap shrinks towards its farthest place, and the order becomes another.
    const after = places.map((p) => ({ p, by: random() })).sort((a, b) => a.by - b.by).map(({ p: [lon, lat] }) => [lon, lat, 0.001]).slice(0, Math.max(1, places.length - 2));
    const rank = 1 + Math.floor(random() * places.length), [lon, lat] = places[rank - 1];
    const want = after.findIndex((p) => p[0] === lon && p[1] === lat) + 1, got = followGap(squares(places), squares(after), rank);
    if (got !== want) bad.push(`gap ${rank} of ${places.length} is followed to ${got}, not ${want}`);
  }
});

law("no gap is chosen that is not there", (random, bad) => {
  const list = squares([[118, 42, 0.004], [118.1, 42, 0.004]]);
  for (const [before, now, rank, want] of [[list, list, 0, 0], [[], list, 2, 2], [[], list, 3, 0], [list, [], 1, 0], [[], [], 1, 0]]) {
    const got = followGap(before, now, rank);
    if (got !== want) bad.push(`${before.length}, ${now.length}, ${rank}: ${got}, not ${want}`);
  }
});

law("a place on the edge of a gap is in it, one five metres away is not", (random, bad) => {
  const [gap] = squares([[118, 42, 0.004]]);
  const metres = (m) => m / (111320 * Math.cos((42 * Math.PI) / 180));
  for (const [off, want] of [[0, 1], [2, 1], [6, 0]]) {
    const before = [{ ...gap, properties: { rank: 1, farthest_lonlat: [118 - metres(off), 42.002] } }];
    const got = followGap(before, [gap], 1);
    if (got !== want) bad.push(`${off} m off: ${got}`);
  }
  const [lon, lat] = fromWorld(...toWorld(118, 42));
  if (Math.hypot(lon - 118, lat - 42) > 1e-9) bad.push("the world moved");
});

law("a list is narrowed by words in the names of districts and by ranks", (random, bad) => {
  const names = [["d/1", "松西片区", "Songxi"], ["d/2", "松湖片区", "Songhu"], ["x/y", "数创片区", "Shuchuang"], [undefined, undefined, undefined]];
  const list = Array.from({ length: 40 }, (_, i) => /** @type {any} */ ({ rank: i + 1, i: Math.floor(random() * 4) })).map(({ rank, i }) => ({ rank, i, district: names[i][0], district_name: names[i][1], district_name_en: names[i][2] }));
  for (const [words, want] of /** @type {[string, (g: any) => boolean][]} */ ([["", () => true], ["  ", () => true], ["松", (g) => g.i < 2], ["SONG", (g) => g.i < 2], ["ＳＯＮＧＸＩ", (g) => g.i === 0], ["song 湖", (g) => g.i === 1], ["#7", (g) => g.rank === 7],
    ["#7 松", (g) => g.rank === 7 && g.i < 2], ["7", () => false], ["d/", (g) => g.i < 2], ["片区 hu", (g) => g.i === 1 || g.i === 2], ["nowhere", () => false], [".*", () => false]])) {
    const got = narrowed(list, words).map((g) => g.rank).join(), wanted = list.filter(want).map((g) => g.rank).join();
    if (got !== wanted) bad.push(`"${words}": ${got}, not ${wanted}`);
  }
});
