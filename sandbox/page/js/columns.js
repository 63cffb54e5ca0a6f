// Whose chats are on the screen: several side by side, or one on a phone; remembered by the browser.

import { Column } from "./column.js";
import { el } from "./element.js";
import { recall, remember } from "./preferences.js";
import { store } from "./store.js";
import { say } from "./words.js";

const FIRST_SHOWN = 4;
const narrow = matchMedia("(max-width: 719px)");

export class Columns {
  #columns = new Map();

  /** around: {openLinkBox(id), changed()} */
  constructor(around) {
    this.around = around;
    this.node = el("main", { class: "columns" });
    narrow.addEventListener("change", () => this.arrange());
  }

  isShown(personId) {
    return this.shownIds().includes(personId);
  }

  shownIds() {
    const picked = this.#pickedIds();
    if (!narrow.matches) return picked;
    const active = recall("active");
    return store.people.has(active)
      ? [active]
      : (picked.length ? picked : [...store.people.keys()]).slice(0, 1);
  }

  #pickedIds() {
    const all = [...store.people.keys()];
    const picked = recall("picked")?.filter((id) => store.people.has(id));
    // Remembered people of an earlier world are gone with it: then start afresh.
    return picked?.length || recall("picked")?.length === 0 ? picked : all.slice(0, FIRST_SHOWN);
  }

  /** One person at a time: a phone's width. */
  get areNarrow() {
    return narrow.matches;
  }

  /** On a phone: switch to this person. On a desktop: show or hide their column. */
  press(personId) {
    if (narrow.matches) return this.bring(personId);
    this.toggle(personId);
  }

  toggle(personId) {
    const picked = this.#pickedIds();
    const without = picked.filter((id) => id !== personId);
    remember("picked", without.length < picked.length ? without : [...picked, personId]);
    this.arrange();
  }

  bring(personId) {
    remember("active", personId);
    const picked = this.#pickedIds();
    if (!picked.includes(personId)) remember("picked", [...picked, personId]);
    this.arrange();
    this.node
      .querySelector(`[data-person-id="${personId}"]`)
      ?.scrollIntoView({ inline: "nearest" });
  }

  arrange() {
    const ids = this.shownIds();
    for (const [id, { node }] of this.#columns) if (!ids.includes(id)) this.#drop(id, node);
    const nodes = ids.map((id) => this.#columnOf(id).node);
    const settled = nodes.every((node, index) => this.node.children[index] === node);
    if (!settled || this.node.children.length !== nodes.length) this.node.replaceChildren(...nodes);
    if (!nodes.length)
      this.node.replaceChildren(
        el("p", { class: "nobody" }, say("Pick somebody to see their chat.")),
      );
    store.watch(ids);
    this.showAll();
    this.around.changed();
  }

  #drop(id, node) {
    this.#columns.delete(id);
    node.remove();
  }

  #columnOf(personId) {
    if (!this.#columns.has(personId)) {
      const hide = (id) => this.toggle(id);
      this.#columns.set(personId, new Column(personId, { ...this.around, hide }));
    }
    return this.#columns.get(personId);
  }

  showAll() {
    for (const column of this.#columns.values()) column.show();
  }

  showChat(personId) {
    this.#columns.get(personId)?.show();
  }

  takeAnswer(event) {
    this.#columns.get(event.person_id)?.pressing.takeAnswer(event);
  }
}
