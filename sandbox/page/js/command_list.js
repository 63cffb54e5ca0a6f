// The bot's commands above the composer: filtered by what is typed, chosen with arrows or a press.

import { el, replaceChildren } from "./element.js";
import { say } from "./words.js";

export class CommandList {
  #shown = [];
  #at = 0;

  /** choose("/command") */
  constructor(choose) {
    this.choose = choose;
    const attributes = {
      class: "command-list",
      role: "listbox",
      "aria-label": say("Commands"),
    };
    this.node = el("div", { ...attributes, hidden: true });
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** typed: the composer's words so far; "/" alone shows every command. */
  filter(commands, typed) {
    const wanted = /^\/(\w*)$/.exec(typed)?.[1].toLowerCase();
    this.#shown =
      wanted === undefined ? [] : commands.filter(({ command }) => command.startsWith(wanted));
    this.#at = 0;
    this.#draw();
  }

  hide() {
    this.#shown = [];
    this.#draw();
  }

  /** @returns true when the key was for the list */
  takeKey({ key }) {
    if (!this.isOpen) return false;
    const count = this.#shown.length;
    if (key === "ArrowDown") this.#at = (this.#at + 1) % count;
    else if (key === "ArrowUp") this.#at = (this.#at - 1 + count) % count;
    else if (key === "Enter" || key === "Tab") this.#pick(this.#at);
    else if (key === "Escape") this.hide();
    else return false;
    this.#draw();
    return true;
  }

  #pick(index) {
    const { command } = this.#shown[index];
    this.hide();
    this.choose(`/${command}`);
  }

  #draw() {
    replaceChildren(this.node, ...this.#shown.map((entry, index) => this.#option(entry, index)));
    this.node.hidden = this.#shown.length === 0;
    this.node.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  #option({ command, description }, index) {
    const attributes = {
      type: "button",
      role: "option",
      tabindex: -1,
      "aria-selected": String(index === this.#at),
      onclick: () => this.#pick(index),
    };
    return el("button", attributes, el("b", {}, `/${command}`), el("span", {}, description));
  }
}
