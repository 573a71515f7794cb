// Turns the page from one language to the other.

import { currentLanguage, useLanguage } from "../i18n.js";
import { storage } from "../storage.js";

/**
 * @param {{settings: any, data: any}} stores
 * @param {() => void} draw draws the page anew
 */
export function createLanguage({ settings, data }, draw) {
  let chosen = ""; // by the person, not by a link

  return {
    /** Takes the other language and keeps the choice. */
    turn() {
      chosen = currentLanguage() === "zh" ? "en" : "zh";
      settings.set({ lang: chosen });
    },
    /** Draws the page in a language; where its words cannot be had, it stays as it is. @param {import("../i18n.js").Language} language */
    async speak(language) {
      if (language === currentLanguage()) return;
      try {
        await useLanguage(language);
      } catch {
        settings.set({ lang: currentLanguage() });
        return data.set({ error: { status: 0 } });
      }
      if (chosen === language) storage.write("language", language);
      chosen = "";
      draw();
      document.getElementById("language")?.focus();
    },
  };
}
