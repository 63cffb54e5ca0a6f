// One message as a bubble: quote, media, words, time, ticks, reactions, buttons.

import { fullTimeOf, timeOf } from "./clock.js";
import { el } from "./element.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./inline_keyboard.js";
import { album, isVisual, mediaNode } from "./media.js";
import { richText } from "./rich_text.js";
import { say } from "./words.js";

/**
 * item: {messages, own, first, last, read}; several messages are one album.
 * doing: {press(…), showMenu(…), jumpTo(id), botName()}
 */
export function bubble(item, doing) {
  const { messages, own, first, last } = item;
  const main = messages.find((message) => message.caption) || messages[0];
  const place = [own ? "own" : "bot", first && "first", last && "last"].filter(Boolean).join(" ");
  const keyboard = main.reply_markup?.inline_keyboard?.length
    ? inlineKeyboard(main.reply_markup, (...button) => doing.press(main, ...button))
    : null;
  const row = el(
    "article",
    { class: `row ${place}`, tabindex: -1, data: { messageId: main.message_id } },
    el(
      "div",
      { class: keyboard ? "stack with-keyboard" : "stack" },
      body(item, main, doing),
      keyboard,
    ),
    moreButton(main, doing),
  );
  row.setAttribute("aria-label", `${own ? say("You") : doing.botName()}, ${timeOf(sentAt(main))}`);
  return row;
}

export const sentAt = (message) => new Date(message.date * 1000);

function body(item, main, doing) {
  const media = item.messages.length > 1 ? album(item.messages) : mediaNode(main);
  const words = wordsNode(main, item);
  const bare = media && !words.hasWords && isVisual(main);
  const above = main.show_caption_above_media;
  return el(
    "div",
    {
      class: ["bubble", bare && "bare", media && "with-media", looksBig(main) && "big"]
        .filter(Boolean)
        .join(" "),
    },
    forwardedFrom(main),
    main.reply_to_message ? quoted(main, doing) : null,
    above ? words.node : null,
    media,
    above ? null : words.node,
    reactions(main),
  );
}

function wordsNode(message, item) {
  const meta = metaNode(message, item);
  const html = message.html || "";
  const hasWords = Boolean(html);
  return {
    hasWords,
    node: el("div", { class: hasWords ? "said" : "said none", dir: "auto" }, richText(html), meta),
  };
}

/** One to three emoji alone stand large, as every chat client shows them. */
function looksBig(message) {
  return /^(\p{Extended_Pictographic}\uFE0F?(\u200D\p{Extended_Pictographic}\uFE0F?)*){1,3}$/u.test(
    message.text || "",
  );
}

function metaNode(message, { own, read }) {
  const tick = own
    ? el("span", { class: "ticks", title: tickWords(read) }, icon(read ? "read" : "check", 15))
    : null;
  const time = el("time", { title: fullTimeOf(sentAt(message)) }, timeOf(sentAt(message)));
  return el("span", { class: "meta" }, message.edited ? `${say("edited")} ` : null, time, tick);
}

const tickWords = (read) => (read ? say("The bot has seen it") : say("Delivered"));

function quoted(message, doing) {
  const original = message.reply_to_message;
  const text = message.quote?.text || original.text || original.caption || say("Media");
  const from = original.from?.is_bot ? doing.botName() : say("You");
  const press = () => doing.jumpTo(original.message_id);
  return el(
    "button",
    { type: "button", class: "quoted", onclick: press },
    el("strong", {}, from),
    el("span", {}, text),
  );
}

function forwardedFrom({ forward_origin: origin }) {
  if (!origin) return null;
  const from =
    origin.sender_user?.first_name || origin.sender_user_name || origin.chat?.title || "";
  return el("div", { class: "forwarded" }, say("Forwarded from {name}", { name: from }));
}

function reactions({ reactions: given = [] }) {
  if (!given.length) return null;
  const chips = given.map(({ emoji, from_bot: byBot, count }) =>
    el(
      "span",
      { class: byBot ? "reaction" : "reaction mine" },
      emoji,
      count > 1 ? ` ${count}` : null,
    ),
  );
  return el("div", { class: "reactions" }, ...chips);
}

function moreButton(message, doing) {
  const attributes = { type: "button", class: "more", tabindex: -1, "aria-haspopup": "menu" };
  const onclick = (event) => doing.showMenu(message, event.currentTarget);
  return el(
    "button",
    { ...attributes, "aria-label": say("Message menu"), onclick },
    icon("more", 18),
  );
}
