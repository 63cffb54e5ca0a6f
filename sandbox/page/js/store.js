// What the page knows: people, their chats, unread counts. Fed by the API and events; draws nothing.

import * as api from "./api.js";
import { setClock } from "./clock.js";

const ACTION_LIFE_MS = 5500;

/** Emits "people", "unread", "chat" (detail: person id), "answer" (the event), "clock", "link", "fresh". */
class Store extends EventTarget {
  bots = [];
  people = new Map();
  chats = new Map();
  unread = new Map();
  watched = new Set();
  /** null until the first attempt has ended. */
  connected = null;
  #seenSeq = new Map();
  #world = "";

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, listener) {
    this.addEventListener(type, ({ detail }) => listener(detail));
  }

  /** Everything anew: after a gap nothing kept from before is worth trusting. */
  async load() {
    const [bots, people, clock] = await Promise.all([api.bots(), api.people(), api.clock()]);
    this.bots = bots;
    this.people = new Map(people.map((person) => [person.id, person]));
    this.chats.clear();
    this.#seenSeq.clear();
    setClock(clock);
    this.#meetWorld(clock.world);
    this.tell("people");
    this.tell("clock");
  }

  /** Behind the same address another world may have begun: nothing of the old one is unread. */
  #meetWorld(world) {
    const isAnother = this.#world && this.#world !== world;
    this.#world = world;
    if (!isAnother) return;
    this.unread.clear();
    this.tell("fresh");
  }

  async loadChat(personId) {
    const told = await api.chat(personId);
    // What happened while the answer was on its way is not in it: ask again.
    if (told.seq < (this.#seenSeq.get(personId) ?? 0)) return this.loadChat(personId);
    const listed = told.messages.filter((message) => !message.deleted);
    const messages = new Map(listed.map((message) => [message.message_id, message]));
    this.chats.set(personId, { ...told, messages });
    this.tell("chat", personId);
  }

  async reloadChats() {
    this.bots = await api.bots();
    for (const id of this.chats.keys()) if (!this.watched.has(id)) this.chats.delete(id);
    await Promise.all([...this.watched].map((id) => this.loadChat(id)));
  }

  /** The people whose chats are on the screen: theirs are read, everybody else's are counted. */
  watch(personIds) {
    this.watched = new Set(personIds);
    for (const id of personIds) {
      this.unread.delete(id);
      if (!this.chats.has(id)) this.loadChat(id).catch(() => {});
    }
  }

  noteSeq(personId, seq) {
    this.#seenSeq.set(personId, seq);
  }

  countUnread(personId) {
    if (!this.people.has(personId)) return;
    this.unread.set(personId, (this.unread.get(personId) || 0) + 1);
    this.tell("unread");
  }

  keepPerson(person) {
    this.people.set(person.id, person);
    this.tell("people");
  }

  setConnected(connected) {
    this.connected = connected;
    this.tell("link");
  }

  takeAction(personId, action) {
    const chat = this.chats.get(personId);
    if (!chat) return;
    clearTimeout(chat.actionTimer);
    chat.action = action;
    if (action) {
      chat.actionTimer = setTimeout(() => this.takeAction(personId, null), ACTION_LIFE_MS);
    }
    this.tell("chat", personId);
  }
}

export const store = new Store();
