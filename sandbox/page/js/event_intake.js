// Turns the server's events into what the page knows.

import * as api from "./api.js";
import { setClock } from "./clock.js";
import { store } from "./store.js";

const INTAKE = {
  message: takeNewMessage,
  edit: keepMessage,
  delete: takeDelete,
  reaction: keepMessage,
  callback_answer: (event) => store.tell("answer", event),
  action: ({ person_id: id, action }) => store.takeAction(id, action),
  draft: ({ person_id: id, draft }) => change(id, { draft }),
  keyboard: ({ person_id: id, reply_keyboard }) => change(id, { reply_keyboard }),
  commands: () => void store.reloadChats(),
  person: ({ person }) => person && store.keepPerson(person),
  clock: () => void takeClock(),
};

export function takeEvent(event) {
  store.noteSeq(event.person_id, event.seq);
  INTAKE[event.type]?.(event);
}

function takeNewMessage(event) {
  const { person_id: id, message } = event;
  if (message?.from_bot && !store.watched.has(id)) store.countUnread(id);
  if (message?.from_bot) change(id, { draft: null, action: null });
  keepMessage(event);
}

/** The message is null when it has left the server's history meanwhile. */
function keepMessage({ person_id: id, message }) {
  const chat = store.chats.get(id);
  if (!chat || !message) return;
  chat.messages.set(message.message_id, message);
  store.tell("chat", id);
}

function takeDelete({ person_id: id, message_id: messageId }) {
  if (store.chats.get(id)?.messages.delete(messageId)) store.tell("chat", id);
}

function change(id, what) {
  const chat = store.chats.get(id);
  if (!chat) return;
  Object.assign(chat, what);
  store.tell("chat", id);
}

async function takeClock() {
  setClock(await api.clock());
  store.tell("clock", { moved: true });
}
