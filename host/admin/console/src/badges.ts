// Badges in the order of their precedence, groups of connections, and the filters of the start page. Pure.
import type { Activity, Badge, Connection, Plugin, Region, SeverityColor, Status } from "./api_types";
import { clock } from "./format";

// Worst first. "Not connected" is a choice, not a fault: among several connections it never hides a real one.
export const worst_first: Badge[] = ["revoked", "expired", "sync_error", "stale", "not_connected", "connected"];

export const badge_titles: Record<Badge, string> = {
  revoked: "Revoked",
  expired: "Expired",
  sync_error: "Sync error",
  stale: "Stale",
  connected: "Connected",
  not_connected: "Not connected",
};

export const badge_severity: Record<Badge, SeverityColor> = {
  revoked: "red",
  expired: "red",
  sync_error: "amber",
  stale: "amber",
  connected: "green",
  not_connected: "neutral",
};

export function compare_badges(a: Badge, b: Badge): number {
  return worst_first.indexOf(a) - worst_first.indexOf(b);
}

export function count_badges(connections: Connection[]): Record<Badge, number> {
  const counts = Object.fromEntries(worst_first.map((badge) => [badge, 0])) as Record<Badge, number>;
  for (const connection of connections) counts[connection.status.badge] += 1;
  return counts;
}

export function worst_badge(connections: Connection[]): Badge | null {
  const counts = count_badges(connections);
  return worst_first.find((badge) => counts[badge] > 0) ?? null;
}

export interface Filter {
  badge?: string | undefined;
  channel?: string | undefined;
  region?: string | undefined;
  text?: string | undefined;
}

export function matches(connection: Connection, filter: Filter): boolean {
  if (filter.badge && connection.status.badge !== filter.badge) return false;
  if (filter.channel && connection.channel !== filter.channel) return false;
  if (filter.region && connection.region !== filter.region) return false;
  if (!filter.text) return true;
  const hay = [connection.label, connection.account_id, connection.account_name, connection.channel_name,
    connection.region_name, connection.region, connection.id].join("\n").toLowerCase();
  return filter.text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}

export function sort_connections(connections: Connection[]): Connection[] {
  return [...connections].sort((a, b) =>
    compare_badges(a.status.badge, b.status.badge) || a.label.localeCompare(b.label) || a.id.localeCompare(b.id));
}

export interface FreeRegion {
  plugin: Plugin;
  region: Region;
}

export interface Group {
  channel: string;
  name: string;
  connections: Connection[];
  free_regions: FreeRegion[]; // of a loaded plugin, without any connection yet
}

export function group_by_channel(connections: Connection[], plugins: Plugin[]): Group[] {
  const groups = new Map<string, Group>();
  for (const plugin of plugins) {
    if (plugin.state !== "loaded") continue;
    const used = new Set(connections.filter((c) => c.channel === plugin.id).map((c) => c.region));
    const free_regions = plugin.regions.filter((region) => !used.has(region.id)).map((region) => ({ plugin, region }));
    groups.set(plugin.id, { channel: plugin.id, name: plugin.name, connections: [], free_regions });
  }
  for (const connection of connections) {
    const known = groups.get(connection.channel);
    if (known) known.connections.push(connection);
    else {
      groups.set(connection.channel, { channel: connection.channel, name: connection.channel_name,
        connections: [connection], free_regions: [] });
    }
  }
  return [...groups.values()];
}

// Places of a group in the order of the channel's regions, when each region has at most one: then every region has its
// place. With several accounts in a region the worst come first, and what is not connected yet stands at the end.
export function places_of(group: Group, region_order: string[]): (Connection | FreeRegion)[] {
  const regions = group.connections.map((connection) => connection.region);
  const all = [...group.connections, ...group.free_regions];
  if (new Set(regions).size < regions.length) return all;
  const order = (one: Connection | FreeRegion) => {
    const at = region_order.indexOf(is_connection(one) ? one.region : one.region.id);
    return at < 0 ? region_order.length : at;
  };
  return all.sort((a, b) => order(a) - order(b));
}

export function is_connection(place: Connection | FreeRegion): place is Connection {
  return "id" in place;
}

// What goes on beside the badge, in words; empty when nothing does.
export function activity_text(activity: Activity | "off", until: string | null, now: number): string {
  const at = until ? clock(until, now) : "";
  switch (activity) {
    case "idle": case "off": return "";
    case "queued": return "Queued";
    case "running": return "Syncing now";
    case "waiting_for_budget": return at ? `Waiting for rate budget until ${at}` : "Waiting for rate budget";
    case "throttled": return at ? `Throttled until ${at}` : "Throttled";
    case "retrying": return at ? `Trying again at ${at}` : "Trying again";
    case "sleeping": return at ? `Waiting for the channel until ${at}` : "Waiting for the channel";
    default: return "Busy";
  }
}

const only_people_mend = ["connect", "reconnect", "choose_marketplaces", "resume"];

// Of a connection in trouble that mends itself: what goes on. Only a run that reads is syncing.
export function mending_text(status: Pick<Status, "activity" | "activity_until" | "action">, now: number): string {
  if (only_people_mend.includes(status.action)) return "";
  return status.activity === "running" ? "Syncing" : activity_text(status.activity, status.activity_until, now);
}
