// Words for roles and kinds of layers.

import { has, t } from "../i18n.js";

/** Names a role or kind in the present language. @param {"role"|"kind"} what @param {string|undefined|null} value */
export const word = (what, value) => (!value ? "–" : has(`${what}.${value}`) ? t(`${what}.${value}`) : value);
