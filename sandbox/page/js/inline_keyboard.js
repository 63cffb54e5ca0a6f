// The button rows under a message: each kind of inline button and what pressing it does.

import { el } from "./element.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const CORNER = { url: "outside", login_url: "outside", web_app: "outside", copy_text: "copy" };

/** press(button, row, column, node) */
export function inlineKeyboard(markup, press) {
  const rows = markup.inline_keyboard.map((buttons, row) =>
    el(
      "div",
      { class: "inline-row" },
      ...buttons.map((button, column) =>
        inlineButton(button, (node) => press(button, row, column, node)),
      ),
    ),
  );
  return el(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": say("Buttons") },
    ...rows,
  );
}

function inlineButton(button, press) {
  const kind = Object.keys(CORNER).find((name) => button[name]);
  return el(
    "button",
    {
      type: "button",
      class: ["inline-button", button.style].filter(Boolean).join(" "),
      title: button.url || button.web_app?.url || button.copy_text?.text || null,
      onclick: (event) => press(event.currentTarget),
    },
    el("span", { class: "words" }, button.text),
    kind ? icon(CORNER[kind], 13) : null,
  );
}
