// The scrolling list of one chat: keeps to the newest unless the reader looks further up.

import { el } from "./element.js";
import { icon } from "./icons.js";
import { KeyedList } from "./keyed_list.js";
import { entriesOf } from "./message_entries.js";
import { say } from "./words.js";

const WINDOW = 150;
const NEAR_END_PX = 80;

export class MessageList {
  #most = WINDOW;
  #latest = null;
  #missed = 0;
  #sticking = true;
  #lastTop = 0;

  /** doing: what bubbles may ask for, see bubble.js */
  constructor(doing) {
    this.doing = { ...doing, jumpTo: (messageId) => this.jumpTo(messageId) };
    this.#build();
    this.keyed = new KeyedList(this.entries);
    this.scroller.addEventListener("scroll", () => this.#noticeScroll());
    this.scroller.addEventListener("keydown", (event) => this.#walk(event));
    const keepEnd = new ResizeObserver(() => this.#sticking && this.toEnd());
    keepEnd.observe(this.scroller);
    keepEnd.observe(this.entries);
  }

  #build() {
    this.entries = el("div", { class: "entries" });
    this.count = el("span", { class: "count" });
    const label = say("To the newest message");
    const press = () => this.toEnd("smooth");
    const attributes = {
      type: "button",
      class: "to-newest",
      "aria-label": label,
      onclick: press,
    };
    this.down = el("button", attributes, icon("down"), this.count);
    const log = {
      class: "messages",
      role: "log",
      tabindex: 0,
      "aria-label": say("Messages"),
    };
    this.scroller = el("div", log, this.entries);
    this.node = el("div", { class: "messages-frame" }, this.scroller, this.down);
  }

  /** chat: {messages: Map, action, draft} */
  show(chat) {
    this.#latest = chat;
    const showEarlier = () => this.#showEarlier();
    const entries = entriesOf(chat, { most: this.#most, showEarlier, doing: this.doing });
    const { added, changed } = this.keyed.show(entries);
    for (const fresh of added) fresh.classList.add("arriving");
    for (const edited of changed) edited.classList.add("changing");
    // Who writes wants to see it, wherever they were reading.
    if (this.#sticking || added.some((fresh) => fresh.matches(".row.own"))) this.toEnd();
    else this.#missed += added.filter((fresh) => fresh.matches(".row.bot[data-message-id]")).length;
    this.#showMissed();
  }

  toEnd(behavior = "instant") {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  jumpTo(messageId) {
    const row = this.entries.querySelector(`[data-message-id="${messageId}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.remove("pointed");
    requestAnimationFrame(() => row.classList.add("pointed"));
    row.focus({ preventScroll: true });
  }

  #showEarlier() {
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.#most += WINDOW;
    this.show(this.#latest);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  #noticeScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // Content that grows also leaves the end behind; only moving up is the reader's own doing.
    if (atEnd || scrollTop < this.#lastTop) this.#sticking = atEnd;
    this.#lastTop = scrollTop;
    if (this.#sticking) this.#missed = 0;
    this.#showMissed();
  }

  #showMissed() {
    this.count.textContent = this.#missed || "";
    this.down.classList.toggle("shown", !this.#sticking);
  }

  /** Arrow keys walk from message to message; Enter opens the menu of the one in focus. */
  #walk(event) {
    const rows = [...this.scroller.querySelectorAll(".row[data-message-id]")];
    const at = rows.indexOf(document.activeElement);
    if (event.target !== this.scroller && at < 0) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && at >= 0) rows[at].querySelector(".more")?.click();
    else if (step)
      rows.at(at < 0 ? -1 : Math.min(Math.max(at + step, 0), rows.length - 1))?.focus();
    else return;
    event.preventDefault();
  }
}
