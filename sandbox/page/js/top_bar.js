// The bar across the top: the product's name, the clock, and the page's own settings.

import * as api from "./api.js";
import { ClockBar } from "./clock_bar.js";
import { el } from "./element.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";
import { isDark, toggleTheme } from "./theme.js";
import { currentLanguage, say } from "./words.js";

export class TopBar {
  #links = [];

  /** around: {openLinkBox(), changeLanguage(code)} */
  constructor(around) {
    this.around = around;
    this.clock = new ClockBar();
    this.tools = el("div", { class: "bar-tools" });
    const more = barButton("more", say("Settings"), (event) => this.#openMenu(event.currentTarget));
    more.classList.add("bar-more");
    more.setAttribute("aria-haspopup", "menu");
    this.node = el("header", { class: "top-bar" }, brand(), this.clock.node, this.tools, more);
    this.showTools();
    void this.#offerLinks();
  }

  /** The same doings as buttons on a desktop and as a menu on a phone. */
  #doings() {
    const doings = [
      { words: say("Open a t.me link"), icon: "link", press: this.around.openLinkBox },
      this.#languageDoing(),
      {
        words: isDark() ? say("Light colours") : say("Dark colours"),
        icon: isDark() ? "sun" : "moon",
        press: () => {
          toggleTheme();
          this.showTools();
        },
      },
    ];
    return [...this.#links.map(linkDoing), ...doings];
  }

  /** Each language is offered in its own words. */
  #languageDoing() {
    const [code, words, short] =
      currentLanguage() === "zh" ? ["en", "English", "EN"] : ["zh", "简体中文", "中文"];
    return { words, short, icon: "language", press: () => this.around.changeLanguage(code) };
  }

  showTools() {
    const focused = [...this.tools.children].indexOf(document.activeElement);
    this.tools.replaceChildren(...this.#doings().map(toolButton));
    this.tools.children[focused]?.focus();
  }

  #openMenu(anchor) {
    openPopup(anchor, this.#doings(), { label: say("Settings") });
  }

  /** Whoever runs the local Telegram may offer addresses, as the demo does for its console. */
  async #offerLinks() {
    this.#links = (await api.links().catch(() => null)) || [];
    if (this.#links.length) this.showTools();
  }
}

/** A label that the catalogue knows is said in the page's language. */
function linkDoing({ label, url }) {
  const press = () => window.open(url, "_blank", "noopener");
  return {
    words: say(label),
    short: say(label),
    icon: label === "Console" ? "console" : "outside",
    press,
  };
}

function brand() {
  const mark = el("img", { src: "assets/favicon.svg", alt: "", width: 28, height: 28 });
  const words = [el("b", {}, "KOC Dispatch"), el("span", {}, say("local Telegram"))];
  return el("h1", { class: "brand" }, mark, el("span", { class: "brand-words" }, ...words));
}

function toolButton({ words, short, icon: picture, press }) {
  const button = barButton(picture, words, press);
  if (short) button.append(el("span", {}, short));
  return button;
}

function barButton(picture, label, press) {
  const attributes = {
    type: "button",
    class: "bar-button",
    "aria-label": label,
    title: label,
  };
  return el("button", { ...attributes, onclick: press }, icon(picture));
}
