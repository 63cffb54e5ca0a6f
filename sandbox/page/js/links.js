// Reads t.me links: which bot they open and with what payload. Pure, opens nothing.

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog", "www.t.me"]);

/** @returns {{username: string, payload: string|null} | null} null when it is no link to a bot or person */
export function deepLink(text) {
  const url = asUrl(text.trim());
  if (!url) return null;
  if (url.protocol === "tg:") return fromTg(url);
  if (!HOSTS.has(url.hostname.toLowerCase())) return null;
  const [username, ...rest] = url.pathname.split("/").filter(Boolean);
  if (!username || rest.length || !/^\w{3,32}$/.test(username)) return null;
  return { username, payload: url.searchParams.get("start") };
}

function fromTg(url) {
  const place = url.hostname || url.pathname.replace(/^\/+/, "");
  const username = url.searchParams.get("domain");
  if (place !== "resolve" || !username) return null;
  return { username, payload: url.searchParams.get("start") };
}

function asUrl(text) {
  const complete = /^(https?|tg):/i.test(text) ? text : `https://${text}`;
  try {
    return new URL(complete);
  } catch {
    return null;
  }
}
