// A small menu beside what opened it: arrow keys move, Escape and a press elsewhere close.

import { el } from "./element.js";
import { icon } from "./icons.js";

const GAP = 6;

/** entries: [{words, icon, press, danger, checked, note} | null for a line]; head: a node above them; align: which edges meet. */
export function openPopup(anchor, entries, { head = null, label = "", align = "end" } = {}) {
  const menu = el(
    "div",
    { class: "popup", role: "menu", popover: "auto", "aria-label": label },
    head,
  );
  for (const entry of entries) menu.append(entry ? entryButton(entry, menu) : el("hr"));
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const hadFocus =
      menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus && anchor.isConnected) anchor.focus();
  });
  document.body.append(menu);
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor.getBoundingClientRect(), align);
  menu.querySelector("button")?.focus({ focusVisible: false });
  return menu;
}

function entryButton(entry, menu) {
  const role = entry.checked === undefined ? "menuitem" : "menuitemradio";
  const press = () => {
    menu.hidePopover();
    entry.press();
  };
  return el(
    "button",
    {
      type: "button",
      role,
      class: entry.danger ? "danger" : null,
      "aria-checked": entry.checked === undefined ? null : String(entry.checked),
      onclick: press,
    },
    entry.icon
      ? icon(entry.icon)
      : el("span", { class: "tick" }, entry.checked ? icon("check", 16) : null),
    el("span", { class: "words" }, entry.words),
    entry.note ? el("span", { class: "note" }, entry.note) : null,
  );
}

function place(menu, anchor, align) {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const top = below + height < innerHeight ? below : Math.max(GAP, anchor.top - height - GAP);
  const left = Math.min(
    Math.max(GAP, align === "end" ? anchor.right - width : anchor.left),
    innerWidth - width - GAP,
  );
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function moveFocus(event, menu) {
  const step = STEPS[event.key];
  if (!step) return;
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length].focus();
  event.preventDefault();
}
