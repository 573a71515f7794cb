// Says which data a view waits for.

/**
 * Returns what a view needs and the data lack: "layers", "area", "service" or
 * "landuse"; "" when nothing is missing.
 * @param {import("./state.js").Data} d @param {string} view
 */
export function lacking(d, view) {
  if (!d.layers?.length) return "layers";
  if (view === "data") return "";
  if (!d.areas?.length) return "area";
  if (view === "coverage" || view === "scenarios") return d.services?.length ? "" : "service";
  return d.layers.some((/** @type {import("./types.js").Layer} */ l) => l.role === "landuse") ? "" : "landuse";
}
