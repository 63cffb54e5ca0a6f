// The line above the field that says which message is being answered or changed.

import { el, replaceChildren } from "./element.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

export class AboutBar {
  kind = null; // "reply", "edit" or null
  message = null;

  /** cancel() when somebody thinks better of it */
  constructor(cancel) {
    this.cancel = cancel;
    this.node = el("div", { class: "about", hidden: true });
  }

  get replyTo() {
    return this.kind === "reply" ? this.message.message_id : null;
  }

  set(kind, message) {
    this.kind = kind;
    this.message = message;
    this.node.hidden = false;
    const title = kind === "edit" ? say("Edit message") : say("Reply");
    const quoted = message.text || message.caption || say("Media");
    const words = el("div", {}, el("strong", {}, title), el("span", {}, quoted));
    replaceChildren(this.node, icon(kind), words, this.#cancelButton());
  }

  clear() {
    this.kind = null;
    this.message = null;
    this.node.hidden = true;
  }

  #cancelButton() {
    const attributes = { type: "button", class: "icon-button", "aria-label": say("Cancel") };
    return el("button", { ...attributes, onclick: this.cancel }, icon("close"));
  }
}
