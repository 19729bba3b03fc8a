// What belongs to the reader and not to the page: language, theme, single keys. Kept in local storage when there is one.

import type { Locale } from "./format";

function load(key: string): string | null {
  try {
    return localStorage.getItem(`entrepot.${key}`);
  } catch {
    return null;
  }
}

function save(key: string, value: string): void {
  try {
    localStorage.setItem(`entrepot.${key}`, value);
  } catch {
    // A browser without storage keeps the choice for this page only.
  }
}

export type Theme = "light" | "dark";
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

class Prefs {
  // boot.js has already read address and storage.
  locale = $state<Locale>(root.lang === "zh-CN" ? "zh-CN" : "en");
  chosen = $state<Theme | null>((root.dataset["theme"] as Theme | undefined) ?? null);
  systemDark = $state(system.matches);
  singleKeys = $state(load("keys") !== "off");

  constructor() {
    system.addEventListener("change", (event) => (this.systemDark = event.matches));
  }

  get theme(): Theme {
    return this.chosen ?? (this.systemDark ? "dark" : "light");
  }

  setLocale(locale: Locale): void {
    this.locale = locale;
    root.lang = locale;
    save("lang", locale);
  }

  toggleTheme(): void {
    this.chosen = this.theme === "dark" ? "light" : "dark";
    root.dataset["theme"] = this.chosen;
    save("theme", this.chosen);
  }

  setSingleKeys(on: boolean): void {
    this.singleKeys = on;
    save("keys", on ? "on" : "off");
  }
}

export const prefs = new Prefs();
