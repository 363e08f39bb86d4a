// The activity log and the calls of a run, over the REST API.
import { call, url_of, type Query } from "./api_client";
import type { ActivityPage, RunCalls } from "./activity_types";
import type { ActivityEntry } from "./api_types";

export const activity_api = {
  // Of one connection its channel and region are known: that address takes no such filter.
  list: (connection: string, { channel, region, ...query }: Query) => connection
    ? call<ActivityPage>("GET", `/connections/${encodeURIComponent(connection)}/activity`, { query })
    : call<ActivityPage>("GET", "/activity", { query: { channel, region, ...query } }),
  entry: (id: string) => call<ActivityEntry>("GET", `/activity/${encodeURIComponent(id)}`),
  run_calls: (run: string) => call<RunCalls>("GET", `/runs/${encodeURIComponent(run)}/calls`),
  export_url: (format: "csv" | "ndjson", query: Query) => url_of("/activity/export", { format, ...query }),
};
