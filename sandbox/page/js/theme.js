// Light or dark: the system's choice until somebody presses the switch.

import { recall, remember } from "./preferences.js";

const system = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  const chosen = recall("theme");
  return chosen ? chosen === "dark" : system.matches;
}

export function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  // Choosing what the system says anyway means following the system again.
  remember("theme", (theme === "dark") === system.matches ? null : theme);
  applyTheme();
}

export function applyTheme() {
  const chosen = recall("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

export function onThemeChange(listener) {
  system.addEventListener("change", listener);
}
