import * as w from "../static/js/whatif.js";
import { readHash, writeHash } from "../static/js/hash.js";
import { initialSettings } from "../static/js/state.js";
import { law } from "./law.js";

law("what-if changes survive the address, and a malformed one is left out", (random, bad) => {
  const at = () => [Math.round((random() * 360 - 180) * 1e6) / 1e6, Math.round((random() * 180 - 90) * 1e6) / 1e6];
  for (let round = 0; round < 200; round++) {
    let c = w.readChanges('');
    for (let i = 0; i < 8; i++) {
      const id = ['a/b c', 'l/%@;,', '层/设施', 'x/y'][Math.floor(random() * 4)], [lon, lat] = at(), do_ = random();
      if (do_ < 0.3) c = w.addSite(c, [lon, lat]).changes;
      else if (do_ < 0.6) c = w.moveSite(c, id, [lon, lat], at());
      else if (do_ < 0.8) c = w.closeSite(c, { id, lon, lat });
      else c = w.restoreSite(c, id);
    }
    const sites = w.writeChanges(c);
    const back = w.readChanges(readHash(writeHash({ ...initialSettings, sites })).sites ?? '');
    if (JSON.stringify(back) !== JSON.stringify(c)) bad.push(JSON.stringify(c) + ' came back as ' + JSON.stringify(back));
    const ids = [...c.added, ...c.moved, ...c.closed].map((s) => s.id);
    if (new Set(ids).size !== ids.length) bad.push('a site is changed twice: ' + sites);
    for (const id of ids) c = w.restoreSite(c, id);
    if (w.countChanges(c)) bad.push('restoring each leaves ' + w.writeChanges(c));
  }
});

law("a mangled address names no place that nobody named", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  for (const junk of ['a:', 'a:x', 'a:x@', 'a:x@,', 'a:x@1', 'a:x@1,', 'a:x@,2', 'a:x@1,2,', 'a:x@1,2,3', 'a:x@ , ', 'a:x@ 1,2', 'a:x@999,0', 'a:x@0,-90.1', 'a:x@NaN,1', 'a:x@Infinity,1', 'a:x@-,1', 'a:x@0x10,1', 'a:x@1e1,2', 'a:x@.,1', 'a:x@null,null', 'a:x@1,2@', 'a:x@1,2@3,4', 'c:l/x@1,2@3,4',
    'm:x@1,2', 'm:x@1,2@', 'm:x@1,2@,', 'm:x@1,2@3,', 'm:x@,@1,2', 'm:x@1,2@3,4@5,6', 'z:x@1,2', 'a:%E0@1,2', ';;@@']) if (w.countChanges(w.readChanges(junk))) bad.push('took ' + junk);
  const well = 'a:x@118.9,42.26;m:l/y@118.88,42.25@118.87,42.24;c:l/z@118.86,42.23';
  for (let round = 0; round < 2000; round++) {
    let text = well;
    for (let n = 1 + Math.floor(3 * random()); n > 0; n--) {
      const i = Math.floor(random() * text.length), j = i + Math.floor(4 * random());
      text = text.slice(0, i) + pick('', '', ',', '@', ';', '-', '.', 'e', ' ', '9', 'NaN', text.slice(i, j) + text.slice(i, j)) + text.slice(j);
    }
    const read = w.readChanges(text), all = [...read.added, ...read.moved, ...read.closed], numbers = new Set(text.split(/[;@,]/).filter((part) => part.trim()).map(Number));
    for (const s of all) for (const [lon, lat] of [[s.lon, s.lat], ...(s.from ? [s.from] : [])]) {
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90) || !numbers.has(lon) || !numbers.has(lat)) bad.push(`${text} puts ${s.id} at ${lon},${lat}`);
    }
    if (new Set(all.map((s) => s.id)).size !== all.length) bad.push('a site is changed twice: ' + text);
  }
});
