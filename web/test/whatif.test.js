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
  for (const junk of ['a:', 'a:x', 'a:x@1', 'a:x@1,2,3', 'a:x@999,0', 'm:x@1,2', 'z:x@1,2', 'a:%E0@1,2', ';;@@']) if (w.countChanges(w.readChanges(junk))) bad.push('took ' + junk);
});
