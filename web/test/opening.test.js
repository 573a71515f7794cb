import { canBeServed, changesKnown, opened } from "../static/js/opening.js";
import { readHash } from "../static/js/hash.js";
import { initialSettings } from "../static/js/state.js";
import { countChanges } from "../static/js/whatif.js";
import { law } from "./law.js";

const gb = { scheme: "GB50137-2011", codes: [{ code: "R2" }, { code: "R22" }, { code: "A33" }, { code: "H9" }] }, mnr = { scheme: "MNR-2023", codes: [{ code: "0701" }, { code: "07" }] };
const data = {
  layers: [{ id: "landuse", role: "landuse", classes: ["R2", "R22", "A33"] }, { id: "schools", role: "facility" }], usedCodes: new Set(["R2", "R22", "A33"]), schemes: [gb, mnr],
  services: [{ service: "primary_school", facilities: 3, radius_m: 500 }, { service: "park", facilities: 1, radius_m: 300 }], areas: [{ id: "districts/1", kind: "district" }, { id: "park", kind: "study_area" }],
  drawn: [{ id: "schools", role: "facility", shapes: [{ id: "a/1" }, { id: "b" }] }, { id: "stops", role: "facility", shapes: [], tiles: {} }], scenarios: [],
};

law("an opening asks for nothing that is not here, and says what it left out", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  for (let i = 0; i < 3000; i++) {
    const hash = new URLSearchParams({ service: pick("", "park", "bogus", "toString", "<b>"), area: pick("", "park", "districts/1", "nowhere", "__proto__"), radius: pick("", "0", "700", "1e9", "-4", "NaN", "0x10"), drawn: pick("", "scenario:gone", "drawn:", "drawn:AAA"),
      demand: pick("", "land", "landuse:R", "landuse:ZZ", "landuse:", "landuse:,", "land:R", "jobs", "jobs:1", "wishes", "constructor", "landuse:R,ZZ", "landuse:07", "landuse:H9"), status: pick("", "existing", "planned,existing", "wishes", "existing,", "closed"),
      sites: pick("", "c:schools/b@1,2", "c:schools/gone@1,2", "m:none/x@1,2@3,4", "c:stops/any@1,2", "a:x@1,2", "c:b@1,2", "a:x@,") });
    const s = { ...initialSettings, ...readHash("#" + hash) }, { settings: now, unmet } = opened(s, data), said = new Set(unmet.map((u) => u.what)), told = hash + " → " + JSON.stringify([now, unmet]);
    if (!data.services.some((x) => x.service === now.service) || !data.areas.some((a) => a.id === now.area) || !canBeServed(now.demand, data)) bad.push(told);
    if (!(now.radius > 0 && now.radius <= 100000) || changesKnown(now.sites, data.drawn).lost || now.drawn) bad.push(told);
    if (!["existing", "existing,planned", "existing,under_construction,planned"].includes(s.status)) bad.push("status " + s.status);
    for (const what of ["service", "area", "demand"]) if (said.has(what) !== (s[what] !== "" && s[what] !== now[what])) bad.push(what + ": " + told);
    if (said.has("sites") !== (s.sites !== now.sites && s.sites !== "a:x@,") || (s.drawn !== "" && !said.has("drawn"))) bad.push(told);
    const again = opened({ ...s, ...now }, data);
    if (again.unmet.length || JSON.stringify(again.settings) !== JSON.stringify(now)) bad.push("not settled: " + told);
  }
  const may = (demand) => canBeServed(demand, data);
  for (const demand of ["land", "landuse:R", "landuse:R22", "landuse:R,ZZ", "landuse:07", "jobs"]) if (!may(demand)) bad.push("refused " + demand);
  for (const demand of ["landuse:ZZ", "landuse:H9", "landuse:", "landuse", "land:", "jobs:R", "Land", " land", "landuse:R2X"]) if (may(demand)) bad.push("took " + demand);
  // Before anything has come nothing is said to be missing.
  const empty = opened({ ...initialSettings, service: "x", area: "y", demand: "wishes", sites: "c:l/x@1,2" }, { layers: [], services: [], areas: [] });
  if (empty.unmet.length || empty.settings.service !== "x" || countChanges(changesKnown("a:x@1,2", []).left) !== 1) bad.push(JSON.stringify(empty));
});
