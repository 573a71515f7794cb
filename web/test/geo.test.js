import { toWorld, fromWorld } from "../static/js/geo/shape.js";
import { law } from "./law.js";

law("world coordinates go there and back", (random, bad) => {
  for (let i = 0; i < 2000; i++) {
    const lon = random() * 360 - 180, lat = random() * 168 - 84, [a, b] = fromWorld(...toWorld(lon, lat));
    if (Math.abs(a - lon) > 1e-9 || Math.abs(b - lat) > 1e-9) bad.push([lon, lat, a, b].join());
  }
});
