// The filters of the activity log as they stand in the address, the query they make and the chips that show them. Pure.
import type { Query } from "./api_client";
import { from_input } from "./format";

export const ranges: Record<string, { text: string; ms: number }> = {
  "1h": { text: "Last hour", ms: 3_600_000 },
  "24h": { text: "Last 24 hours", ms: 86_400_000 },
  "7d": { text: "Last 7 days", ms: 7 * 86_400_000 },
  "30d": { text: "Last 30 days", ms: 30 * 86_400_000 },
};

export const kinds: Record<string, string> = {
  connection: "Connection",
  token: "Tokens",
  run: "Runs",
  request: "Requests",
  stream: "Streams",
  marketplace: "Marketplaces",
  permission: "Permissions",
  coverage: "Coverage",
  backfill: "Backfills",
  badge: "Badges",
  watchdog: "Watchdog",
  incident: "Incidents",
  expiry: "Expiries",
  alerts: "Alerts",
  account: "Accounts",
  application: "Applications",
  vault: "Vault",
  plugin: "Plugins",
  personal_data: "Personal data",
  object: "Notes and tags",
  access: "Users and tokens",
};

export const text_least = 3; // characters that can be searched for

// The fields that are told to the API as they stand, and what they are called.
export const fields = {
  text: "Text",
  severity: "Severity",
  connection: "Connection",
  channel: "Channel",
  region: "Region",
  kind: "Kind",
  status: "Status",
  method: "Method",
  operation: "Operation",
  request: "Request id",
  actor: "By",
  stream: "Stream",
  run: "Run",
} as const;
export type FilterField = keyof typeof fields;

export type ActivityFilter = Record<FilterField, string> & {
  range: string; // "" everything, one of `ranges`, or "custom" with since and until
  since: string;
  until: string;
};

const all_fields = Object.keys(fields) as FilterField[];
export const no_filter: Record<string, undefined> = Object.fromEntries(
  [...all_fields, "range", "since", "until"].map((name) => [name, undefined]));

export function filter_of(query: Record<string, string>): ActivityFilter {
  const range = query["range"] ?? (query["since"] || query["until"] ? "custom" : "");
  const told = Object.fromEntries(all_fields.map((name) => [name, query[name] ?? ""])) as Record<FilterField, string>;
  return { ...told, range, since: query["since"] ?? "", until: query["until"] ?? "" };
}

// `connection` is left to the caller: it may be part of the route. A text that is still too short asks for nothing.
export function query_of(filter: ActivityFilter, now: number): Query {
  const query: Query = {};
  for (const name of all_fields) if (name !== "connection" && filter[name]) query[name] = filter[name];
  if (is_short(filter.text)) delete query["text"];
  const known = ranges[filter.range];
  if (known) query["since"] = new Date(now - known.ms).toISOString();
  if (filter.range === "custom") {
    query["since"] = from_input(filter.since);
    query["until"] = from_input(filter.until);
  }
  return query;
}

export function is_short(text: string): boolean {
  return text !== "" && [...text].length < text_least;
}

export function is_filtered(filter: ActivityFilter): boolean {
  return Boolean(filter.range) || all_fields.some((name) => filter[name]);
}

export interface Chip {
  name: string;
  text: string;
  without: Record<string, undefined>; // what takes it away
}

// What is filtered beside the fields that always show their value (text, severity, time).
export function chips_of(filter: ActivityFilter, names: Map<string, string> | null): Chip[] {
  return all_fields.filter((name) => filter[name] && name !== "text" && name !== "severity").map((name) => {
    const value = filter[name];
    const shown = name === "connection" ? names?.get(value) ?? value : name === "kind" ? kinds[value] ?? value : value;
    return { name, text: `${fields[name]}: ${shown}`, without: { [name]: undefined } };
  });
}
