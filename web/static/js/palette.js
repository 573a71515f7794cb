// Every colour the map paints. Legends read the same table, so they cannot differ.

/**
 * @typedef {typeof light} Palette
 */

const signal = {
  covered: "#4393C3",
  gap: "#E66101",
  site: "#762A83",
  water: "#BBD9EA",
  park: "#B7DFB0",
};

const light = {
  ...signal,
  paper: "#F6F6F3",
  land: "#E4E6E9",
  road: "#FFFFFF",
  roadEdge: "#D3D7DC",
  gapEdge: "#7A3A00",
  border: "#3B4754",
  district: "#5C6875",
  ink: "#1A1A1A",
  halo: "#FFFFFF",
  mark: "#1A1A1A",
  other: "#8A94A0",
  noData: "#D9D9D9",
  parcelEdge: "rgba(60,70,82,.28)",
  kept: "#BAD6E7",
  open: "#F3DCC8",
};

/** @type {typeof light} */
const dark = {
  ...signal,
  water: "#20384B",
  park: "#2C4E38",
  paper: "#0F1317",
  land: "#2A3138",
  road: "#171C21",
  roadEdge: "#3A434C",
  gapEdge: "#FFC9A3",
  border: "#C3CCD6",
  district: "#9AA6B2",
  ink: "#F2F5F8",
  halo: "#0F1317",
  mark: "#F2F5F8",
  site: "#C58FD0",
  other: "#7C8894",
  noData: "#4A4F55",
  parcelEdge: "rgba(10,13,16,.45)",
  kept: "#2F536B",
  open: "#4B392B",
};

/** Returns the palette of a theme. @param {"light"|"dark"} theme */
export const paletteOf = (theme) => (theme === "dark" ? dark : light);

/** Returns how land looks of which nothing is known: a hatch. @param {Palette} c @returns {import("./view/paint.js").Look} */
export const noData = (c) => ({ color: c.noData, ink: c.other });

/** Depth of service: not reached, reached once, twice, three times or more. */
export const depthColors = ["#E66101", "#4393C3", "#2166AC", "#053061"];

/** Seven steps from low to high, readable in grey and by colour-blind eyes; light on dark paper, dark on light. */
const ramp = ["#FCFDBF", "#FECE91", "#FB9A6B", "#E8626A", "#B63679", "#721F81", "#2D115B"];

/** Returns the density ramp of so many classes for a theme, low first; few classes are as far apart as the ramp allows. @param {"light"|"dark"} theme @param {number} n 1 to 7 */
export function densityRamp(theme, n) {
  const steps = theme === "dark" ? [...ramp].reverse() : ramp;
  return Array.from({ length: n }, (_, i) => steps[n < 2 ? 3 : Math.round((i * (steps.length - 1)) / (n - 1))]);
}

/** Returns "#000" or "#fff", whichever reads better on a colour. @param {string} hex "#RRGGBB" */
export function inkOn(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.25 ? "#111111" : "#FFFFFF";
}
