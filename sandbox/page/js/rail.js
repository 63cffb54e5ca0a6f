// The row of people: on a desktop it shows and hides columns, on a phone it switches between them.

import { el, replaceChildren } from "./element.js";
import { icon } from "./icons.js";
import { avatar, nameParts } from "./person.js";
import { store } from "./store.js";
import { say } from "./words.js";

/** around: {isShown(id), press(id), pick()} */
export class Rail {
  constructor(around) {
    this.around = around;
    this.node = el("nav", { class: "rail", "aria-label": say("People") });
  }

  show() {
    const focused = document.activeElement?.dataset.railPerson;
    const people = [...store.people.values()].map((person) => this.#button(person));
    const label = say("Add or pick people");
    const attributes = {
      type: "button",
      class: "rail-add",
      "aria-label": label,
      title: label,
    };
    const add = el("button", { ...attributes, onclick: this.around.pick }, icon("add", 22));
    replaceChildren(this.node, el("div", { class: "rail-people" }, ...people), add);
    if (focused) this.node.querySelector(`[data-rail-person="${focused}"]`)?.focus();
    this.node.querySelector('.phone [aria-pressed="true"]')?.scrollIntoView({ inline: "nearest" });
  }

  #button(person) {
    const { name } = nameParts(person);
    const unread = store.unread.get(person.id) || 0;
    const shown = this.around.isShown(person.id);
    const attributes = {
      type: "button",
      class: "rail-person",
      "aria-pressed": String(shown),
      "aria-label": unread ? say("{name}, {count} unread", { name, count: unread }) : name,
      title: person.name,
      data: { railPerson: person.id },
      onclick: () => this.around.press(person.id),
    };
    const badge = unread
      ? el("span", { class: "badge" }, unread > 99 ? "99+" : String(unread))
      : null;
    return el(
      "button",
      attributes,
      avatar(person),
      el("span", { class: "rail-name" }, name),
      badge,
    );
  }
}
