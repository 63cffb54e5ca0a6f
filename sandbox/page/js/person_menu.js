// What one can change about a person from their column: language, name, blocked, account gone.

import * as api from "./api.js";
import { openDialog } from "./dialog.js";
import { el } from "./element.js";
import { openPopup } from "./popup.js";
import { store } from "./store.js";
import { orTell } from "./toast.js";
import { languageName, say } from "./words.js";

export const LANGUAGES = ["zh-hans", "en", "zh-hant", "ja", "es", "ar"];

/** chat: {personId, place, openLinkBox()} */
export function openPersonMenu(anchor, chat) {
  const person = store.people.get(chat.personId);
  const change = (what) => void changePerson(person.id, what, chat.place);
  const start = () => void orTell(api.start(person.id), chat.place);
  const { blocked, deactivated } = person;
  openPopup(
    anchor,
    [
      { words: say("Send /start"), icon: "play", press: start },
      { words: say("Open a t.me link"), icon: "link", press: chat.openLinkBox },
      { words: say("Share phone number"), icon: "contact", press: () => void shareContact(chat) },
      null,
      {
        words: say("Language"),
        icon: "language",
        note: languageName(person.language_code),
        press: () => chooseLanguage(anchor, person, change),
      },
      { words: say("Rename"), icon: "edit", press: () => rename(person, change) },
      null,
      {
        words: blocked ? say("Unblock the bot") : say("Block the bot"),
        icon: "block",
        danger: !blocked,
        press: () => change({ blocked: !blocked }),
      },
      {
        words: deactivated ? say("Restore the account") : say("Delete the account"),
        icon: "person",
        danger: !deactivated,
        press: () => change({ deactivated: !deactivated }),
      },
    ],
    { label: say("Menu of {name}", { name: person.name }) },
  );
}

export async function changePerson(personId, what, place) {
  const told = await orTell(api.changePerson(personId, what), place);
  if (told) store.keepPerson({ ...store.people.get(personId), ...what, ...told });
}

function chooseLanguage(anchor, person, change) {
  const entries = LANGUAGES.map((code) => ({
    words: languageName(code),
    note: code,
    checked: person.language_code === code,
    press: () => change({ language_code: code }),
  }));
  openPopup(anchor, entries, { label: say("Language") });
}

function rename(person, change) {
  const field = el("input", { required: true, maxlength: 64, autofocus: true, value: person.name });
  const save = () => change({ name: field.value.trim() });
  openDialog({
    title: say("Rename"),
    content: [el("label", { class: "labelled" }, say("Name"), field)],
    actions: [{ words: say("Cancel") }, { words: say("Save"), kind: "primary", press: save }],
  });
}

/** As Telegram does, asks before a phone number leaves. */
export function shareContact({ personId, place, bot }) {
  const words = say("{bot} will see this person's phone number.", { bot: bot.first_name });
  const share = () => void orTell(api.shareContact(personId), place);
  openDialog({
    title: say("Share phone number"),
    content: [el("p", {}, words)],
    actions: [{ words: say("Cancel") }, { words: say("Share"), kind: "primary", press: share }],
  });
}
