// Files waiting in the composer, to go as photos, as videos or as documents.

import { el, replaceChildren } from "./element.js";
import { icon } from "./icons.js";
import { fileSize } from "./media.js";
import { say } from "./words.js";

/** Telegram's most for one album. */
const MOST = 10;

export class Attachments {
  #asFile = false;
  files = [];

  /** onChange() after every change; node is the strip to show above the words. */
  constructor(onChange) {
    this.onChange = onChange;
    this.node = el("div", { class: "attachments", hidden: true });
  }

  get areEmpty() {
    return this.files.length === 0;
  }

  get as() {
    if (this.#asFile) return "document";
    return this.#allPictures() ? "photo" : this.#allVideos() ? "video" : "document";
  }

  add(more) {
    this.#set([...this.files, ...more].slice(0, MOST));
  }

  clear() {
    this.#asFile = false;
    this.#set([]);
  }

  #allPictures() {
    return this.files.every((file) => /^image\/(png|jpeg|webp|gif|bmp)$/.test(file.type));
  }

  #allVideos() {
    return this.files.every((file) => file.type === "video/mp4");
  }

  #set(files) {
    this.files = files;
    for (const image of this.node.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.node.hidden = this.areEmpty;
    const cards = files.map((file) => card(file, () => this.#remove(file)));
    const kind = !this.areEmpty && (this.#allPictures() || this.#allVideos()) ? this.#kindSwitch() : null;
    replaceChildren(this.node, el("div", { class: "attachment-cards" }, ...cards), kind);
    this.onChange();
  }

  #remove(file) {
    this.#set(this.files.filter((other) => other !== file));
  }

  #kindSwitch() {
    const onchange = ({ target }) => {
      this.#asFile = target.checked;
    };
    const box = el("input", { type: "checkbox", checked: this.#asFile, onchange });
    return el("label", { class: "as-file" }, box, say("Send as file, uncompressed"));
  }
}

function card(file, remove) {
  const picture = file.type.startsWith("image/")
    ? el("img", { src: URL.createObjectURL(file), alt: "" })
    : el("span", { class: "file-badge" }, icon("file"));
  const label = say("Remove {name}", { name: file.name });
  const words = [el("strong", {}, file.name), el("small", {}, fileSize(file.size))];
  return el(
    "div",
    { class: "attachment" },
    picture,
    el("span", { class: "file-words" }, ...words),
    el(
      "button",
      { type: "button", class: "icon-button", "aria-label": label, onclick: remove },
      icon("close", 16),
    ),
  );
}
