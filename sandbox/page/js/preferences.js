// What this browser remembers: people shown, the active one, theme, language, unsent drafts.

const KEY = "koc.layout";
const DRAFTS = "koc.drafts";

function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function save(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may refuse to store; the page then forgets, and works.
  }
}

const remembered = load(KEY);
const drafts = load(DRAFTS);

export const recall = (name) => remembered[name];

export function remember(name, value) {
  remembered[name] = value;
  save(KEY, remembered);
}

export const draftOf = (personId) => drafts[personId] || "";

export function keepDraft(personId, text) {
  if (text) drafts[personId] = text;
  else delete drafts[personId];
  save(DRAFTS, drafts);
}
