// The filters of the activity log as they stand in the address, and the query they make. Pure.
import type { Query } from "./api_client";

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
};

export interface ActivityFilter {
  range: string; // "" everything, one of `ranges`, or "custom" with since and until
  since: string;
  until: string;
  kind: string;
  severity: string;
  run: string;
}

export function filter_of(query: Record<string, string>): ActivityFilter {
  const range = query["range"] ?? (query["since"] || query["until"] ? "custom" : "");
  return { range, since: query["since"] ?? "", until: query["until"] ?? "", kind: query["kind"] ?? "",
    severity: query["severity"] ?? "", run: query["run"] ?? "" };
}

export function query_of(filter: ActivityFilter, now: number): Query {
  const query: Query = { kind: filter.kind, severity: filter.severity, run: filter.run };
  const known = ranges[filter.range];
  if (known) query["since"] = new Date(now - known.ms).toISOString();
  if (filter.range === "custom") {
    query["since"] = to_utc(filter.since);
    query["until"] = to_utc(filter.until);
  }
  return query;
}

// A datetime-local field speaks of the reader's own time zone.
function to_utc(local: string): string | undefined {
  const time = new Date(local);
  return local && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}

export function is_filtered(filter: ActivityFilter): boolean {
  return Boolean(filter.range || filter.kind || filter.severity || filter.run);
}
