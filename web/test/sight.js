// How far apart two colours are for eyes of a kind.
//
// Simulation: Machado, Oliveira and Fernandes (2009), table of severity 1.0, on linear light.
// Difference: CIEDE2000, Sharma, Wu and Dalal (2005), equations 2 to 22; D65.

/** Matrices by kind of eyes, row by row. @type {Record<string, number[]>} */
export const eyes = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** Returns linear light of #RRGGBB. @param {string} hex */
const linear = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));

/** Returns CIELAB of a colour as eyes of a kind see it. @param {string} hex @param {string} kind */
export function labOf(hex, kind) {
  const c = linear(hex), m = eyes[kind];
  const [r, g, b] = [0, 3, 6].map((k) => Math.min(1, Math.max(0, m[k] * c[0] + m[k + 1] * c[1] + m[k + 2] * c[2])));
  const f = (/** @type {number} */ t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047), y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b), z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Returns ΔE00 of two colours in CIELAB. @param {number[]} p @param {number[]} q */
export function deltaE([l1, a1, b1], [l2, a2, b2]) {
  const rad = Math.PI / 180, mean = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7, grow = 1.5 - 0.5 * Math.sqrt(mean / (mean + 25 ** 7));
  const c1 = Math.hypot(a1 * grow, b1), c2 = Math.hypot(a2 * grow, b2), grey = c1 * c2 === 0;
  const h1 = (Math.atan2(b1, a1 * grow) / rad + 360) % 360, h2 = (Math.atan2(b2, a2 * grow) / rad + 360) % 360;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180, hue = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * rad);
  const l = (l1 + l2) / 2, c = (c1 + c2) / 2, h = grey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const t = 1 - 0.17 * Math.cos((h - 30) * rad) + 0.24 * Math.cos(2 * h * rad) + 0.32 * Math.cos((3 * h + 6) * rad) - 0.2 * Math.cos((4 * h - 63) * rad);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
  const rt = -Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  return Math.sqrt(((l2 - l1) / sl) ** 2 + ((c2 - c1) / sc) ** 2 + (hue / sh) ** 2 + ((rt * (c2 - c1)) / sc) * (hue / sh));
}

/** Returns the contrast of two colours, as WCAG has it. @param {string} a @param {string} b */
export function contrast(a, b) {
  const [x, y] = [a, b].map((hex) => { const [r, g, blue] = linear(hex); return 0.2126 * r + 0.7152 * g + 0.0722 * blue + 0.05; });
  return Math.max(x, y) / Math.min(x, y);
}
