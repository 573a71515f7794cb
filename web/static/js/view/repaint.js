// Which of the map's layers a change shows on.

/** Facilities above which each is a small dot, on a layer that does not follow the radius. */
export const many = 200;

/**
 * Returns the map layers that a change shows on, all for an empty list, null for none; "lacking" stands for those that lacked tiles.
 * @param {Set<string>} changed @param {number} [facilities] in the answer @param {boolean} [still] whether the marks are painted as they would be now
 * @returns {string[]|null}
 */
export function layersToPaint(changed, facilities = 0, still = false) {
  const keys = [...changed].filter((key) => !["at", "busy", "revision", "error", "failed", "offline", "shapesCome", "curve", "canUndo", "canRedo", "draftHeld", "seek", "briefs"].includes(key));
  if (!keys.length) return null;
  if (changed.has("tiles")) {
    const others = layersToPaint(new Set(keys.filter((key) => key !== "tiles")), facilities, still);
    return others?.length === 0 ? [] : ["lacking", ...(others ?? [])];
  }
  const marks = still ? [] : ["mark"];
  if (keys.every((key) => ["facility", "proposing", "spot", "found"].includes(key))) return marks.length ? marks : null;
  const answer = ["swipe", "radius", "facility", "sites", "proposing", "baseline", "gap", "coverage", "gaps", "gapShapes", "gapsAsked", "reachShapes", "asked", "live", "reach", "compareLive", "compareStands", "arrays", "spot", "found"];
  return keys.every((key) => answer.includes(key)) ? ["answer", ...(facilities > many && (changed.has("coverage") || changed.has("sites")) ? ["over"] : []), ...marks] : [];
}
