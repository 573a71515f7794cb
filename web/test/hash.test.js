import { readHash, writeHash } from "../static/js/hash.js";
import { initialSettings } from "../static/js/state.js";
import { law } from "./law.js";

law("settings survive the address", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  for (let i = 0; i < 500; i++) {
    const s = { ...initialSettings, view: pick('coverage', 'landuse', 'density', 'data'), service: pick('', 'park', '小学', 'a b&c=d#e%'), radius: Math.floor(random() * 5000),
      area: pick('', 'park', 'districts/d 1'), demand: pick('land', 'landuse:R,A33', 'landuse:landuse=residential'), gap: Math.floor(random() * 40), at: pick('', '118.88,42.26,13.5') };
    const back = { ...initialSettings, ...readHash(writeHash(s)) };
    if (JSON.stringify(back) !== JSON.stringify(s)) bad.push(JSON.stringify(s) + ' → ' + writeHash(s));
  }
  if (Object.keys(readHash('#view=%3Cscript%3E&radius=NaN&gap=-3&cells=circle&__proto__=1&nothing=2')).length) bad.push('nonsense is taken from the address');
});
