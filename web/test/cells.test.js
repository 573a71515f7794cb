import { cellsAsked, fits, isGrid, mostCells, sizeFor, sizesFor } from "../static/js/cells.js";
import { law } from "./law.js";

/** An area of a side at a place. @param {number} side metres */
const square = (side, lon = 118.9, lat = 42.3) => {
  const h = side / 111320, w = h / Math.cos((lat * Math.PI) / 180);
  return { bbox: [lon, lat, lon + w, lat + h] };
};

law("what is asked for is few enough cells, near what is chosen, and among the choices", (random, bad) => {
  for (let i = 0; i < 3000; i++) {
    const side = 10 ** (2 + 4 * random()), area = square(side, -170 + 340 * random(), -70 + 140 * random());
    const size = Math.round(25 + 10 ** (1 + 4 * random())), kernel = Math.round(5000 * random()), cells = ["hex", "square", "parcel", "district"][Math.floor(4 * random())];
    const asked = cellsAsked({ area: "a", cells, size, kernel }, area), told = JSON.stringify({ side, size, kernel, cells, asked });
    if (!isGrid(cells)) {
      if (asked.size !== undefined || asked.kernel !== undefined) bad.push("no grid has no size: " + told);
      continue;
    }
    if (!(side * side / (asked.size * asked.size) < mostCells)) bad.push("too many: " + told);
    if ((asked.kernel ?? 0) > 40 * asked.size) bad.push("too far: " + told);
    if (asked.size !== size && (asked.size < size || fits(size, cells, area))) bad.push("another size without need: " + told);
    const offers = sizesFor(size, cells, area), at = offers.find((o) => o.size === asked.size);
    if (!at?.fits || !offers.some((o) => o.size === size)) bad.push("not to choose from: " + told + JSON.stringify(offers));
  }
  if (sizesFor(250, "hex", square(5000)).map((o) => o.size).join() !== "100,200,250,500,1000") bad.push("what a town is offered");
  if (sizeFor(25, "hex", null) !== 25) bad.push("an area that is not known");
  if (sizesFor(250, "hex", square(400000)).filter((o) => o.fits).length < 2) bad.push("a province has no choice");
});
