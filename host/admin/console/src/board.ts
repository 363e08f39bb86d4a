// The page of connections as data: what its address means, groups, the choice of rows, which rows of a long list are drawn.
// Pure.
import type { Badge, Plugin, Region } from "./api_types";
import { worst_first } from "./badges";
import type { BadgeCounts, ConnectionGroup } from "./board_types";

export const filter_names = ["text", "workspace", "channel", "region", "badge", "activity", "tag", "paused", "managed_by"] as const;
export type Filters = Partial<Record<(typeof filter_names)[number], string>>;

export function filters_of(query: Record<string, string>): Filters {
  const filters: Filters = {};
  for (const name of filter_names) if (query[name]) filters[name] = query[name];
  return filters;
}

export const orders = [
  { id: "badge", title: "Worst badge first" },
  { id: "label", title: "Name, A to Z" },
  { id: "-label", title: "Name, Z to A" },
  { id: "last_success", title: "Longest without success" },
  { id: "-last_success", title: "Latest success first" },
  { id: "-created", title: "Newest first" },
  { id: "created", title: "Oldest first" },
];
export const usual_order = "badge";

export function worst_of(counts: BadgeCounts): Badge | null {
  return worst_first.find((badge) => counts[badge] > 0) ?? null;
}

export function sum_badges(groups: ConnectionGroup[]): BadgeCounts {
  const sum = Object.fromEntries(worst_first.map((badge) => [badge, 0])) as BadgeCounts;
  for (const group of groups) for (const badge of worst_first) sum[badge] += group.badges[badge];
  return sum;
}

export interface ChannelGroup {
  channel: string;
  name: string;
  count: number;
  badges: BadgeCounts;
  regions: ConnectionGroup[]; // in the channel's order
  free: { plugin: Plugin; region: Region }[]; // of a loaded plugin, without any connection
  singles: boolean; // each region has at most one connection: all stand in one grid, each region in its place
}

// In the order of the plugins. `taken`: groups of all connections, whatever the filters say; nothing: free regions are not shown.
export function channel_groups(groups: ConnectionGroup[], plugins: Plugin[], taken: ConnectionGroup[] | null): ChannelGroup[] {
  const loaded = plugins.filter((plugin) => plugin.state === "loaded");
  const channels = [...new Set([...loaded.map((plugin) => plugin.id), ...groups.map((group) => group.channel)])];
  return channels.map((channel) => {
    const plugin = loaded.find((one) => one.id === channel);
    const order = plugin?.regions.map((region) => region.id) ?? [];
    const place = (region: string) => (order.includes(region) ? order.indexOf(region) : order.length);
    const regions = groups.filter((group) => group.channel === channel).sort((a, b) => place(a.region) - place(b.region));
    const used = new Set((taken ?? []).filter((group) => group.channel === channel).map((group) => group.region));
    const free = plugin && taken ? plugin.regions.filter((region) => !used.has(region.id)).map((region) => ({ plugin, region })) : [];
    return { channel, name: plugin?.name ?? regions[0]?.channel_name ?? channel, count: regions.reduce((sum, group) => sum + group.count, 0),
      badges: sum_badges(regions), regions, free, singles: regions.every((group) => group.count <= 1) };
  }).filter((group) => group.count > 0 || group.free.length > 0);
}

// ---- the choice: single rows, or everything that the filters match
export interface Choice {
  all: boolean;
  ids: ReadonlySet<string>;
}
export const no_choice: Choice = { all: false, ids: new Set() };

export function toggled(choice: Choice, id: string): Choice {
  const ids = new Set(choice.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: false, ids };
}

// With Shift: everything from the row that was pressed last to this one.
export function extended(choice: Choice, ids_in_order: string[], from: string, to: string): Choice {
  const a = ids_in_order.indexOf(from), b = ids_in_order.indexOf(to);
  if (a < 0 || b < 0) return toggled(choice, to);
  return { all: false, ids: new Set([...choice.ids, ...ids_in_order.slice(Math.min(a, b), Math.max(a, b) + 1)]) };
}

// ---- a long list draws what is in sight
export interface Window {
  from: number;
  to: number; // exclusive
}

export function window_of(count: number, row_px: number, top_px: number, view_px: number, spare_rows = 12): Window {
  const from = Math.max(0, Math.min(count, Math.floor(top_px / row_px) - spare_rows));
  const to = Math.max(from, Math.min(count, Math.ceil((top_px + view_px) / row_px) + spare_rows));
  return { from, to };
}
