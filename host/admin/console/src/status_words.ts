// What the status says, in words. Pure; `now` is always passed in.
import type { Badge, Status, Time } from "./api_types";
import { badge_titles, worst_first } from "./badges";
import { day_and_clock, duration, number, plural } from "./format";
import type { BadgeDay, StatusGroup } from "./status_types";

const day_ms = 86_400_000;
const day_words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const day_and_year = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

export interface DataAge {
  until: Time | undefined;
  is: string | undefined; // "covered", "newest_record"
  restated: boolean | undefined;
}

// The end of a covered range is not part of it: "until 21 Nov" for what ends at midnight of the 22nd.
// With the year where it is another one: in December, "until 22 Dec" of a first sync would be taken for the wrong one.
function end_words(until: string, now: number): string {
  const at = Date.parse(until);
  if (at % day_ms !== 0) return day_and_clock(until, now);
  const last = at - 1, this_year = new Date(last).getUTCFullYear() === new Date(now).getUTCFullYear();
  return (this_year ? day_words : day_and_year).format(last);
}

// "data until 21 Nov, the last days are still being corrected"; empty: nothing can be said.
export function data_words({ until, is, restated }: DataAge, now = Date.now()): string {
  if (!until || Number.isNaN(Date.parse(until))) return "";
  if (is === "newest_record") return `newest record of ${end_words(until, now)}`;
  return `data until ${end_words(until, now)}${restated ? ", the last days are still being corrected" : ""}`;
}

export function data_age_of(status: Status): DataAge {
  return { until: status.data_until, is: status.data_until_is, restated: status.data_restated };
}

// "3 of 12 Stale", "all 12 Connected"
export function group_words(group: StatusGroup): string {
  if (group.members === 0) return "no connection";
  if (group.members === 1) return badge_titles[group.badge];
  const share = group.with_worst === group.members ? `All ${number(group.members)}` : `${number(group.with_worst)} of ${number(group.members)}`;
  return `${share} ${badge_titles[group.badge]}`;
}

// Every badge of the group, the worst first: "1 Revoked, 3 Stale, 8 Connected".
export function group_counts(group: StatusGroup): string {
  return worst_first.filter((badge) => group.counts[badge]).map((badge) => `${number(group.counts[badge] ?? 0)} ${badge_titles[badge]}`).join(", ");
}

// Rounded down: 100 % only where it is so.
export function share_words(share: number | null, days: number): string {
  if (share === null) return "Not watched yet";
  const percent = Math.floor(share * 1000) / 10;
  return `${percent === 100 ? "100" : percent.toFixed(1)} % connected over ${plural(days, "day")}`;
}

// Of how many days anything is known: a new connection has not been watched for all 90.
export function known_days(days: BadgeDay[]): number {
  return days.filter((day) => day.badge !== null).length;
}

const days_at_least = 14;

// Without the days before anybody looked, but for so many that a young connection has a strip at all.
export function told_days(days: BadgeDay[]): BadgeDay[] {
  const first = days.findIndex((day) => day.badge !== null);
  const told = first < 0 ? days_at_least : Math.max(days_at_least, days.length - first);
  return days.slice(-told);
}

export function day_title(day: string): string {
  return day_and_year.format(Date.parse(`${day}T00:00:00Z`));
}

// "Stale 3 h 20 min, Connected 20 h 40 min"
export function day_details(day: BadgeDay): string {
  if (!day.badge) return "not known";
  const known = worst_first.filter((badge) => (day.seconds[badge] ?? 0) > 0);
  return known.map((badge) => `${badge_titles[badge]} ${duration(Math.max(1, Math.round(day.seconds[badge] ?? 0)))}`).join(", ");
}

export function worst_share(day: BadgeDay): number {
  const all = Object.values(day.seconds).reduce((sum, seconds) => sum + seconds, 0);
  return day.badge && all > 0 ? (day.seconds[day.badge] ?? 0) / all : 0;
}

export function badge_of_group(badges: Badge[]): Badge | null {
  return worst_first.find((badge) => badges.includes(badge)) ?? null;
}

export interface SharedNotice {
  message: string;
  streams: string[]; // titles
  places: number; // marketplaces, profiles; 0: the streams do not run for each
}

interface Noticed {
  title: string;
  notices?: { marketplace: string; message: string }[];
}

// The same words under many streams are said once.
export function shared_notices(streams: Noticed[]): SharedNotice[] {
  const found = new Map<string, { streams: Set<string>; places: Set<string> }>();
  for (const stream of streams) {
    for (const line of (stream.notices ?? []).flatMap(({ marketplace, message }) => message.split("\n").map((text) => ({ marketplace, text })))) {
      if (!line.text) continue;
      const known = found.get(line.text) ?? { streams: new Set(), places: new Set() };
      known.streams.add(stream.title);
      if (line.marketplace) known.places.add(line.marketplace);
      found.set(line.text, known);
    }
  }
  return [...found].filter(([, at]) => at.streams.size > 1)
    .map(([message, at]) => ({ message, streams: [...at.streams], places: at.places.size }));
}

const aside_reasons: Record<string, string> = { role_missing: "no permission", not_participating: "the account is not there", not_available: "not offered there" };

export function set_aside_words(because: string | undefined): string {
  const reason = aside_reasons[because ?? ""];
  return reason ? `Set aside: ${reason}` : "Set aside";
}
