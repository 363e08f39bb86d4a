// What a group of connections shows: its badge, by counts. Pure.
import type { Badge } from "./api_types";
import { badge_severity, badge_titles, worst_first } from "./badges";
import type { BadgeCounts } from "./board_types";
import type { StatusGroup } from "./status_types";

// A group as the filters of a page leave it. Nothing: nobody is left.
export function counted_group(counts: BadgeCounts, place: { channel?: string; region?: string; title: string }): StatusGroup | undefined {
  const badge = worst_first.find((one) => counts[one] > 0);
  if (!badge) return undefined;
  const there = Object.fromEntries(worst_first.filter((one) => counts[one] > 0).map((one) => [one, counts[one]])) as Partial<Record<Badge, number>>;
  return { kind: place.region ? "region" : place.channel ? "channel" : "workspace", workspace: "", channel: place.channel ?? "", region: place.region ?? "", title: place.title, badge,
    badge_title: badge_titles[badge], severity: badge_severity[badge], with_worst: counts[badge], members: worst_first.reduce((sum, one) => sum + counts[one], 0), counts: there, oldest_success_at: null };
}
