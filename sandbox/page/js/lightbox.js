// A picture or video over the whole page, with the others of its album one arrow key away.

import { el, replaceChildren } from "./element.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** shown: [{url, moving, caption}] */
export function openLightbox(shown, index) {
  let at = index;
  const stage = el("div", { class: "stage" });
  const caption = el("p", { class: "lightbox-caption" });
  const box = el(
    "dialog",
    { class: "lightbox", "aria-label": say("Photo") },
    stage,
    caption,
    control("close", say("Close"), "close", () => box.close()),
    shown.length > 1 ? control("left", say("Previous"), "previous", () => show(at - 1)) : null,
    shown.length > 1 ? control("right", say("Next"), "next", () => show(at + 1)) : null,
  );

  function show(next) {
    at = (next + shown.length) % shown.length;
    const { url, moving, caption: words } = shown[at];
    const media = moving
      ? el("video", { src: url, controls: true, autoplay: true })
      : el("img", { src: url, alt: words || say("Photo") });
    replaceChildren(stage, media);
    const counted = shown.length > 1 ? `${at + 1} / ${shown.length}` : "";
    caption.textContent = [words, counted].filter(Boolean).join(" · ");
  }

  box.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(at - 1);
    if (key === "ArrowRight") show(at + 1);
  });
  box.addEventListener(
    "click",
    ({ target }) => (target === box || target === stage) && box.close(),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  show(at);
  box.showModal();
}

function control(picture, label, place, press) {
  const attributes = { type: "button", class: `lightbox-button ${place}`, "aria-label": label };
  return el("button", { ...attributes, onclick: press }, icon(picture, 26));
}
