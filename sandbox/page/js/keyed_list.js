// Keeps a list of nodes in step with a list of items: unchanged nodes stay, so nothing flickers.

const LEAVE_MS = 180;

/** items: [{key, signature, build}]; build() makes the node. */
export class KeyedList {
  #shown = new Map();

  constructor(container) {
    this.container = container;
  }

  /** @returns {{added: Node[], changed: Node[]}} */
  show(items) {
    const before = this.#shown;
    const told = { added: [], changed: [] };
    this.#shown = new Map();
    this.#dropAllBut(new Set(items.map((item) => item.key)), before);
    let place = null;
    for (const item of items) {
      const entry = this.#entryFor(item, before.get(item.key), told);
      this.#shown.set(item.key, entry);
      this.#putAfter(place, entry.node);
      place = entry.node;
    }
    if (before.size === 0) told.added = [];
    return told;
  }

  #dropAllBut(wanted, before) {
    for (const [key, { node }] of before) if (!wanted.has(key)) leave(node);
  }

  #entryFor(item, old, told) {
    if (old?.signature === item.signature) return old;
    const node = item.build();
    if (old) {
      swap(old.node, node);
      told.changed.push(node);
    } else told.added.push(node);
    return { node, signature: item.signature };
  }

  #putAfter(place, node) {
    let next = place ? place.nextSibling : this.container.firstChild;
    // A node on its way out still stands in the list; moving others around it would lose their focus.
    while (next?.classList?.contains("leaving")) next = next.nextSibling;
    if (next !== node) this.container.insertBefore(node, next);
  }
}

/** Focus stays under the reader's hands: on the button in the same place, else on the entry. */
function swap(old, node) {
  const focused = document.activeElement;
  const held = old.contains(focused);
  const place = buttonsOf(old).indexOf(focused);
  old.replaceWith(node);
  if (!held) return;
  const buttons = place < 0 ? [] : buttonsOf(node);
  (buttons[Math.min(place, buttons.length - 1)] ?? node).focus({ preventScroll: true });
}

const buttonsOf = (node) => [...node.querySelectorAll(".inline-button")];

function leave(node) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return node.remove();
  node.classList.add("leaving");
  setTimeout(() => node.remove(), LEAVE_MS);
}
