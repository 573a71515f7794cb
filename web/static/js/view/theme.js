// Light or dark: as the person chose, else as the machine is set.

import { storage } from "../storage.js";

/** @param {() => void} onSwitch hears when the person has chosen the other */
export function createTheme(onSwitch) {
  const stored = storage.read("theme");
  /** @type {"light"|"dark"} */
  let theme = stored === "dark" || stored === "light" ? stored : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const show = () => { document.documentElement.dataset.theme = theme; };
  return {
    now: () => theme, show,
    turn() {
      theme = theme === "dark" ? "light" : "dark";
      storage.write("theme", theme);
      show();
      onSwitch();
    },
  };
}
