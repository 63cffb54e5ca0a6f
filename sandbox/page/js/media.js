// What a message carries besides words: photos, albums, videos, documents, contacts, places, polls.

import { fileUrl } from "./api.js";
import { el } from "./element.js";
import { icon } from "./icons.js";
import { openLightbox } from "./lightbox.js";
import { say } from "./words.js";

const BIGGEST_SIDE = 1280;

/** The largest size worth showing in a bubble. */
export function photoOf(message) {
  const sizes = message.photo || [];
  return (
    sizes.filter((size) => Math.max(size.width, size.height) <= BIGGEST_SIDE).at(-1) || sizes[0]
  );
}

export function isVisual(message) {
  return Boolean(message.photo || message.video || message.animation);
}

/** @returns {Node | null} null when the message is words alone */
export function mediaNode(message) {
  if (isVisual(message)) return album([message]);
  for (const [kind, build] of Object.entries(BUILDERS)) {
    if (message[kind]) return build(message[kind], message);
  }
  return null;
}

/** One picture, or several as a mosaic; each opens the lightbox at its place. */
export function album(messages) {
  const shown = messages.map((message) => ({
    url: fileUrl((photoOf(message) || message.video || message.animation).file_id),
    moving: Boolean(message.video || message.animation),
    caption: message.caption || "",
    size: photoOf(message) || message.video || message.animation,
    hidden: message.has_media_spoiler,
  }));
  const tiles = shown.map((tile, index) => pictureTile(tile, () => openLightbox(shown, index)));
  tiles.forEach((tile, index) => tile.classList.add(tileWidth(index, tiles.length)));
  return el("div", { class: tiles.length === 1 ? "album single" : "album" }, ...tiles);
}

/** Rows of three; what does not fill them leads, larger. */
function tileWidth(index, count) {
  const leading = count === 3 ? 1 : count % 3;
  if (leading === 1 && index === 0) return "whole";
  return count === 3 || (leading === 2 && index < 2) ? "half" : "third";
}

function pictureTile({ url, moving, size, caption, hidden }, open) {
  const picture = moving
    ? el("video", { src: url, muted: true, playsinline: true, preload: "metadata" })
    : el("img", { src: url, alt: caption || say("Photo"), draggable: "false" });
  const label = moving ? say("Play video") : say("Open photo");
  const press = () =>
    tile.classList.contains("hidden") ? tile.classList.remove("hidden") : open();
  const tile = el(
    "button",
    {
      type: "button",
      class: hidden ? "tile hidden" : "tile",
      "aria-label": label,
      onclick: press,
    },
    picture,
    moving ? el("span", { class: "play" }, icon("play", 28)) : null,
  );
  if (size.width && size.height) tile.style.aspectRatio = `${size.width} / ${size.height}`;
  return tile;
}

const BUILDERS = {
  document: documentCard,
  audio: (audio) => el("audio", { controls: true, preload: "none", src: fileUrl(audio.file_id) }),
  voice: (voice) => el("audio", { controls: true, preload: "none", src: fileUrl(voice.file_id) }),
  video_note: (note) => el("video", { controls: true, class: "round", src: fileUrl(note.file_id) }),
  sticker: stickerNode,
  contact: contactCard,
  venue: (venue) => placeCard(venue.title, venue.address),
  location: (at) =>
    placeCard(say("Location"), `${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)}`),
  poll: pollNode,
  dice: (dice) => el("div", { class: "dice" }, dice.emoji, el("span", {}, String(dice.value))),
};

function documentCard(file) {
  const name = file.file_name || say("File");
  const href = fileUrl(file.file_id);
  const label = say("Download {name}", { name });
  return el(
    "a",
    { class: "file-card", href, download: name, "aria-label": label, title: label },
    el("span", { class: "file-badge" }, icon("download"), el("b", {}, extension(name))),
    el(
      "span",
      { class: "file-words" },
      el("strong", {}, name),
      el("small", {}, fileSize(file.file_size)),
    ),
  );
}

function extension(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1, dot + 5).toUpperCase() : "";
}

/** 1536 becomes "1.5 KB". */
export function fileSize(bytes) {
  if (!bytes && bytes !== 0) return "";
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  const amount = bytes / 1024 ** step;
  return `${amount >= 10 || step === 0 ? Math.round(amount) : amount.toFixed(1)} ${["B", "KB", "MB"][step]}`;
}

function stickerNode(sticker) {
  if (sticker.is_animated) return el("div", { class: "dice" }, sticker.emoji || "🏷");
  const media = sticker.is_video
    ? { muted: true, autoplay: true, loop: true }
    : { alt: sticker.emoji || "" };
  return el(sticker.is_video ? "video" : "img", {
    class: "sticker",
    src: fileUrl(sticker.file_id),
    ...media,
  });
}

function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return infoCard("contact", name, contact.phone_number);
}

const placeCard = (title, note) => infoCard("place", title, note);

function infoCard(picture, title, note) {
  return el(
    "div",
    { class: "file-card" },
    el("span", { class: "file-badge" }, icon(picture)),
    el("span", { class: "file-words" }, el("strong", {}, title), el("small", {}, note)),
  );
}

function pollNode(poll) {
  const options = poll.options.map((option) =>
    el("li", {}, option.text, el("small", {}, option.voter_count)),
  );
  return el("div", { class: "poll" }, el("strong", {}, poll.question), el("ul", {}, ...options));
}
