// Says how far the layers have come, before there is anything to show.

import { t } from "../i18n.js";
import { h, say } from "./dom.js";

/** @param {import("../main.js").Context} ctx */
export function createLoading({ data }) {
  const bar = h("progress", { "aria-label": t("loading.title") }), count = h("span", { class: "muted figures" });
  const element = h("section", { class: "float loading", id: "loading", "aria-busy": "true" },
    h("p", { class: "between", role: "status" }, h("b", null, t("loading.title")), count), bar,
    h("div", { class: "skeleton", "aria-hidden": "true" }, [70, 52, 61].map((n) => {
      const line = h("span", null);
      line.style.width = `${n}%`;
      return line;
    })));
  return {
    element,
    update() {
      const { drawn, error, offline, shapesCome: come, layers } = data.get();
      element.hidden = Boolean(drawn || error || offline) || layers?.length === 0;
      if (element.hidden) return;
      say(count, come ? t("loading.n", come) : "");
      if (come) Object.assign(bar, { max: come.of, value: come.n });
    },
  };
}
