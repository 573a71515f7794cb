import { mixOf } from "../static/js/mix.js";
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
