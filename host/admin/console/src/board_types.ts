// Many connections at once: counts, groups, what is done to them, what ran. docs/reference/rest.md, "Connections".
import type { Badge } from "./api_types";

export type BadgeCounts = Record<Badge, number>;

export interface FacetCount {
  value: string;
  title: string;
  count: number;
}

export interface ConnectionGroup {
  channel: string;
  channel_name: string;
  region: string;
  region_name: string;
  count: number;
  paused: number;
  badges: BadgeCounts;
}

export interface ConnectionFacets {
  all: number; // connections that there are
  total: number; // that pass the filters
  paused: number;
  badges: BadgeCounts;
  workspaces?: FacetCount[];
  channels: FacetCount[];
  regions: FacetCount[];
  tags: FacetCount[];
  activities: FacetCount[];
  groups: ConnectionGroup[];
}

export type BulkAction = "sync" | "retry" | "pause" | "resume" | "tag" | "untag";

export interface BulkResult {
  connection_id: string;
  result: "done" | "unchanged" | "failed";
  runs: number;
  code: string;
  detail: string;
  hint: string;
}

export interface BulkAnswer {
  action: BulkAction;
  matched: number;
  done: number;
  unchanged: number;
  failed: number;
  runs: number;
  items: BulkResult[]; // failures first; of very many only the first ones
}

export interface RunBucket {
  at: string;
  succeeded: number;
  failed: number;
  cancelled: number;
}

export interface RunSummary {
  from: string;
  to: string;
  bucket_s: number;
  items: RunBucket[];
  channels: { channel: string; channel_name: string; runs: number; rows_read: number; rows_changed: number }[];
}

export interface Expiry {
  id: string;
  kind: string;
  connection_id: string | null;
  channel: string;
  title: string;
  at: string;
  days_left: number;
  severity: "info" | "warning" | "error";
  action: string;
  action_text: string;
}
