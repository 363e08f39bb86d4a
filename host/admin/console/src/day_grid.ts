// The days of a coverage line as cells of a calendar: one column a week, Monday first. Pure; days are UTC.
import type { Line, Span } from "./coverage";

export const day_ms = 86_400_000;

export type DayState = "held" | "restating" | "failed" | "missing" | "lost" | "none";

export const day_letters: Record<DayState, string> = { held: "", restating: "R", failed: "F", missing: "M", lost: "L", none: "" };
export const state_words: Record<DayState, string> = {
  held: "held", restating: "held, still corrected", failed: "failed", missing: "missing", lost: "lost", none: "not wanted",
};

export interface Day {
  at: number;
  state: DayState;
}

export interface Week {
  at: number; // its Monday
  days: (Day | null)[]; // seven; null: outside of the calendar
  month: string; // "Feb" or "Feb 2026" where a month begins, else ""
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function floor_day(time: number): number {
  return Math.floor(time / day_ms) * day_ms;
}

function touches(spans: Span[], from: number, to: number): boolean {
  return spans.some((span) => span.from < to && span.to > from);
}

// What needs a look wins: a day of which an hour is missing is not held.
export function state_of(line: Line, at: number): DayState {
  const end = at + day_ms;
  if (touches(line.failed, at, end)) return "failed";
  if (touches(line.gaps, at, end)) return "missing";
  if (touches(line.lost, at, end)) return "lost";
  if (touches(line.restating, at, end)) return "restating";
  return touches(line.held, at, end) ? "held" : "none";
}

export function weeks_of(line: Line, from: number, to: number): Week[] {
  const first = floor_day(from), last = floor_day(to - 1);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * day_ms;
  const weeks: Week[] = [];
  for (let at = monday; at <= last; at += 7 * day_ms) {
    const days = Array.from({ length: 7 }, (_, index) => {
      const day = at + index * day_ms;
      return day < first || day > last ? null : { at: day, state: state_of(line, day) };
    });
    weeks.push({ at, days, month: month_of(days, weeks.length === 0) });
  }
  // The first month may have room for its name only when the next one is not close.
  if (weeks.slice(1, 4).some((week) => week.month)) (weeks[0] as Week).month = "";
  return weeks;
}

function month_of(days: (Day | null)[], is_first: boolean): string {
  const begins = days.find((day) => day && new Date(day.at).getUTCDate() === 1) ?? (is_first ? days.find((day) => day) : null);
  if (!begins) return "";
  const date = new Date(begins.at);
  const name = months[date.getUTCMonth()] as string;
  return is_first || date.getUTCMonth() === 0 ? `${name} ${date.getUTCFullYear()}` : name;
}

// The whole hole around a day; nothing where none is missing.
export function gap_at(line: Line, at: number): Span | null {
  const gap = line.gaps.find((span) => span.from < at + day_ms && span.to > at);
  return gap ? { from: floor_day(gap.from), to: Math.ceil(gap.to / day_ms) * day_ms } : null;
}

export function counts_of(weeks: Week[]): Record<DayState, number> {
  const counts: Record<DayState, number> = { held: 0, restating: 0, failed: 0, missing: 0, lost: 0, none: 0 };
  for (const week of weeks) for (const day of week.days) if (day) counts[day.state] += 1;
  return counts;
}
