// What a group of connections shows: its badge by counts, and the worst of each day over its members. Pure.
import type { Badge } from "./api_types";
import { badge_severity, badge_titles, worst_first } from "./badges";
import type { BadgeCounts } from "./board_types";
import type { BadgeDay, BadgeDays, StatusGroup } from "./status_types";

// A group as the filters of a page leave it. Nothing: nobody is left.
export function counted_group(counts: BadgeCounts, place: { channel?: string; region?: string; title: string }): StatusGroup | undefined {
  const badge = worst_first.find((one) => counts[one] > 0);
  if (!badge) return undefined;
  const there = Object.fromEntries(worst_first.filter((one) => counts[one] > 0).map((one) => [one, counts[one]])) as Partial<Record<Badge, number>>;
  return { kind: place.region ? "region" : place.channel ? "channel" : "workspace", workspace: "", channel: place.channel ?? "", region: place.region ?? "", title: place.title, badge,
    badge_title: badge_titles[badge], severity: badge_severity[badge], with_worst: counts[badge], members: worst_first.reduce((sum, one) => sum + counts[one], 0), counts: there, oldest_success_at: null };
}

// Of several connections: the worst badge of each day. The share is of all their time together.
export function merged_days(list: BadgeDays[]): BadgeDays | undefined {
  const days = new Map<string, BadgeDay>();
  let known_s = 0, connected_s = 0;
  for (const one of list) {
    known_s += one.known_s;
    connected_s += (one.connected_share ?? 0) * one.known_s;
    for (const day of one.days) {
      const sum = days.get(day.day) ?? { day: day.day, badge: null, seconds: {} };
      const seconds = { ...sum.seconds };
      for (const badge of worst_first) if (day.seconds[badge]) seconds[badge] = (seconds[badge] ?? 0) + (day.seconds[badge] ?? 0);
      days.set(day.day, { day: day.day, badge: worse(sum.badge, day.badge), seconds });
    }
  }
  if (!list.length) return undefined;
  return { connection_id: "", connected_share: known_s > 0 ? connected_s / known_s : null, known_s, days: [...days.values()].sort((a, b) => a.day.localeCompare(b.day)) };
}

function worse(a: Badge | null, b: Badge | null): Badge | null {
  if (!a || !b) return a ?? b;
  return worst_first.indexOf(a) <= worst_first.indexOf(b) ? a : b;
}
