// The sandbox clock: what time it is in the simulated world, and how times and days are written.

import * as api from "./api.js";
import { locale, say } from "./words.js";

let aheadMs = 0;
let timeZone; // undefined: the browser's

/** takes {now: ISO text or unix seconds, timezone: IANA name or ""} as the server tells it */
export function setClock({ now, timezone }) {
  if (timezone !== undefined) timeZone = timezone || undefined;
  const told = typeof now === "number" ? now * 1000 : Date.parse(now);
  if (!Number.isNaN(told)) aheadMs = told - Date.now();
}

export const simulatedNow = () => new Date(Date.now() + aheadMs);

export async function advance(seconds) {
  setClock(await api.advanceClock(seconds));
}

const format = (date, options) => new Intl.DateTimeFormat(locale(), { timeZone, ...options }).format(date);

export const timeOf = (date) =>
  format(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const fullTimeOf = (date) =>
  format(date, { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" });

export function shortDateOf(date) {
  return format(date, { month: "short", day: "numeric", weekday: "short" });
}

/** What the world's zone is called; empty where it is the browser's own. */
export function zoneName(date) {
  if (!timeZone) return "";
  const parts = new Intl.DateTimeFormat(locale(), { timeZone, timeZoneName: "shortGeneric" });
  return parts.formatToParts(date).find(({ type }) => type === "timeZoneName").value;
}

/** One value per calendar day in that zone, as 2026-11-23. */
export const dayKey = (date) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(date);

export function dayName(date, now) {
  const yesterday = new Date(now.getTime() - 24 * 60 * 60 * 1000);
  if (dayKey(date) === dayKey(now)) return say("Today");
  if (dayKey(date) === dayKey(yesterday)) return say("Yesterday");
  const year = dayKey(date).slice(0, 4) === dayKey(now).slice(0, 4) ? {} : { year: "numeric" };
  return format(date, { ...year, month: "long", day: "numeric", weekday: "short" });
}
