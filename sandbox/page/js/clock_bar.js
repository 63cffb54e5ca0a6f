// The simulated clock in the top bar and the buttons that move it on.

import { advance, fullTimeOf, shortDateOf, simulatedNow, timeOf, zoneName } from "./clock.js";
import { el, replaceChildren } from "./element.js";
import { store } from "./store.js";
import { orTell } from "./toast.js";
import { say } from "./words.js";

const MINUTE = 60;
const STEPS = [
  [10 * MINUTE, "+10 min", "Ten minutes on"],
  [60 * MINUTE, "+1 hour", "One hour on"],
  [24 * 60 * MINUTE, "+1 day", "One day on"],
];

export class ClockBar {
  constructor() {
    this.date = el("span", { class: "clock-date" });
    this.time = el("strong", { class: "clock-time" });
    this.zone = el("span", { class: "clock-zone" });
    this.face = el("time", { class: "clock-face" }, this.date, this.time, this.zone);
    const buttons = STEPS.map((step) => this.#stepButton(...step));
    const steps = el(
      "div",
      { class: "clock-steps", role: "group", "aria-label": say("Move the clock") },
      ...buttons,
    );
    this.node = el("div", { class: "clock" }, this.face, steps);
    this.show();
  }

  show() {
    const now = simulatedNow();
    replaceChildren(this.date, shortDateOf(now));
    replaceChildren(this.time, timeOf(now));
    replaceChildren(this.zone, zoneName(now));
    this.face.title = `${say("Simulated time")}: ${fullTimeOf(now)} ${zoneName(now)}`;
  }

  #stepButton(seconds, words, title) {
    const press = async ({ currentTarget }) => {
      currentTarget.disabled = true;
      const done = await orTell(advance(seconds));
      currentTarget.disabled = false;
      currentTarget.focus();
      if (done) store.tell("clock", { moved: true });
    };
    return el(
      "button",
      { type: "button", class: "step", title: say(title), onclick: press },
      say(words),
    );
  }

  /** A short glow says that time has moved. */
  glow() {
    this.face.classList.remove("moved");
    requestAnimationFrame(() => this.face.classList.add("moved"));
  }
}
