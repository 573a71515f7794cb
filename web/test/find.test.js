import { find } from "../static/js/find.js";
import { condition } from "../static/js/find_tiled.js";
import { fade, readFaded, shownLayers } from "../static/js/faded.js";
import { law } from "./law.js";

const place = (id, properties) => ({ id, properties, kind: "point", parts: [], polygons: [], box: [0, 0, 0, 0] });
const layers = [
  { id: "landuse", role: "landuse", name: "Land use", shapes: [place("lot-001", { code: "R2" }), place("lot-002", { code: "G1", name: "Willow Park" })] },
  { id: "schools", role: "facility", name: "Schools", shapes: [place("s1", { name: "松山区第二十七小学", name_en: "No. 27 Primary School" }), place("s2", { name: "Ｒ2 Academy" }), place("s3", { name: "Park Lane School" })] },
];
const found = (words, most = 10) => find(words, layers, most, (l) => l.name, (s) => s.properties.name ?? s.id).map((f) => f.shape.id).join();

law("places are found by every name they have, the best first", (_, bad) => {
  for (const [words, want] of [["", ""], ["   ", ""], ["lot-001", "lot-001"], ["LOT-00", "lot-001,lot-002"], ["r2", "lot-001,s2"], ["小学", "s1"], ["primary 27", "s1"], ["27 schools", "s1"],
    ["park", "s3,lot-002"], ["schools", ""], ["willow school", ""], ["nothing", ""], ["( [", ""], ["__proto__", ""]]) {
    if (found(words) !== want) bad.push(`${words}: ${found(words)}, not ${want}`);
  }
  if (found("lot", 1) !== "lot-001") bad.push(`more than one: ${found("lot", 1)}`);
});

law("an opacity survives the address, and a malformed one is left out", (random, bad) => {
  let text = "";
  const want = new Map();
  for (let i = 0; i < 400; i++) {
    const id = ["roads", "层/设施", "a:b", "x,y", "%", "answer"][Math.floor(6 * random())], opacity = Math.round(10 * random()) / 10;
    text = fade(text, id, opacity);
    want.delete(id);
    if (opacity < 1) want.set(id, opacity);
    if (JSON.stringify([...readFaded(text)]) !== JSON.stringify([...want])) bad.push(`${text}: ${JSON.stringify([...readFaded(text)])}`);
  }
  for (const junk of ["", ":", "a", "a:", ":5", "a:x", "a:-1", "a:100", "a:1e9", "a:NaN"]) if (readFaded(junk).size) bad.push(`took ${junk}`);
  const shown = shownLayers(layers, { hidden: "schools", faded: "landuse:40,nobody:10" });
  if (shown.length !== 1 || shown[0].opacity !== 0.4 || "opacity" in layers[0]) bad.push(JSON.stringify(shown.map((l) => [l.id, l.opacity])));
});

law("what is asked of the service holds the words as they are", (random, bad) => {
  const parts = ["'", '"', "%", "_", "\\", "松", "A", " ", "b-1"];
  for (let i = 0; i < 500; i++) {
    const words = Array.from({ length: 4 }, () => parts[Math.floor(parts.length * random())]).join("");
    const asked = condition(words, ["name"], "Land use"), wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...asked.matchAll(/CASEI\('%((?:[^']|'')*)%'\)/g)].map((m) => m[1].replaceAll("''", "'").replace(/\\(.)/g, "$1"));
    if (JSON.stringify(found) !== JSON.stringify(wanted)) bad.push(`${JSON.stringify(words)}: ${asked}`);
  }
  if (condition("use lot", ["name", "id"], "Land use") !== `(CASEI("name") LIKE CASEI('%lot%') OR CASEI("id") LIKE CASEI('%lot%'))`) bad.push("words of the layer's name are asked for");
  if (!condition("land", ["id"], "Land use").includes("%land%")) bad.push("nothing is left to ask for");
});
