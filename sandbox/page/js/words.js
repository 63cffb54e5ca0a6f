// The page's own words in English and 简体中文. What bots and people say is never touched here.

import { recall, remember } from "./preferences.js";
import { ZH } from "./words_zh.js";

let language = recall("language") || (navigator.language.startsWith("zh") ? "zh" : "en");

export const currentLanguage = () => language;
/** A BCP 47 tag for Intl. */
export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

export function setLanguage(chosen) {
  language = chosen;
  remember("language", chosen);
  applyLanguage();
}

export function applyLanguage() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = say("KOC Dispatch · local Telegram");
}

/** say("Hide {name}", {name}) */
export function say(words, parameters = {}) {
  const wording = language === "zh" ? (ZH[words] ?? words) : words;
  return wording.replace(/\{(\w+)\}/g, (whole, name) => parameters[name] ?? whole);
}

/** "zh-hans" becomes 简体中文; an unknown code stays as it is. */
export function languageName(code) {
  if (!code) return say("No language");
  try {
    return new Intl.DisplayNames([code], { type: "language" }).of(code) || code;
  } catch {
    return code;
  }
}
