// What ends, put into a month: weeks of seven days, Monday first, in the zone in which people read times. Pure.
import { number } from "./format";
import type { Ending } from "./life_types";

export interface CalendarDay {
  date: string; // "2026-11-22"
  day: number;
  inside: boolean; // of the month
  today: boolean;
  endings: Ending[];
}

const day_ms = 86_400_000;

// "2026-11-22" of a moment, in the given zone; nothing: the computer's.
export function day_of(at: string | number, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("en-CA", zone ? { ...options, timeZone: zone } : options).format(new Date(at));
}

export function month_of(text: string | undefined, now: number, zone?: string): string {
  return text && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : day_of(now, zone).slice(0, 7);
}

export function month_after(month: string, step: number): string {
  const [year = 0, index = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, index - 1 + step, 1)).toISOString().slice(0, 7);
}

export function month_title(month: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
}

export function weeks_of(month: string, endings: Ending[], now: number, zone?: string): CalendarDay[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const weekday = (new Date(first).getUTCDay() + 6) % 7;
  const last = Date.parse(`${month_after(month, 1)}-01T00:00:00Z`) - day_ms;
  const today = day_of(now, zone);
  const weeks: CalendarDay[][] = [];
  for (let at = first - weekday * day_ms; at <= last; at += 7 * day_ms) {
    weeks.push(Array.from({ length: 7 }, (_, index) => {
      const date = new Date(at + index * day_ms).toISOString().slice(0, 10);
      return { date, day: Number(date.slice(8)), inside: date.startsWith(month), today: date === today, endings: endings.filter((one) => day_of(one.at, zone) === date) };
    }));
  }
  return weeks;
}

// In two parts, for a list where the number stands out: ["6", "days"], ["Today", ""], ["Over", ""].
export function days_parts(days_left: number): [string, string] {
  if (days_left < 0) return ["Over", ""];
  if (days_left === 0) return ["Today", ""];
  return [number(days_left), days_left === 1 ? "day" : "days"];
}

export function days_words(days_left: number): string {
  if (days_left < 0) return "is over";
  if (days_left === 0) return "today";
  return days_left === 1 ? "in 1 day" : `in ${days_left} days`;
}
