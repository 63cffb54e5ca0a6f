// The bot's keyboard below the composer, in place of the letters: each key says its words.

import { el } from "./element.js";
import { say } from "./words.js";

/** markup: ReplyKeyboardMarkup; press(key) */
export function replyKeyboard(markup, press) {
  const rows = markup.keyboard.map((keys) =>
    el("div", { class: "reply-row" }, ...keys.map((key) => replyKey(key, press))),
  );
  const shape = markup.resize_keyboard ? "reply-keyboard" : "reply-keyboard tall";
  return el(
    "div",
    { class: shape, role: "group", "aria-label": say("Keyboard of the bot") },
    ...rows,
  );
}

function replyKey(key, press) {
  // A key may be a plain string: the Bot API allows it.
  const whole = typeof key === "string" ? { text: key } : key;
  const style = ["reply-key", whole.style].filter(Boolean).join(" ");
  return el("button", { type: "button", class: style, onclick: () => press(whole) }, whole.text);
}
