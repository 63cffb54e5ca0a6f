// Formatting as Telegram's own clients take it while one types: **bold**, `code` … Pure.

const MARKS = [
  ["**", "bold"],
  ["__", "italic"],
  ["~~", "strikethrough"],
  ["||", "spoiler"],
  ["`", "code"],
];
const WORD = /[\p{L}\p{N}_]/u;

/** The words without their marks, and the entities that these were, in UTF-16 units. */
export function marked(words) {
  const entities = [];
  let text = "";
  let at = 0;
  while (at < words.length) {
    const found = markAt(words, at);
    if (!found) {
      text += words[at];
      at += 1;
      continue;
    }
    const inner = found.type === "code" ? { text: found.inner, entities: [] } : marked(found.inner);
    entities.push({ type: found.type, offset: text.length, length: inner.text.length });
    for (const each of inner.entities) {
      entities.push({ ...each, offset: each.offset + text.length });
    }
    text += inner.text;
    at = found.end;
  }
  return { text, entities };
}

/** A mark opens before a word and not within one, as in a_handle__of__somebody. */
function markAt(words, at) {
  for (const [mark, type] of MARKS) {
    if (!words.startsWith(mark, at) || WORD.test(words[at - 1] || " ")) continue;
    const begins = at + mark.length;
    const ends = words.indexOf(mark, begins + 1);
    const inner = words.slice(begins, ends);
    if (ends < 0 || inner.trim() !== inner || WORD.test(words[ends + mark.length] || " ")) continue;
    return { type, inner, end: ends + mark.length };
  }
  return null;
}
