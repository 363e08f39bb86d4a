// Requests about many connections.
import { call, url_of, type Query } from "./api_client";
import type { Connection, Page } from "./api_types";
import type { BulkAction, BulkAnswer, ConnectionFacets, Expiry, RunSummary } from "./board_types";

export type Target = { connections: string[] } | { filter: Record<string, string>; expect: number };

export const board_api = {
  list: (query: Query) => call<Page<Connection>>("GET", "/connections", { query }),
  facets: (query: Query) => call<ConnectionFacets>("GET", "/connections/facets", { query }),
  bulk: (action: BulkAction, target: Target, tags?: string[]) =>
    call<BulkAnswer>("POST", "/connections/bulk", { body: { action, ...target, ...(tags ? { tags } : {}) } }),
  export_url: (format: "csv" | "ndjson", query: Query) => url_of("/connections/export", { format, ...query }),
  set_tags: (id: string, tags: string[]) => call<Connection>("PUT", `/connections/${encodeURIComponent(id)}/tags`, { body: { tags } }),
  set_paused: (id: string, paused: boolean) => call<Connection>("PATCH", `/connections/${encodeURIComponent(id)}`, { body: { paused } }),
  run_summary: (query: Query) => call<RunSummary>("GET", "/runs/summary", { query }),
  expiries: () => call<Page<Expiry>>("GET", "/expiries"),
};
