// Turns the server's html of a message into nodes, keeping only what Telegram's formatting can be.

import { el } from "./element.js";
import { say } from "./words.js";

const TAGS = new Set(
  "A B STRONG I EM U INS S STRIKE DEL CODE PRE BLOCKQUOTE SPAN BR TG-SPOILER TG-EMOJI".split(" "),
);
const SCHEMES = /^(https?|tg|mailto|tel):/i;

/** @returns {DocumentFragment} */
export function richText(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...copyAllowed(parsed.body));
  return fragment;
}

function copyAllowed(source) {
  return [...source.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [textBesideBlocks(node)];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    const children = copyAllowed(node);
    return TAGS.has(node.tagName) ? [copyElement(node, children)] : children;
  });
}

const isBlock = (node) => node?.nodeName === "PRE" || node?.nodeName === "BLOCKQUOTE";

/** A block stands on lines of its own: the line ends that touch it would show as empty lines. */
function textBesideBlocks(node) {
  const afterBlock = isBlock(node.previousSibling) ? node.data.replace(/^\n/, "") : node.data;
  return isBlock(node.nextSibling) ? afterBlock.replace(/\n$/, "") : afterBlock;
}

function copyElement(node, children) {
  if (node.tagName === "A") return link(node, children);
  if (node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler"))
    return spoiler(children);
  if (node.tagName === "BLOCKQUOTE") return quote(node, children);
  return el(node.tagName.toLowerCase(), {}, ...children);
}

function link(node, children) {
  const href = node.getAttribute("href") || "";
  if (node.dataset.command) {
    return el("a", { href: "#", data: { command: node.dataset.command } }, ...children);
  }
  if (!SCHEMES.test(href)) return el("span", { class: "mention" }, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, ...children);
}

function spoiler(children) {
  const node = el("span", { class: "spoiler", title: say("Hidden: press to show") }, ...children);
  return pressable(node, () => node.classList.add("revealed"));
}

function pressable(node, press) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.addEventListener("click", press);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
  return node;
}

function quote(node, children) {
  if (!node.hasAttribute("expandable")) return el("blockquote", {}, ...children);
  const folded = el("blockquote", { class: "expandable folded" }, ...children);
  return pressable(folded, () => folded.classList.toggle("folded"));
}
