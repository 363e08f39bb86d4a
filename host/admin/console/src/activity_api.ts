// The activity log and the calls of a run, over the REST API.
import { call, url_of, type Query } from "./api_client";
import type { ActivityPage, RunCalls } from "./activity_types";
import type { ActivityEntry } from "./api_types";

export const activity_api = {
  list: (connection: string, query: Query) => connection
    ? call<ActivityPage>("GET", `/connections/${encodeURIComponent(connection)}/activity`, { query })
    : call<ActivityPage>("GET", "/activity", { query }),
  entry: (id: string) => call<ActivityEntry>("GET", `/activity/${encodeURIComponent(id)}`),
  run_calls: (run: string) => call<RunCalls>("GET", `/runs/${encodeURIComponent(run)}/calls`),
  export_url: (format: "csv" | "ndjson", query: Query) => url_of("/activity/export", { format, ...query }),
};
