// Cuts long words into messages as Telegram's own clients do. Pure.

export const MOST_UTF16 = 4096;

/** Parts of at most 4096 UTF-16 units, cut at a line end or a space where there is one. */
export function splitText(text) {
  const parts = [];
  let rest = text;
  while (rest.length > MOST_UTF16) {
    const at = cutAt(rest);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest ? [...parts, rest] : parts;
}

function cutAt(text) {
  const head = text.slice(0, MOST_UTF16);
  const blank = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
  if (blank > MOST_UTF16 / 2) return blank;
  const splitsPair = /[\uD800-\uDBFF]$/.test(head);
  return splitsPair ? MOST_UTF16 - 1 : MOST_UTF16;
}
