// Backfills in words. Pure.
import type { SeverityColor } from "./api_types";
import type { Backfill, BackfillState, Estimate } from "./backfill_types";
import { duration, number, plural } from "./format";

const day_ms = 86_400_000;

export const state_words: Record<BackfillState, string> = {
  planned: "Not begun", running: "Under way", waiting: "Waiting", paused: "Paused", done: "Done", failed: "Failed", cancelled: "Cancelled",
};

export const state_tones: Record<BackfillState, SeverityColor> = {
  planned: "neutral", running: "green", waiting: "amber", paused: "neutral", done: "green", failed: "red", cancelled: "neutral",
};

export function has_ended(state: BackfillState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

export function reason_words(backfill: Pick<Backfill, "reason" | "own_runs" | "actor">): string {
  if (backfill.reason === "reconnect") return backfill.own_runs ? "Catching up by itself" : "Refill after a break";
  return `${backfill.reason === "gap" ? "A gap" : "By hand"}, ${backfill.actor.replace(/^(user|token):/, "")}`;
}

// "about 12 calls, 5 min"; "" when nothing is left.
export function estimate_words(left: Estimate): string {
  if (left.calls <= 0) return "";
  return `about ${plural(left.calls, "call")}, ${duration(Math.max(1, Math.round(left.seconds)))}`;
}

export function progress_words(one: { days_done: number; days_total: number }): string {
  return `${number(Math.floor(one.days_done))} of ${plural(Math.ceil(one.days_total), "day")}`;
}

// The days of a range as people name them: UTC, the end included.
export function day_of(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// "3 Feb 2026", whatever the viewer's time zone: a day of the provider has no zone here.
export function day_words(time: number): string {
  const day = new Date(time);
  return `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

export function days_words(from: number, to: number): string {
  const last = Math.ceil(to / day_ms) * day_ms - day_ms, first = Math.floor(from / day_ms) * day_ms;
  return last <= first ? day_words(first) : `${day_words(first)} to ${day_words(last)}`;
}
