// The entries of one chat's list: message items, and the passing ones (typing, a draft, earlier ones).

import { bubble } from "./bubble.js";
import { simulatedNow } from "./clock.js";
import { el } from "./element.js";
import { messageItems, seenUpTo } from "./message_items.js";
import { currentLanguage, say } from "./words.js";

/** @returns [{key, signature, build}] for a KeyedList; most: how many of the newest messages to show */
export function entriesOf(chat, { most, showEarlier, doing }) {
  const all = [...chat.messages.values()];
  const seen = seenUpTo(all);
  const shown = all.slice(-most);
  const entries = messageItems(shown, simulatedNow()).map((item) => entry(item, seen, doing));
  if (shown.length < all.length)
    entries.unshift(earlierEntry(all.length - shown.length, showEarlier));
  if (chat.draft) entries.push(draftEntry(chat.draft));
  else if (chat.action) entries.push(actionEntry(chat.action));
  return entries;
}

function entry(item, seen, doing) {
  if (item.kind !== "bubble") {
    const build = () => el("div", { class: item.kind }, el("span", {}, say(item.words)));
    return { key: item.key, signature: say(item.words), build };
  }
  const whole = { ...item, read: item.messages.at(-1).message_id < seen };
  const signature = JSON.stringify([whole, currentLanguage()]);
  return { key: item.key, signature, build: () => bubble(whole, doing) };
}

function earlierEntry(count, press) {
  const words = say("Show {count} earlier", { count });
  const build = () =>
    el("div", { class: "day" }, el("button", { type: "button", onclick: press }, words));
  return { key: "earlier", signature: words, build };
}

function actionEntry(action) {
  const words = actionWords(action);
  const dots = [el("i"), el("i"), el("i")];
  const build = () =>
    passing(el("div", { class: "bubble typing", role: "img", "aria-label": words }, ...dots));
  return { key: "action", signature: words, build };
}

function draftEntry(draft) {
  const build = () => passing(el("div", { class: "bubble drafted", dir: "auto" }, draft.text));
  return { key: "draft", signature: JSON.stringify(draft), build };
}

const passing = (content) =>
  el("div", { class: "row bot last" }, el("div", { class: "stack" }, content));

const ACTIONS = {
  typing: "typing…",
  upload_photo: "sending a photo…",
  upload_document: "sending a file…",
  upload_video: "sending a video…",
  upload_voice: "sending a voice message…",
  choose_sticker: "choosing a sticker…",
  find_location: "looking up a place…",
};

export const actionWords = (action) => say(ACTIONS[action] || ACTIONS.typing);
