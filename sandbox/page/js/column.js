// One person's screen: their chat with the bot, from the header down to the keyboard.

import * as api from "./api.js";
import { ColumnHead } from "./column_head.js";
import { Composer } from "./composer.js";
import { el, replaceChildren } from "./element.js";
import { KeyboardPlace } from "./keyboard_place.js";
import { MessageList } from "./message_list.js";
import { showMessageMenu } from "./message_menu.js";
import { openLink } from "./open_link.js";
import { nameParts } from "./person.js";
import { changePerson, openPersonMenu } from "./person_menu.js";
import { Pressing } from "./pressing.js";
import { store } from "./store.js";
import { orTell } from "./toast.js";
import { say } from "./words.js";

export class Column {
  /** around: {hide(id), openLinkBox(id)} */
  constructor(personId, around) {
    this.personId = personId;
    this.around = around;
    this.node = el("section", { class: "column", data: { personId } });
    this.place = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.head = this.#buildHead();
    this.composer = new Composer(this);
    this.pressing = new Pressing(this);
    this.list = new MessageList(this.#doing());
    this.keyboard = new KeyboardPlace(this);
    this.welcome = el("div", { class: "welcome" });
    this.foot = el("div", { class: "foot" });
    const stage = el("div", { class: "column-stage" }, this.list.node, this.welcome, this.place);
    this.node.append(this.head.node, stage, this.foot);
    this.list.node.addEventListener("click", (event) => this.#followLink(event));
    this.list.node.addEventListener("contextmenu", (event) => this.#openMessageMenu(event));
  }

  get bot() {
    return this.#chat?.bot || store.bots[0] || { first_name: "", username: "" };
  }

  get #chat() {
    return store.chats.get(this.personId);
  }

  commands() {
    return this.#chat?.commands || [];
  }

  openLink(url) {
    openLink(url, this.personId, this.place);
  }

  show() {
    const person = store.people.get(this.personId);
    if (!person) return;
    this.node.setAttribute("aria-label", nameParts(person).name);
    this.head.show(person, this.#chat?.action, this.bot);
    this.#showFoot(person);
    if (this.#chat) this.#showChat(this.#chat);
  }

  #showChat(chat) {
    this.list.show(chat);
    this.#showWelcome(chat);
    this.keyboard.take(chat.reply_keyboard, chat.messages);
    this.composer.showMenuButton(chat.menu_button);
  }

  #buildHead() {
    const openLinkBox = () => this.around.openLinkBox(this.personId);
    return new ColumnHead({
      hide: () => this.around.hide(this.personId),
      openMenu: (anchor) =>
        openPersonMenu(anchor, {
          personId: this.personId,
          place: this.place,
          bot: this.bot,
          openLinkBox,
        }),
    });
  }

  #doing() {
    return {
      press: (...button) => this.pressing.press(...button),
      showMenu: (message, anchor) => showMessageMenu(message, anchor, this),
      botName: () => this.bot.first_name,
    };
  }

  /** A blocked or deleted account cannot write: one button says what would change that. */
  #showFoot(person) {
    const state = person.deactivated ? "deactivated" : person.blocked ? "blocked" : "open";
    if (this.foot.dataset.state === state) return;
    this.foot.dataset.state = state;
    const open = [this.composer.node, this.keyboard.node];
    replaceChildren(this.foot, state === "open" ? open : this.#undoButton(person, state));
  }

  #undoButton(person, state) {
    const words = state === "blocked" ? say("Unblock the bot") : say("Restore the account");
    const onclick = () => void changePerson(person.id, { [state]: false }, this.place);
    return el("button", { type: "button", class: "foot-button", onclick }, words);
  }

  #showWelcome({ messages }) {
    const { bot } = this;
    this.welcome.hidden = messages.size > 0;
    if (this.welcome.hidden) return;
    const onclick = () => void orTell(api.start(this.personId), this.place);
    replaceChildren(
      this.welcome,
      el(
        "span",
        { class: "avatar bot-avatar", "aria-hidden": "true" },
        [...bot.first_name][0] || "?",
      ),
      el("strong", {}, bot.first_name),
      el("p", {}, bot.description || say("Nothing said yet. A first /start wakes the bot.")),
      el("button", { type: "button", class: "button primary", onclick }, say("Start")),
    );
  }

  #followLink(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.hasAttribute("download")) return;
    event.preventDefault();
    const { command } = link.dataset;
    if (command) void orTell(api.say(this.personId, command), this.place);
    else this.openLink(link.href);
  }

  #openMessageMenu(event) {
    const row = event.target.closest(".row[data-message-id]");
    if (!row || event.target.closest("a, img") || getSelection().toString()) return;
    event.preventDefault();
    row.querySelector(".more").click();
  }
}
