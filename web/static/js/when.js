// Which facilities, parcels and people count: by what they are, or by a year.

/** @typedef {{status?: string, year?: number}} When a year above 0 decides alone */

/** The states that may be counted, and which are offered together. */
const states = ["existing", "under_construction", "planned"];
export const offeredStates = states.map((_, i) => states.slice(0, i + 1).join());

/** Returns the states of a text in their order, all for "" as the service does, null where it names another. @param {string} text */
export function statusIn(text) {
  const named = text ? text.split(",") : states;
  return named.every((state) => states.includes(state)) ? states.filter((state) => named.includes(state)).join() : null;
}

/** Returns a property as a year, 0 for none. @param {any} value */
const yearOf = (value) => {
  const year = Number(String(value ?? "").slice(0, 4));
  return year >= 1000 && year <= 9999 ? year : 0;
};

/** The words of offices, as the service reads them; any other counts as existing. @type {Record<string, string[]>} */
const words = {
  under_construction: ["under_construction", "construction", "building", "在建", "建设中", "施工中"],
  planned: ["planned", "proposed", "plan", "future", "规划", "规划新增", "规划新建", "拟建", "未建", "新建", "待建"],
  closed: ["closed", "demolished", "removed", "razed", "abandoned", "disused", "decommissioned", "关闭", "已关闭", "停用", "已停用", "拆除", "已拆除", "已拆", "废弃", "已废弃", "撤销", "已撤销", "停运", "关停"],
};

/** The properties that say so, the service's own name first. @type {Record<string, string[]>} */
export const properties = {
  status: ["status", "状态", "建设状态", "建设情况", "现状", "state"],
  opens: ["opens", "opening_year", "open_year", "year_open", "year_built", "built_year", "开放年份", "启用年份", "投用年份", "建成年份", "建设年份", "start_date"],
  closes: ["closes", "closing_year", "close_year", "关闭年份", "停用年份", "end_date"],
};

/** Returns what properties say under one of these names. @param {any} p @param {string} what */
const said = (p, what) => p[/** @type {string} */ (properties[what].find((name) => (p[name] ?? "") !== ""))];

/** Returns the status that properties state. @param {any} p */
export function statusOf(p) {
  const word = String(said(p, "status") ?? "").toLowerCase().split(/[ _\-\u3000]+/).filter(Boolean).join("_");
  return Object.keys(words).find((status) => words[status].includes(word)) ?? "existing";
}

/** Says whether something with these properties counts, as the service decides it. @param {any} p properties @param {When} when */
export function counts(p, { status = "", year = 0 }) {
  const is = statusOf(p);
  if (!year) return status ? status.split(",").includes(is) : is !== "closed";
  const opens = yearOf(said(p, "opens")), closes = yearOf(said(p, "closes"));
  if (closes ? closes <= year : is === "closed") return false;
  return opens ? opens <= year : is === "existing" || is === "closed";
}

/**
 * Returns the first and last year in which something opens, null where nothing says.
 * @param {{shapes: {properties: any}[]}[]} layers
 * @returns {[number, number]|null}
 */
export function openingYears(layers) {
  let first = Infinity, last = -Infinity;
  for (const layer of layers) {
    for (const s of layer.shapes) {
      const year = yearOf(said(s.properties, "opens"));
      if (year) [first, last] = [Math.min(first, year), Math.max(last, year)];
    }
  }
  return last > first ? [first, last] : null;
}
