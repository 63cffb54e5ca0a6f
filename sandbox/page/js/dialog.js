// A modal dialog: title, content, buttons. Focus, Escape and the backdrop behave as expected.

import { el } from "./element.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** content: nodes; actions: [{words, kind, press}]; press returning false keeps the dialog open. */
export function openDialog({ title, content, actions = [], wide = false }) {
  const close = el(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": say("Close"),
      onclick: () => box.close(),
    },
    icon("close"),
  );
  const form = el(
    "form",
    { method: "dialog", class: "dialog-body" },
    el("header", {}, el("h2", {}, title), close),
    ...content,
    actions.length
      ? el("footer", {}, ...actions.map((action) => actionButton(action, () => box.close())))
      : null,
  );
  const box = el("dialog", { class: wide ? "dialog wide" : "dialog", "aria-label": title }, form);
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  (form.querySelector("[autofocus]") || form.querySelector("footer button:last-child"))?.focus();
  return box;
}

function actionButton({ words, kind = "plain", press }, close) {
  const submits = kind === "primary";
  const onclick = async (event) => {
    if (submits && !event.currentTarget.form.reportValidity()) return event.preventDefault();
    event.preventDefault();
    if ((await press?.()) !== false) close();
  };
  return el(
    "button",
    { class: `button ${kind}`, type: submits ? "submit" : "button", onclick },
    words,
  );
}

/** Shows a callback's alert as Telegram does: words and one OK. */
export function alertDialog(title, words) {
  const content = [el("p", { class: "alert-words" }, words)];
  openDialog({ title, content, actions: [{ words: say("OK"), kind: "primary" }] });
}
