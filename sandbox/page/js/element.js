// Builds DOM nodes. Text only ever enters as text; markup from the server goes through rich_text.js.

/** el("button", {class: "x", onclick: f, "aria-label": "Close"}, "text", node, null) */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function replaceChildren(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** True while something inside asks for text, so that shortcuts keep out of the way. */
export function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}
