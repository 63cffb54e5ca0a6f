// Every call the page makes to the local Telegram's control API. Knows addresses, shows nothing.

import { marked } from "./marks.js";

const BASE = new URL("sandbox/api/", document.baseURI);

/** What the server refused, in its own words. */
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(new URL(path, BASE), options);
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, refusalWords(text) || answer.statusText);
  return text ? JSON.parse(text) : null;
}

function refusalWords(text) {
  try {
    const told = JSON.parse(text);
    return told.description || told.error || told.message || "";
  } catch {
    return text.slice(0, 200);
  }
}

export const bots = () => call("GET", "bots");
export const people = () => call("GET", "people");
export const links = () => call("GET", "links");
export const addPerson = (person) => call("POST", "people", person);
export const changePerson = (id, change) => call("PATCH", `people/${id}`, change);
export const chat = (id) => call("GET", `people/${id}/chat`);
export const tap = (id, button) => call("POST", `people/${id}/taps`, button);
export const react = (id, messageId, emoji) =>
  call("POST", `people/${id}/reactions`, { message_id: messageId, emoji });
export const shareContact = (id) => call("POST", `people/${id}/contact`, {});
export const start = (id, payload) =>
  call("POST", `people/${id}/start`, payload ? { payload } : {});
export const edit = (id, messageId, text) =>
  call("POST", `people/${id}/edits`, { message_id: messageId, text });
export const clock = () => call("GET", "clock");
export const advanceClock = (seconds) => call("POST", "clock", { advance_seconds: seconds });
export const fileUrl = (fileId) => new URL(`file/${encodeURIComponent(fileId)}`, BASE).href;

export function say(id, words, replyTo) {
  const body = replyTo ? { ...marked(words), reply_to_message_id: replyTo } : marked(words);
  return call("POST", `people/${id}/messages`, body);
}

/** as: "photo", "video" or "document"; several together become one album. */
export function sendFiles(id, files, caption, as) {
  const { text, entities } = marked(caption);
  const form = new FormData();
  form.append("as", as);
  if (text) form.append("caption", text);
  if (entities.length) form.append("entities", JSON.stringify(entities));
  for (const file of files) form.append("file", file, file.name);
  return call("POST", `people/${id}/files`, form);
}

export function eventsUrl() {
  const url = new URL("events", BASE);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
