// Short notices at the foot of the page, or of one person's column. They leave by themselves.

import { el } from "./element.js";
import { say } from "./words.js";

const LIFE_MS = 4200;

export function toast(words, { place = document.getElementById("toasts"), kind = "note" } = {}) {
  const notice = el("div", { class: `toast ${kind}` }, words);
  place.append(notice);
  const leave = () => {
    notice.classList.add("leaving");
    setTimeout(() => notice.remove(), 250);
  };
  notice.addEventListener("click", leave);
  setTimeout(leave, LIFE_MS + words.length * 25);
}

/** Runs a call to the server and tells its refusal instead of throwing it. @returns the answer or null */
export async function orTell(promise, place) {
  try {
    return (await promise) ?? {};
  } catch (error) {
    const words =
      error instanceof TypeError ? say("The local Telegram does not answer.") : error.message;
    toast(words, { place, kind: "refusal" });
    return null;
  }
}
