// Which cells of density are asked for: none that the service refuses.

/** Metres, as they are offered; those after the fifth only where the ones before are too many cells. */
const steps = [100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000], always = 5;

/** The most cells that the service makes, and the most cells in the radius of a kernel. */
export const mostCells = 50000;
const mostKernelCells = 40;

/** By how much an area's box may be wider on the service's plane than it is said here. */
const wider = 1.02;

/** Metres of a degree of latitude. */
const degreeM = 111320;

/** @typedef {"hex"|"square"|"parcel"|"district"} Form */
/** @typedef {{bbox: number[]}|null|undefined} Area */

/** @param {string} form */
export const isGrid = (form) => form === "hex" || form === "square";

/** Says whether an area has few enough cells of a size, as the service counts them: all that its box may touch. @param {number} size metres @param {string} form @param {Area} area */
export function fits(size, form, area) {
  if (!area?.bbox) return true; // it is not known
  const [west, south, east, north] = area.bbox;
  const widest = south < 0 && north > 0 ? 1 : Math.cos((Math.min(Math.abs(south), Math.abs(north)) * Math.PI) / 180);
  const rowM = form === "hex" ? (size * Math.sqrt(3)) / 2 : size;
  const rows = ((north - south) * degreeM * wider) / rowM + 3, columns = ((east - west) * degreeM * widest * wider) / size + 3;
  return rows * columns < mostCells;
}

/** Returns the size that is asked for in place of one: itself, or the next that is offered and few enough cells. @param {number} size @param {string} form @param {Area} area */
export const sizeFor = (size, form, area) => [size, ...steps.filter((step) => step > size)].find((m) => fits(m, form, area)) ?? size;

/** Returns the kernel's radius that is asked for in place of one. @param {number} kernel @param {number} size of a cell, as asked for */
export const kernelFor = (kernel, size) => Math.min(kernel, mostKernelCells * size);

/**
 * Returns the sizes to choose from, the chosen one among them.
 * @param {number} size the chosen one @param {string} form @param {Area} area @returns {{size: number, fits: boolean}[]}
 */
export function sizesFor(size, form, area) {
  const least = sizeFor(steps[0], form, area), last = Math.max(always, steps.indexOf(least) + 2);
  return [...new Set([...steps.slice(0, last), size, sizeFor(size, form, area)])].sort((a, b) => a - b).map((m) => ({ size: m, fits: fits(m, form, area) }));
}

/** Returns what is asked of an area. @param {{area: string, cells: string, size: number, kernel: number}} s @param {Area} at @returns {{area: string, cells: string, size?: number, kernel?: number}} */
export function cellsAsked({ area, cells, size, kernel }, at) {
  if (!isGrid(cells)) return { area, cells };
  const asked = sizeFor(size, cells, at);
  return { area, cells, size: asked, kernel: kernelFor(kernel, asked) || undefined };
}
