// Which of the map's layers a change shows on.

/** Returns the map layers that a change shows on, all for an empty list, null for none. @param {Set<string>} changed @param {boolean} many whether facilities are drawn apart from what follows the radius */
export function layersToPaint(changed, many) {
  const keys = [...changed].filter((key) => !["at", "busy", "revision", "error", "curve", "canUndo", "canRedo"].includes(key));
  if (!keys.length) return null;
  if (keys.every((key) => ["facility", "proposing", "spot"].includes(key))) return ["mark"];
  const answer = ["swipe", "radius", "facility", "sites", "proposing", "baseline", "gap", "coverage", "gaps", "gapShapes", "gapsAsked", "reachShapes", "asked", "live", "arrays", "spot"];
  return keys.every((key) => answer.includes(key)) ? ["answer", ...(many && (changed.has("coverage") || changed.has("sites")) ? ["over"] : []), "mark"] : [];
}
