// Room that is given back at once: what is left to the browser to collect stays for seconds, many megabytes of it.

/** Gives the room of an array back; nothing may look into it any more. @param {ArrayBufferView} array */
export const free = ({ buffer }) => void (/** @type {any} */ (buffer).detached || /** @type {any} */ (buffer).transfer?.(0));

/** Gives the room of a canvas back, with what is on it. @param {HTMLCanvasElement} canvas */
export function clear(canvas) {
  canvas.width = canvas.height = 0;
}
