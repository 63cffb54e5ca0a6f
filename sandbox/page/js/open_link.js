// Opens links the way the app does: a t.me link to the bot starts it, anything else is a new tab.

import * as api from "./api.js";
import { openDialog } from "./dialog.js";
import { el } from "./element.js";
import { deepLink } from "./links.js";
import { nameParts } from "./person.js";
import { store } from "./store.js";
import { orTell, toast } from "./toast.js";
import { say } from "./words.js";

/** @returns true when the link was for a bot of this Telegram, and was started */
export function openForBot(url, personId, place) {
  const link = deepLink(url);
  if (!link) return false;
  const bot = store.bots.find(
    ({ username }) => username.toLowerCase() === link.username.toLowerCase(),
  );
  if (!bot) return false;
  void orTell(api.start(personId, link.payload), place);
  return true;
}

export function openLink(url, personId, place) {
  if (openForBot(url, personId, place)) return;
  if (deepLink(url)) toast(say("Nobody here has this name: {url}", { url }), { place });
  else window.open(url, "_blank", "noopener,noreferrer");
}

/** Asks for a t.me link and for whom to open it. shownIds: the first is offered; opened(personId) */
export function openLinkBox(shownIds, opened) {
  const example = `https://t.me/${store.bots[0]?.username || "bot"}?start=…`;
  const field = el("input", {
    type: "text",
    inputmode: "url",
    required: true,
    autofocus: true,
    placeholder: example,
  });
  const people = [...store.people.values()];
  const options = people.map((person) =>
    el("option", { value: person.id }, nameParts(person).name),
  );
  const whom = el("select", {}, ...options);
  if (shownIds.length) whom.value = String(shownIds[0]);
  field.addEventListener("input", () => field.setCustomValidity(""));
  const open = () => {
    const person = people.find(({ id }) => String(id) === whom.value);
    if (person && openForBot(field.value, person.id)) return opened(person.id);
    field.setCustomValidity(say("That is no link to a bot here, like {example}", { example }));
    field.reportValidity();
    return false;
  };
  openDialog({
    title: say("Open a t.me link"),
    content: [
      el("label", { class: "labelled" }, say("Link"), field),
      el("label", { class: "labelled" }, say("As"), whom),
    ],
    actions: [{ words: say("Cancel") }, { words: say("Open"), kind: "primary", press: open }],
  });
}
