import { areaOf, crosses, isArea, mostLetters, readArea, writeArea } from "../static/js/drawn.js";
import { readHash, writeHash } from "../static/js/hash.js";
import { initialSettings } from "../static/js/state.js";
import { law } from "./law.js";

law("a drawn area survives the address to a centimetre, and what is none is left out", (random, bad) => {
  const round = (x) => Math.round(x * 1e7) / 1e7;
  const ring = (lon, lat, n) => {
    const corners = Array.from({ length: n }, (_, i) => [lon + 0.02 * random() * Math.cos((6.28 * i) / n), lat + 0.02 * random() * Math.sin((6.28 * i) / n)]);
    return [...corners, corners[0]];
  };
  for (let i = 0; i < 200; i++) {
    const polygon = () => Array.from({ length: 1 + Math.floor(2 * random()) }, () => ring(340 * random() - 170, 170 * random() - 85, 3 + Math.floor(30 * random())));
    const g = random() < 0.5 ? { type: "Polygon", coordinates: polygon() } : { type: "MultiPolygon", coordinates: [polygon(), polygon()] };
    const text = writeArea(g), back = readArea(text);
    const want = JSON.stringify(g, (_, v) => (typeof v === "number" ? round(v) : v));
    if (JSON.stringify(back) !== want) bad.push(text);
    const settings = { ...initialSettings, drawn: text };
    if ({ ...initialSettings, ...readHash(writeHash(settings)) }.drawn !== text) bad.push("the address loses " + text);
    if (!/^#drawn=drawn:[\w.*-]+$/.test(writeHash(settings))) bad.push("the address needs escapes: " + writeHash(settings));
    const cut = text.slice(0, -1 - Math.floor(random() * 20)), other = readArea(cut + "!");
    if (other) bad.push("nonsense is read: " + cut);
  }
  const large = { type: "Polygon", coordinates: [ring(118, 42, 2000)] };
  if (writeArea(large) !== "" || writeArea(large, "方案") !== "scenario:方案" || areaOf("scenario:方案", [{ id: "方案", question: { area: large } }]) !== large) bad.push("a large area does not go by its scenario");
  for (const text of ["", "drawn:", "drawn:AA", "drawn:" + "A".repeat(mostLetters), "drawn:____________________", "drawn:AAAAAA.", "park"]) if (isArea(text)) bad.push("taken for an area: " + text);
});

law("outlines that cross themselves are found", (random, bad) => {
  for (let i = 0; i < 200; i++) {
    const n = 5 + Math.floor(10 * random()), star = Array.from({ length: n }, (_, k) => { const r = 0.5 + random(), a = (2 * Math.PI * k) / n; return [r * Math.cos(a), r * Math.sin(a)]; });
    if (crosses([...star, star[0]])) bad.push("a star round its middle does not cross itself");
    const k = Math.floor(random() * (n - 2)), swapped = star.map(([x, y]) => [x / Math.hypot(x, y), y / Math.hypot(x, y)]); // convex
    [swapped[k + 1], swapped[k + 2]] = [swapped[k + 2], swapped[k + 1]];
    const line = Array.from({ length: n }, (_, i) => [0.01 * i, 0.02 * i]);
    if (!crosses([...line, line[0]])) bad.push("corners on a line are taken for an outline");
    if (n > 4 && !crosses([...swapped, swapped[0]])) bad.push("two corners changed about are not seen: " + JSON.stringify(swapped));
  }
});
