// The dialogs about people: adding one, and picking whose chats are shown.

import * as api from "./api.js";
import { openDialog } from "./dialog.js";
import { el, replaceChildren } from "./element.js";
import { avatar, nameParts, personNote } from "./person.js";
import { LANGUAGES } from "./person_menu.js";
import { store } from "./store.js";
import { orTell } from "./toast.js";
import { currentLanguage, languageName, say } from "./words.js";

/** added(person) */
export function openAddPerson(added) {
  const name = el("input", {
    required: true,
    maxlength: 64,
    autofocus: true,
    placeholder: say("Lin Xia · creator"),
  });
  const username = el("input", {
    maxlength: 32,
    pattern: "[A-Za-z0-9_]{3,32}",
    placeholder: "lin_xia",
    autocapitalize: "off",
  });
  const codes = LANGUAGES.map((code) =>
    el("option", { value: code }, `${languageName(code)} (${code})`),
  );
  const language = el("select", {}, ...codes);
  language.value = currentLanguage() === "zh" ? "zh-hans" : "en";
  const add = async () => {
    const person = { name: name.value.trim(), language_code: language.value };
    if (username.value) person.username = username.value;
    const told = await orTell(api.addPerson(person));
    if (!told) return false;
    store.keepPerson(told);
    added(told);
  };
  openDialog({
    title: say("Add a person"),
    content: [
      labelled(
        say("Name"),
        name,
        say("After a dot or in brackets: their role, for your own eyes."),
      ),
      labelled(say("Username (optional)"), username),
      labelled(say("Language of their Telegram"), language),
    ],
    actions: [{ words: say("Cancel") }, { words: say("Add"), kind: "primary", press: add }],
  });
}

const labelled = (words, field, note) =>
  el("label", { class: "labelled" }, words, field, note ? el("small", {}, note) : null);

/** isShown(id), toggle(id), add() */
export function openPickPeople({ isShown, toggle, add }) {
  const list = el("ul", { class: "pick-list" });
  const filter = el("input", {
    type: "search",
    placeholder: say("Search people"),
    "aria-label": say("Search people"),
    autofocus: true,
  });
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const found = [...store.people.values()].filter((person) => matches(person, wanted));
    replaceChildren(list, ...found.map((person) => pickRow(person, isShown, toggle)));
  };
  filter.addEventListener("input", draw);
  draw();
  openDialog({
    title: say("Whose chats to show"),
    content: [filter, list],
    actions: [
      { words: say("Add a person"), press: add },
      { words: say("Done"), kind: "primary" },
    ],
  });
}

const matches = (person, wanted) =>
  `${person.name} ${person.username || ""}`.toLowerCase().includes(wanted);

function pickRow(person, isShown, toggle) {
  const box = el("input", {
    type: "checkbox",
    checked: isShown(person.id),
    onchange: () => toggle(person.id),
  });
  const words = el(
    "span",
    { class: "file-words" },
    el("strong", {}, nameParts(person).name),
    el("small", {}, personNote(person)),
  );
  return el("li", {}, el("label", {}, avatar(person), words, box));
}
