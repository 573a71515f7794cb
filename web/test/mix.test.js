import { mixOf } from "../static/js/mix.js";
import { sharesOf } from "../static/js/mix_asked.js";
import { shapes } from "../static/js/geo/shape.js";
import { law } from "./law.js";

law("the land-use mix of an area is that of its parts", (random, bad) => {
  const box = (code, x0, y0, x1, y1) => ({ type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]] } });
  const of = (...list) => shapes({ type: 'FeatureCollection', features: list });
  for (let i = 0; i < 20; i++) {
    const cut = 0.1 + 0.6 * random(), bare = 0.1;
    const mix = new Map(mixOf(of(box('', 118, 42, 118.02, 42.01))[0], of(box('R2', 117.9, 41.9, 118 + 0.02 * cut, 43), box('G1', 118 + 0.02 * cut, 41.9, 118 + 0.02 * (1 - bare), 43))).map((m) => [m.code, m.share]));
    for (const [code, want] of [['R2', cut], ['G1', 1 - cut - bare], ['', bare]]) if (Math.abs((mix.get(code) ?? 0) - want) > 0.02) bad.push(code + ' has ' + mix.get(code) + ', not ' + want);
    if (Math.abs([...mix.values()].reduce((a, b) => a + b, 0) - 1) > 1e-9) bad.push('the shares do not add up to 1');
  }
});

law("shares of land are of their sum, the largest first, nothing of nothing", (random, bad) => {
  for (let round = 0; round < 200; round++) {
    const parts = Array.from({ length: Math.floor(6 * random()) }, (_, i) => ({ code: `c${i}`, share: random() < 0.2 ? 1e-9 : 0.01 + random() })), got = sharesOf(parts);
    const sum = got.reduce((n, p) => n + p.share, 0), all = parts.reduce((n, p) => n + (p.share > 1e-3 ? p.share : 0), 0);
    if (all > 0 ? Math.abs(sum - 1) > 1e-12 : got.length) bad.push(`${JSON.stringify(parts)} adds up to ${sum}`);
    for (const [i, p] of got.entries()) if (Math.abs(p.share * all - parts.find((x) => x.code === p.code).share) > 1e-12 || (i && p.share > got[i - 1].share)) bad.push(JSON.stringify(got));
  }
});
