// Where a person writes: words, files, an answer to or a change of a message, the bot's commands.

import { AboutBar } from "./about_bar.js";
import * as api from "./api.js";
import { Attachments } from "./attachments.js";
import { CommandList } from "./command_list.js";
import { el } from "./element.js";
import { acceptDrops, acceptPastes } from "./file_drop.js";
import { icon } from "./icons.js";
import { draftOf, keepDraft } from "./preferences.js";
import { splitText } from "./split_text.js";
import { orTell } from "./toast.js";
import { say } from "./words.js";

const TALLEST_PX = 180;

export class Composer {
  /** chat: {personId, place, node, commands(), openLink(url), keyboard} */
  constructor(chat) {
    this.chat = chat;
    this.about = new AboutBar(() => this.#forget());
    this.files = new Attachments(() => this.#settle());
    this.commands = new CommandList((command) => this.#sendCommand(command));
    this.#build();
    this.#listen();
    acceptDrops(chat.node, (files) => this.files.add(files));
    acceptPastes(this.field, (files) => this.files.add(files));
    requestAnimationFrame(() => this.#settle());
  }

  replyTo(message) {
    this.about.set("reply", message);
    this.field.focus();
  }

  change(message) {
    this.about.set("edit", message);
    this.insert(message.text);
  }

  insert(words) {
    this.field.value = words;
    this.#settle();
    this.field.focus();
  }

  setHint(hint) {
    this.field.placeholder = hint || say("Message");
  }

  showKeyboardButton(available, pressed) {
    this.keyboardButton.hidden = !available;
    this.keyboardButton.setAttribute("aria-pressed", String(Boolean(pressed)));
  }

  /** menu: the bot's menu button; it lists the commands, or opens an address of the bot's. */
  showMenuButton(menu) {
    this.menuUrl = menu?.web_app?.url;
    const label = menu?.text || say("Commands");
    this.commandsButton.title = label;
    this.commandsButton.setAttribute("aria-label", label);
    this.commandsButton.hidden = !this.menuUrl && !this.chat.commands().length;
  }

  #build() {
    const typing = { rows: 1, "aria-label": say("Message"), enterkeyhint: "send", dir: "auto" };
    this.field = el("textarea", { ...typing, placeholder: say("Message") });
    this.field.value = draftOf(this.chat.personId);
    this.chooser = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
    this.commandsButton = tool("menu", say("Commands"), () => this.#toggleCommands());
    const foldKeyboard = () => this.chat.keyboard.toggle();
    this.keyboardButton = tool("keyboard", say("Keyboard of the bot"), foldKeyboard);
    const attach = tool("attach", say("Attach files"), () => this.chooser.click());
    const sending = { type: "submit", class: "send", "aria-label": say("Send") };
    this.send = el("button", sending, icon("send"));
    const inField = [this.field, this.keyboardButton, attach, this.chooser];
    const bar = [this.commandsButton, el("div", { class: "field" }, ...inField), this.send];
    this.form = el("form", { class: "composer-bar" }, ...bar);
    const parts = [this.commands.node, this.about.node, this.files.node, this.form];
    this.node = el("div", { class: "composer" }, ...parts);
  }

  #listen() {
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.field.addEventListener("keydown", (event) => this.#takeKey(event));
    this.field.addEventListener("blur", () => this.commands.hide());
    // A press on a command must not take the field's focus away before it counts.
    for (const node of [this.commands.node, this.commandsButton]) {
      node.addEventListener("mousedown", (event) => event.preventDefault());
    }
    this.field.addEventListener("input", () => {
      this.#settle();
      this.commands.filter(this.chat.commands(), this.field.value);
    });
    this.chooser.addEventListener("change", () => {
      this.files.add([...this.chooser.files]);
      this.chooser.value = "";
      this.field.focus();
    });
  }

  #takeKey(event) {
    if (event.isComposing) return;
    if (this.commands.takeKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) void this.#submit(event);
    else if (event.key === "Escape" && this.about.kind) this.#forget();
  }

  #settle() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST_PX)}px`;
    this.send.disabled = !this.field.value.trim() && this.files.areEmpty;
    if (this.about.kind !== "edit") keepDraft(this.chat.personId, this.field.value);
  }

  #forget() {
    if (this.about.kind === "edit") this.field.value = draftOf(this.chat.personId);
    this.about.clear();
    this.#settle();
  }

  #toggleCommands() {
    if (this.menuUrl) return this.chat.openLink(this.menuUrl);
    if (this.commands.isOpen) return this.commands.hide();
    this.field.focus();
    this.commands.filter(this.chat.commands(), "/");
  }

  async #submit(event) {
    event.preventDefault();
    if (this.send.disabled || this.form.inert) return;
    this.form.inert = true;
    const done = await this.#deliver(this.field.value.trim());
    this.form.inert = false;
    this.field.focus();
    if (!done) return;
    if (this.about.kind !== "edit") this.field.value = "";
    this.#forget();
  }

  #deliver(words) {
    if (this.about.kind === "edit") {
      return this.#tried(api.edit(this.chat.personId, this.about.message.message_id, words));
    }
    return this.files.areEmpty ? this.#sendWords(words) : this.#sendFiles(words);
  }

  #sendCommand(command) {
    // What was typed only looked for the command.
    if (this.field.value.startsWith("/")) this.field.value = "";
    this.#settle();
    void this.#sendWords(command);
  }

  async #sendWords(words) {
    for (const part of splitText(words)) {
      const told = await this.#tried(api.say(this.chat.personId, part, this.about.replyTo));
      if (!told) return false;
    }
    return true;
  }

  async #sendFiles(words) {
    const { files, as } = this.files;
    const told = await this.#tried(api.sendFiles(this.chat.personId, files, words, as));
    if (told) this.files.clear();
    return told;
  }

  #tried(promise) {
    return orTell(promise, this.chat.place);
  }
}

function tool(picture, label, press) {
  const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return el("button", { ...attributes, onclick: press }, icon(picture));
}
