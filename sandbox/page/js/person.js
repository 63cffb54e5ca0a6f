// How a person is shown: name, the role hint in it, avatar. Knows no chat.

import { el } from "./element.js";
import { languageName, say } from "./words.js";

const HUES = 8;
/** Role hints of the demo, said in the page's language; any other stays as it is. */
const ROLES = new Set(["new creator", "creator", "coordinator", "finance"]);

/** "Lin Xia · creator" or "林夏（创作者）" is a name and a role hint. */
export function nameParts(person) {
  const [, name, role] = /^(.+?)\s*(?:[·|•–—]\s*|[(（]\s*)(.+?)\s*[)）]?$/.exec(person.name) || [];
  return name ? { name, role } : { name: person.name, role: "" };
}

export function avatar(person) {
  const initial = [...nameParts(person).name.trim()][0] || "?";
  const hue = Math.abs(Number(person.id) || 0) % HUES;
  return el("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, initial.toUpperCase());
}

/** "Creator · 简体中文 · @name" */
export function personNote(person) {
  const handle = person.username ? `@${person.username}` : "";
  const { role } = nameParts(person);
  return [ROLES.has(role) ? say(role) : role, languageName(person.language_code), handle]
    .filter(Boolean)
    .join(" · ");
}
