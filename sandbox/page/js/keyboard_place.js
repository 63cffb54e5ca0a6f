// Where the bot's keyboard stands below the composer, and when it opens, folds and goes.

import * as api from "./api.js";
import { el, replaceChildren } from "./element.js";
import { shareContact } from "./person_menu.js";
import { replyKeyboard } from "./reply_keyboard.js";
import { orTell } from "./toast.js";

export class KeyboardPlace {
  #signature = "";
  #open = true;
  #forcedReplyTo = 0;
  #keys = null;

  /** chat: {personId, place, bot, composer} */
  constructor(chat) {
    this.chat = chat;
    this.node = el("div", { class: "keyboard-place" });
  }

  toggle() {
    this.#open = !this.#open;
    this.#show();
  }

  /** markup: the chat's reply_keyboard, a ForceReply or null */
  take(markup, messages) {
    const signature = JSON.stringify(markup ?? null);
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#open = true;
    this.#keys = markup?.keyboard ? replyKeyboard(markup, (key) => this.#press(key, markup)) : null;
    this.chat.composer.setHint(markup?.input_field_placeholder);
    if (markup?.force_reply) this.#forceReply([...messages.values()].at(-1));
    this.#show();
  }

  #forceReply(message) {
    if (!message?.from_bot || message.message_id <= this.#forcedReplyTo) return;
    this.#forcedReplyTo = message.message_id;
    this.chat.composer.replyTo(message);
  }

  #show() {
    const shown = this.#keys && this.#open;
    replaceChildren(this.node, shown ? this.#keys : null);
    this.chat.composer.showKeyboardButton(this.#keys, shown);
  }

  #press(key, markup) {
    if (key.request_contact) return shareContact(this.chat);
    if (markup.one_time_keyboard) this.toggle();
    void orTell(api.say(this.chat.personId, key.text), this.chat.place);
  }
}
