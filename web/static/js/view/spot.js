// A small map in a report that shows where a problem lies.

import { boxOf, shapesOf, toWorld } from "../geo/shape.js";
import { t } from "../i18n.js";
import { h } from "./dom.js";
import { paintBorders, paintGround, paintRoads } from "./ground.js";
import { dot, draw } from "./paint.js";

/** The largest file, in bytes, that is read again to find a feature. */
const mostBytes = 64 << 20;

/** Rules whose features have no place on the map. */
const nowhere = new Set(["syntax", "projected", "transform", "out_of_range", "not_finite", "axes_swapped"]);

const W = 600, H = 230;

/** @param {string} name */
const isPlain = (name) => /\.(geo)?json$/i.test(name);

/**
 * Returns a function that gives a problem's map, or null where the file cannot tell:
 * it is not plain GeoJSON, too large, or the problem is of no feature.
 * @param {import("../main.js").Context} ctx @param {File} file
 */
export function createSpots(ctx, file) {
  /** @type {Promise<any>|null} */
  let parsed = null;
  const read = () => (parsed ??= file.text().then((text) => JSON.parse(text.replace(/^\uFEFF/, ""))).catch(() => null));

  return (/** @type {import("../types.js").Problem} */ p) => {
    if (!isPlain(file.name) || file.size > mostBytes || !(Number(p.feature) >= 0) || nowhere.has(p.rule)) return null;
    const place = h("div", { class: "spot" });
    const button = h("button", { type: "button", class: "chip", "aria-expanded": "false", onClick: toggle }, t("report.spot"));

    async function toggle() {
      if (place.firstChild) {
        place.replaceChildren();
        return button.setAttribute("aria-expanded", "false");
      }
      place.replaceChildren(spotMap(ctx, await read(), p) ?? h("p", { class: "note" }, t("report.nowhere")));
      button.setAttribute("aria-expanded", "true");
    }
    return h("div", null, button, place);
  };
}

/** Says whether a value is a position on the map. @param {any} v */
const isPosition = (v) => Array.isArray(v) && v.length >= 2 && Math.abs(v[0]) <= 180 && Math.abs(v[1]) <= 85;

/** Returns the value a JSON pointer names, or the last one on its way that there is. @param {any} root @param {string|undefined} pointer */
function follow(root, pointer) {
  let now = root;
  for (const step of (pointer ?? "").split("/").slice(1)) {
    if (isPosition(now)) return now;
    const next = now?.[step.replaceAll("~1", "/").replaceAll("~0", "~")];
    if (next === undefined) return now;
    now = next;
  }
  return now;
}

/**
 * Draws the feature of a problem among the layers loaded; null where it has no place on the map.
 * @param {import("../main.js").Context} ctx @param {any} root the file @param {import("../types.js").Problem} p
 */
function spotMap({ layers, palette }, root, p) {
  const feature = root?.features?.[Number(p.feature)] ?? (root?.type === "Feature" ? root : null);
  const at = follow(root, p.path);
  /** @type {import("../geo/shape.js").Shape[]} */
  let shapes = [];
  try {
    shapes = feature ? shapesOf(feature) : [];
  } catch {
    // Coordinates nested wrongly have no shape; a position may be left to show.
  }
  const mark = isPosition(at) ? toWorld(at[0], at[1]) : null;
  shapes = shapes.filter((s) => s.box.every((v) => v >= 0 && v <= 1));
  const box = boxOf(shapes) ?? (mark && [mark[0], mark[1], mark[0], mark[1]]);
  if (!box) return null;

  const canvas = h("canvas", { class: "spotmap", role: "img", "aria-label": t("report.spot.label", { n: p.feature ?? 0 }) });
  canvas.width = 2 * W;
  canvas.height = 2 * H;
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(2, 2);
  const scale = Math.min((W - 60) / Math.max(box[2] - box[0], 1e-12), (H - 60) / Math.max(box[3] - box[1], 1e-12), 256 * 2 ** 15);
  const frame = { ctx: g, scale, zoom: Math.log2(scale / 256), width: W, height: H, x0: (box[0] + box[2]) / 2 - W / 2 / scale, y0: (box[1] + box[3]) / 2 - H / 2 / scale };
  const c = palette();
  g.fillStyle = c.paper;
  g.fillRect(0, 0, W, H);
  paintGround(frame, layers(), c);
  paintRoads(frame, layers(), c);
  paintBorders(frame, layers(), c);
  for (const s of shapes) {
    if (s.kind === "point") for (const part of s.parts) for (let i = 0; i < part.length; i += 2) dot(frame, [part[i], part[i + 1]], { r: 6, fill: c.gap, halo: c.halo });
    else draw(frame, s, { stroke: c.gap, width: 2.5, fill: c.gap + "33" });
  }
  if (mark) dot(frame, mark, { r: 6, fill: c.mark, halo: c.halo, hollow: true });
  return canvas;
}
