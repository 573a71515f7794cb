// Dragging things on the map with any pointer.

/** How far, in pixels, the pointer goes before a press is a drag. */
const dragPx = 3;

/**
 * Lets things on the map be dragged with any pointer, in place of the map.
 * Returns a function that says whether the click just heard ended such a drag.
 * @param {HTMLElement} element
 * @param {{place: (e: MouseEvent) => [number, number], hold: (still: boolean) => void,
 *   onPress: (lonLat: [number, number]) => ((lonLat: [number, number]) => void)|null}} map place: longitude and latitude under the pointer; hold: keeps the map still
 */
export function listenDrags(element, { place, hold, onPress }) {
  /** @type {((lonLat: [number, number]) => void)|null} */
  let follow = null;
  let from = [0, 0], moved = false;
  element.addEventListener("pointerdown", (e) => {
    moved = false;
    if (e.button !== 0 || !e.isPrimary) return;
    follow = onPress(place(e));
    if (!follow) return;
    from = [e.clientX, e.clientY];
    hold(true);
    element.setPointerCapture(e.pointerId);
  }, true);
  element.addEventListener("pointermove", (e) => {
    if (!follow) return;
    moved ||= Math.hypot(e.clientX - from[0], e.clientY - from[1]) > dragPx;
    if (moved) follow(place(e));
  }, true);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    element.addEventListener(end, () => {
      if (follow) hold(false);
      follow = null;
    }, true);
  }
  return () => moved;
}
