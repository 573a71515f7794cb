// Where facilities stand in the data.

import { fromWorld } from "./geo/shape.js";

/** Returns the place of a facility of layers that are drawn, null where none has it. @param {any[]|undefined} drawn @param {string} key layer/id @returns {[number, number]|null} */
export function standsAt(drawn, key) {
  for (const l of drawn ?? []) {
    if (l.role !== "facility") continue;
    for (const s of l.shapes) {
      if (key !== `${l.id}/${s.id}` && key !== String(s.id)) continue;
      return s.kind === "point" ? fromWorld(s.parts[0][0], s.parts[0][1]) : fromWorld((s.box[0] + s.box[2]) / 2, (s.box[1] + s.box[3]) / 2);
    }
  }
  return null;
}
