// The industry-city view: how industry and city stand to each other, each figure with its formula.

import { request, search } from "../api.js";
import { howWords } from "../formula.js";
import { metres, number, percent } from "../format.js";
import { currentLanguage, headed, nameOf, t } from "../i18n.js";
import { measureName, measureText } from "../measures.js";
import { createAsked, landQuestion } from "./asked.js";
import { fill, h } from "./dom.js";
import { faultParts } from "./fault.js";
import { createHow } from "./how.js";
import { statesText } from "./words.js";

const groups = ["land", "mix", "jobs_housing", "output"];
const sides = ["residential_land", "residents", "industrial_land", "jobs"];

/** Figures that are shares. */
const shares = new Set(["residential_share", "industrial_share"]);

/** @param {import("../main.js").Context} ctx */
export function createCity({ settings, data, loader }) {
  const body = h("div", { class: "panebody", id: "city" });
  const how = createHow();
  const asked = createAsked(data);
  /** @type {any} */
  let answer = null;

  /** @param {boolean} opened whether the pane was opened just now */
  async function ask(opened) {
    const s = settings.get(), key = landQuestion(s, data.get(), [data.get().landuse?.mappings]);
    if (!key || !asked.due(key, opened)) return;
    try {
      answer = await loader.awaiting("city", request("api/industry-city" + search({ area: s.area, ...(s.year ? { year: s.year } : { status: s.status }) })));
      draw();
    } catch (error) {
      asked.failed();
      fill(body, h("p", { class: "none" }, faultParts(error)));
    }
  }

  /** @param {any} f */
  function figure(f) {
    const name = headed(measureName(f.id, f)), { button, note } = how("city-" + f.id, name, howWords(f.id, f));
    const value = f.value === null ? "–" : shares.has(f.id) ? percent(f.value) : measureText(f.id, f.value, f);
    return h("div", { data: { figure: f.id } }, h("dt", null, name, button), h("dd", null, value), note && h("dd", { class: "whole" }, note));
  }

  /** What one service reaches on both sides, as bars. @param {any} s */
  function service(s) {
    const id = "side-" + s.service, name = headed(nameOf({ ...s, id: s.service })), pick = (/** @type {any} */ text) => text[currentLanguage()];
    const { button, note } = how(id, name, [pick(s.formula), t("city.basis", { basis: pick(s.basis) })]);
    return h("section", { class: "sidecard", data: { service: s.service } },
      h("h4", null, name, h("span", { class: "muted" }, ` ${metres(s.radius_m)}`), button), note,
      h("dl", { class: "sides" }, sides.map((side) => {
        const share = s[side];
        const bar = h("span", { class: "own" });
        bar.style.width = `${100 * (share?.ratio ?? 0)}%`;
        return h("div", { data: { side } }, h("dt", null, t("city." + side)), h("dd", null, share?.ratio === null || share?.ratio === undefined ? "–" : percent(share.ratio)), h("dd", { class: `bar ${side}`, "aria-hidden": "true" }, bar));
      })));
  }

  function draw() {
    if (!answer) return;
    const by = (/** @type {string} */ id) => answer.figures.find((/** @type {any} */ f) => f.id === id)?.value;
    const ratio = by("homes_to_industry"), jobs = by("jobs_housing_ratio");
    fill(body,
      h("p", { class: "sentence" }, ratio !== null && ratio !== undefined ? t("city.sentence", { ratio: number(ratio, 1), jobs: jobs === null || jobs === undefined ? "–" : number(jobs, 2) }) : t("city.intro")),
      h("p", { class: "note" }, t("city.about"), " ", t("city.asof", { state: statesText(settings.get()) })),
      groups.map((g) => {
        const list = answer.figures.filter((/** @type {any} */ f) => f.group === g);
        return list.length ? [h("h3", null, t("city.group." + g)), h("dl", { class: "facts rows" }, list.map(figure))] : [];
      }).flat(),
      answer.services.length ? h("h3", null, t("city.services")) : null, answer.services.length ? h("p", { class: "note" }, t("city.services.about")) : null,
      answer.services.map(service));
  }

  return {
    element: body,
    /** @param {Set<string>} changed */
    update(changed) {
      if (changed.has("start")) draw();
      ask(changed.has("start"));
    },
  };
}
