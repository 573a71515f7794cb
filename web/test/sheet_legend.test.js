import { columnsOf } from "../static/js/view/sheet_legend.js";
import { law } from "./law.js";

law("each row of a sheet's legend has a place of its own, in order, beside the map or in even columns below", (random, bad) => {
  for (let i = 0; i < 2000; i++) {
    const tall = Array.from({ length: Math.floor(random() * 60) }, () => 22 + 16 * Math.floor(random() ** 4 * 12));
    const room = random() * 900 - 100, columns = 1 + Math.floor(random() * 5), all = tall.reduce((sum, h) => sum + h, 0);
    const places = columnsOf(tall, room, columns), what = `${tall.join()} in ${room} and ${columns}`;
    if (places.length !== tall.length) bad.push(`${places.length} places: ${what}`);
    if (all <= room && places.some((p) => p.below)) bad.push(`not beside the map though there is room: ${what}`);
    places.forEach((p, k) => {
      const before = places[k - 1], follows = before && before.below === p.below && before.x === p.x;
      if (p.y !== (follows ? before.y + tall[k - 1] : 0)) bad.push(`row ${k} at ${p.y}: ${what}`);
      if (before && (before.below > p.below || (before.below === p.below && p.x !== before.x && p.x !== before.x + 1))) bad.push(`row ${k} stands before another: ${what}`);
      if (p.x >= columns || (!p.below && (p.x || p.y + tall[k] > room))) bad.push(`row ${k} outside: ${what}`);
    });
    const rest = tall.filter((_, k) => places[k].below), below = rest.reduce((sum, h) => sum + h, 0);
    const high = Math.max(0, ...places.map((p, k) => (p.below ? p.y + tall[k] : 0)));
    if (high > below / columns + 1.25 * Math.max(0, ...rest)) bad.push(`${high} high: ${what}`);
  }
});
