// What one can do to a message: react, answer, change one's own, copy its words.

import * as api from "./api.js";
import { copyText } from "./clipboard.js";
import { el } from "./element.js";
import { openPopup } from "./popup.js";
import { orTell } from "./toast.js";
import { say } from "./words.js";

const QUICK = ["👍", "❤", "🔥", "🎉", "👏", "😁", "🤔", "👎"];

/** chat: {personId, place, composer} */
export function showMessageMenu(message, anchor, chat) {
  const head = reactionRow(message, chat, () => menu.hidePopover());
  const menu = openPopup(anchor, entriesFor(message, chat), {
    head,
    label: say("Message menu"),
    align: message.from_bot ? "start" : "end",
  });
}

function entriesFor(message, { composer, place }) {
  const text = message.text || message.caption || "";
  const entries = [{ words: say("Reply"), icon: "reply", press: () => composer.replyTo(message) }];
  if (!message.from_bot && message.text) {
    entries.push({ words: say("Edit"), icon: "edit", press: () => composer.change(message) });
  }
  if (text)
    entries.push({ words: say("Copy text"), icon: "copy", press: () => copyText(text, place) });
  return entries;
}

function reactionRow(message, { personId, place }, close) {
  const mine = (message.reactions || [])
    .filter((given) => !given.from_bot)
    .map(({ emoji }) => emoji);
  const give = (emoji) => {
    close();
    const wanted = mine.includes(emoji) ? null : emoji;
    void orTell(api.react(personId, message.message_id, wanted), place);
  };
  const button = (emoji) => {
    const attributes = {
      type: "button",
      role: "menuitem",
      class: mine.includes(emoji) ? "mine" : null,
    };
    return el("button", { ...attributes, onclick: () => give(emoji) }, emoji);
  };
  return el("div", { class: "quick-reactions" }, ...QUICK.map(button));
}
