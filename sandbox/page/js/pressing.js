// What pressing a button of the bot does: callbacks and their answers, links, copying, inline queries.

import * as api from "./api.js";
import { copyText } from "./clipboard.js";
import { alertDialog } from "./dialog.js";
import { orTell, toast } from "./toast.js";
import { say } from "./words.js";

const WAIT_MS = 15000;

export class Pressing {
  #waiting = new Map();
  // The answer may come over the socket before the tap's own response does.
  #answered = new Set();

  /** chat: {personId, place, composer, bot, openLink(url)} */
  constructor(chat) {
    this.chat = chat;
  }

  press(message, button, row, column, node) {
    const { chat } = this;
    if (button.callback_data !== undefined) return void this.#tap(message, row, column, node);
    if (button.copy_text) return void copyText(button.copy_text.text, chat.place);
    const url = button.url || button.login_url?.url || button.web_app?.url;
    if (url) return chat.openLink(url);
    const query = button.switch_inline_query_current_chat;
    if (query !== undefined) return chat.composer.insert(`@${chat.bot.username} ${query}`);
    toast(say("This button works only in the real Telegram."), { place: chat.place });
  }

  takeAnswer({ callback_query_id: queryId, text, show_alert: alert, url }) {
    if (this.#waiting.has(queryId)) this.#stopWaiting(queryId);
    else this.#answered.add(queryId);
    if (url) this.chat.openLink(url);
    if (text && alert) alertDialog(this.chat.bot.first_name, text);
    else if (text) toast(text, { place: this.chat.place });
  }

  async #tap(message, row, column, node) {
    const { personId, place } = this.chat;
    node.classList.add("waiting");
    const told = await orTell(
      api.tap(personId, { message_id: message.message_id, row, col: column }),
      place,
    );
    const queryId = told?.callback_query_id;
    if (!queryId || this.#answered.delete(queryId)) return node.classList.remove("waiting");
    this.#waiting.set(queryId, node);
    setTimeout(() => this.#stopWaiting(queryId), WAIT_MS);
  }

  #stopWaiting(queryId) {
    this.#waiting.get(queryId)?.classList.remove("waiting");
    this.#waiting.delete(queryId);
  }
}
