// Fetches from the service. Nothing here knows the page.

/**
 * @typedef {import("./types.js").Problem} Problem
 * @typedef {import("./types.js").Query} Query
 */

/** A refused or failed request: what the service's problem document said. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status, 0 when no answer came
   * @param {{title?: string, detail?: string, problems?: Problem[], [k: string]: any}} document
   * @param {{path?: string, request?: string}} [of] what was asked, and the name the service gave the request
   */
  constructor(status, document, { path = "", request = "" } = {}) {
    super(document.detail || document.title || `HTTP ${status}`);
    this.status = status;
    this.title = document.title || "";
    this.problems = document.problems || [];
    this.document = document;
    this.path = path;
    this.request = request;
  }
}

/** Who hears that no answer came. @type {Set<() => void>} */
const listeners = new Set();

/** Calls a function whenever the service does not answer. @param {() => void} listener */
export const whenUnanswered = (listener) => void listeners.add(listener);

/** Says whether the service answers now. */
export const answers = () => fetch("healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);

/** Says whether a file can be read still: a folder never can, nor a file that was changed or removed since it was chosen. @param {Blob} file */
export const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

/**
 * Returns the good answer of one request.
 * @param {string} path
 * @param {RequestInit} [init]
 * @throws {ApiError}
 */
export async function answerOf(path, init) {
  let answer;
  try {
    answer = await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    if (init?.body instanceof Blob && !(await readable(init.body))) throw new ApiError(422, { unreadable: true }, { path });
    for (const listener of listeners) listener();
    throw new ApiError(0, { title: "offline" }, { path });
  }
  if (!answer.ok) throw new ApiError(answer.status, (await answer.json().catch(() => null)) ?? {}, of(path, answer));
  return answer;
}

/** Says whether what failed may be answered when it is asked again, unlike a refusal. @param {any} error */
export const mayPass = (error) => error instanceof ApiError && ([0, 408, 429].includes(error.status) || error.status >= 500);

/** @param {string} path @param {Response} answer */
export const of = (path, answer) => ({ path, request: answer.headers.get("X-Request-Id") ?? "" });

/**
 * Returns the body of an answer.
 * @template T
 * @param {string} path @param {Response} answer @param {() => Promise<T>} read
 */
export const bodyOf = (path, answer, read) => read().catch((cause) => {
  if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
  for (const listener of listeners) listener(); // cut off half way
  throw new ApiError(0, { title: "offline" }, of(path, answer));
});

/** Returns what one request is answered with, null for nothing. @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
export async function request(path, init) {
  const answer = await answerOf(path, init);
  const text = await bodyOf(path, answer, () => answer.text());
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    throw new ApiError(answer.status, { detail: `${path}: the answer is not JSON` }, of(path, answer));
  }
}

/**
 * Returns "?a=1&b=2", leaving out what is undefined, null or empty; of a list each stands by itself.
 * @param {Record<string, any>} values
 */
export function search(values) {
  const kept = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== "");
  return kept.length ? "?" + new URLSearchParams(kept.flatMap(([k, v]) => [v].flat().map((one) => [k, String(one)]))) : "";
}

/**
 * Returns how a question is put: as an address, or with what-if changes or a drawn area as a body.
 * @param {string} path @param {Record<string, any>} q @param {AbortSignal} [signal] @returns {[string, RequestInit]}
 */
export function put(path, q, signal) {
  if (!q.sites && typeof q.area !== "object") return [path + search(q), { signal }];
  return [path, { ...posted(q), signal }];
}

/** Returns a question as a body has it. @param {Record<string, any>} q @returns {any} */
export const bodyFor = (q) => ({ ...q, year: q.year ? String(q.year) : undefined });

/** Returns what puts a question as a body. @param {Record<string, any>} q @returns {RequestInit} */
export const posted = (q) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(bodyFor(q)) });

/** Asks a question. @param {string} path @param {Query} q @param {AbortSignal} [signal] */
const ask = (path, q, signal) => request(...put(path, q, signal));

/** @param {string} id */
const layerPath = (id) => `api/layers/${encodeURIComponent(id)}`;

/** @param {string} tag @returns {Record<string, string>} */
const onlyIf = (tag) => (tag ? { "If-Match": tag } : {});

export const api = {
  layerPath,
  layers: () => request("api/layers"),
  services: () => request("api/services"),
  areas: () => request("api/areas"),
  codes: () => request("api/landuse/codes"),

  /** @param {string} id */
  features: (id) => request(`${layerPath(id)}/features`),
  /** @param {string} id @param {string} feature */
  feature: (id, feature) => request(`${layerPath(id)}/features/${encodeURIComponent(feature)}`),
  /** @param {string} id */
  versions: (id) => request(`${layerPath(id)}/versions`),
  /** @param {string} id @param {number} from @param {number} to */
  compare: (id, from, to) => request(`${layerPath(id)}/compare` + search({ from, to })),
  /** @param {string} id @param {number} version @param {string} [tag] the ETag that it must have @returns {Promise<import("./types.js").Layer>} */
  restore: (id, version, tag = "") => request(`${layerPath(id)}/restore` + search({ version }), { method: "POST", headers: onlyIf(tag) }),

  /** Removes the versions of a layer before one for good. @param {string} id @param {number} before @returns {Promise<{removed: number[]}>} */
  forget: (id, before) => request(`${layerPath(id)}/versions` + search({ before }), { method: "DELETE" }),

  /** @param {Query} q @param {AbortSignal} [signal] */
  coverage: (q, signal) => ask("api/coverage", q, signal),
  /** @param {Query} q @param {AbortSignal} [signal] @returns {Promise<import("./types.js").FeatureCollection>} */
  gaps: (q, signal) => ask("api/gaps", q, signal),
  /** Returns cells with their outlines as GeoJSON. @param {{area?: string, cells: string, size?: number, kernel?: number}} q */
  density: (q) => request("api/density" + search(q)),
  /** @param {Query} q @param {AbortSignal} [signal] */
  reach: (q, signal) => ask("api/reach", q, signal),
  /** @param {Query} q @param {AbortSignal} [signal] */
  curve: (q, signal) => ask("api/curve", /** @type {any} */ ({ ...q, radius: typeof q.area === "object" ? q.radius : undefined, sites: undefined }), signal),

  /** Returns the binary answers that the page computes with. @param {"land"|"reach"|"cells"} what @param {Record<string, any>} q @param {AbortSignal} [signal] */
  async arrays(what, q, signal) {
    const [path, init] = put(`api/arrays/${what}`, q, signal), answer = await answerOf(path, init);
    return bodyOf(path, answer, () => answer.arrayBuffer());
  },

  /** Returns a vector tile of a layer, with how many features it draws and drops. @param {string} id @param {number} z @param {number} x @param {number} y @param {AbortSignal} [signal] */
  async tile(id, z, x, y, signal) {
    const answer = await answerOf(`tiles/${encodeURIComponent(id)}/${z}/${x}/${y}.mvt`, { signal });
    const count = (/** @type {string} */ name) => Number(answer.headers.get(name)) || 0;
    return { bytes: new Uint8Array(await answer.arrayBuffer()), drawn: count("Features-Drawn"), dropped: count("Features-Dropped") };
  },

  /** @param {{area?: string, scheme?: string}} q @param {AbortSignal} [signal] */
  landuse: (q, signal) => request("api/landuse" + search(q), { signal }),
  /** Returns the balance of land that is drawn, with classes as fine as the scheme has them. @param {any} area geometry @param {AbortSignal} [signal] @returns {Promise<import("./types.js").Landuse & {unclassified: {share: number}, uncovered_share: number}>} */
  landuseOf: (area, signal) => request("api/landuse", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ area, level: 3 }), signal }),
  /** Returns the class of every parcel. @param {{area?: string, scheme?: string}} q @param {AbortSignal} [signal] @returns {Promise<import("./assigned.js").Answer>} */
  assigned: (q, signal) => request("api/landuse/parcels" + search(q), { signal }),

  /** @param {Blob} file @param {Record<string, string>} options @param {AbortSignal} [signal] */
  check: (file, options, signal) => request("api/check" + search({ ...options, shapes: true }), { method: "POST", body: file, signal }),
  /** Returns the features that would be rejected, as they came. @param {Blob} file @param {Record<string, string>} options @returns {Promise<Blob>} */
  rejected: (file, options) => answerOf("api/check/rejected" + search({ ...options, id: undefined }), { method: "POST", body: file }).then((answer) => answer.blob()),
  /** @param {Blob} file @param {Record<string, string>} options @param {string} tag the ETag that the layer must have, "" where there must be none @param {AbortSignal} [signal] */
  load: (file, options, tag, signal) => request("api/layers" + search(options), { method: "POST", body: file, signal, headers: tag ? onlyIf(tag) : { "If-None-Match": "*" } }),
  /** @param {string} job */
  cancelLoad: (job) => request(`api/loads/${encodeURIComponent(job)}`, { method: "DELETE" }),
  /** @param {string} id @param {string} [tag] the ETag that it must have */
  withdraw: (id, tag = "") => request(layerPath(id), { method: "DELETE", headers: onlyIf(tag) }),
};
