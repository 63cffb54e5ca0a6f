// The top of a column: who it is, what the bot is doing, the person's menu, and hiding the column.

import { el, replaceChildren } from "./element.js";
import { icon } from "./icons.js";
import { actionWords } from "./message_entries.js";
import { avatar, nameParts, personNote } from "./person.js";
import { currentLanguage, say } from "./words.js";

export class ColumnHead {
  #signature = "";

  /** openMenu(anchor), hide() */
  constructor({ openMenu, hide }) {
    this.openMenu = openMenu;
    this.hide = hide;
    this.node = el("header", { class: "column-head" });
  }

  /** action: the bot's chat action or null */
  show(person, action, bot) {
    const { name } = nameParts(person);
    const note = action ? `${bot.first_name} · ${actionWords(action)}` : personNote(person);
    const signature = JSON.stringify([person.name, note, currentLanguage()]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    const words = el("div", { class: "column-words" }, el("h2", {}, name));
    words.append(el("small", { class: action ? "active" : null }, note));
    replaceChildren(
      this.node,
      avatar(person),
      words,
      this.#menuButton(name),
      this.#hideButton(name),
    );
  }

  #menuButton(name) {
    const press = (event) => this.openMenu(event.currentTarget);
    const button = headButton("more", say("Menu of {name}", { name }), press);
    button.setAttribute("aria-haspopup", "menu");
    return button;
  }

  #hideButton(name) {
    const button = headButton("close", say("Hide {name}", { name }), this.hide);
    button.classList.add("hide-column");
    return button;
  }
}

function headButton(picture, label, press) {
  const attributes = {
    type: "button",
    class: "icon-button",
    "aria-label": label,
    title: label,
  };
  return el("button", { ...attributes, onclick: press }, icon(picture));
}
