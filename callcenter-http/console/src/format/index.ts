// How figures, times and numbers are written: by the person's language, in the site's or the browser's zone.
import i18next from "i18next";

/** A language as it is written where the person lives: English has other dates in Britain than in America. */
export function localeOf(language: string): string {
  return navigator.languages.find((one) => one === language || one.startsWith(`${language}-`)) ?? language;
}
const locale = () => localeOf(i18next.language || "en");
const zoneKept = "callcenter.zone";

/** The time zone that instants are shown in: chosen, or the browser's. */
export function zone(): string {
  return localStorage.getItem(zoneKept) ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

export function chooseZone(name: string | null) {
  if (name) localStorage.setItem(zoneKept, name);
  else localStorage.removeItem(zoneKept);
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale(), zone(), options]);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale(), { timeZone: zone(), ...options });
    formats.set(key, made);
  }
  return made;
}

type Instant = string | number | null | undefined;
const NOTHING = "–";

function at(instant: Instant): number | undefined {
  if (instant === null || instant === undefined) return undefined;
  const ms = typeof instant === "number" ? instant : Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms;
}

/** 14:03:22 */
export function time(instant: Instant): string {
  const ms = at(instant);
  return ms === undefined ? NOTHING : format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
}

/** 21 Nov, 14:03 */
export function moment(instant: Instant): string {
  const ms = at(instant);
  return ms === undefined
    ? NOTHING
    : format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(ms);
}

/** 21 November 2026, 14:03:22 */
export function whole(instant: Instant): string {
  const ms = at(instant);
  return ms === undefined ? NOTHING : format({ dateStyle: "long", timeStyle: "medium" }).format(ms);
}

/** 21 Nov 2026 */
export function date(instant: Instant): string {
  const ms = at(instant);
  return ms === undefined ? NOTHING : format({ dateStyle: "medium" }).format(ms);
}

/** A span of seconds as 0:42, 12:07 or 1:02:33. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NOTHING;
  const all = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** How long ago an instant was, against `now` in milliseconds, as a span. */
export function since(instant: Instant, now: number): string {
  const ms = at(instant);
  return ms === undefined ? NOTHING : span((now - ms) / 1_000);
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : new Intl.NumberFormat(locale()).format(value);
}

/** A ratio from 0 to 1 as 83 %. */
export function percent(ratio: number | null | undefined, digits = 0): string {
  return ratio === null || ratio === undefined
    ? NOTHING
    : new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: digits }).format(ratio);
}

export const nothing = NOTHING;

/** 2026-11-21T14:03, in the zone that is shown: what fields of times hold. */
export function localTime(instant: Instant): string {
  const ms = at(instant);
  if (ms === undefined) return "";
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone(),
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}
