// Orders a chat's messages into what the list shows: days, service lines, albums, grouped bubbles. Pure.

import { dayKey, dayName } from "./clock.js";
import { isVisual } from "./media.js";

const GROUP_SECONDS = 300;
const SERVICE = {
  pinned_message: "Pinned a message",
  chat_shared: "Shared a chat",
  users_shared: "Shared a person",
};

/** @returns [{kind: "day" | "service" | "bubble", key, …}] oldest first */
export function messageItems(messages, now) {
  const items = [];
  let day = null;
  for (const message of messages) {
    const date = new Date(message.date * 1000);
    if (dayKey(date) !== day) {
      day = dayKey(date);
      items.push({ kind: "day", key: `day ${day}`, words: dayName(date, now) });
    }
    addMessage(items, message);
  }
  markGroups(items);
  return items;
}

function addMessage(items, message) {
  const service = Object.keys(SERVICE).find((name) => message[name]);
  if (service) {
    items.push({ kind: "service", key: `m ${message.message_id}`, words: SERVICE[service] });
    return;
  }
  const before = items.at(-1);
  const own = !message.from_bot;
  const group = message.media_group_id;
  if (group && before?.group === group && isVisual(message)) before.messages.push(message);
  else
    items.push({ kind: "bubble", key: `m ${message.message_id}`, own, group, messages: [message] });
}

/** A bubble has a tail when the next is somebody else's or minutes later. */
function markGroups(items) {
  items.forEach((item, index) => {
    if (item.kind !== "bubble") return;
    item.first = !belongsTogether(items[index - 1], item);
    item.last = !belongsTogether(item, items[index + 1]);
  });
}

function belongsTogether(before, after) {
  if (before?.kind !== "bubble" || after?.kind !== "bubble" || before.own !== after.own)
    return false;
  return after.messages[0].date - before.messages.at(-1).date < GROUP_SECONDS;
}

/** The message id up to which the bot has seen: ticks double once it has answered something later. */
export function seenUpTo(messages) {
  return messages.reduce((seen, message) => (message.from_bot ? message.message_id : seen), 0);
}
