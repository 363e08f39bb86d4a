// Backfills as the API gives them, and their requests. docs/reference/rest.md has the contract.
import { call, type Query } from "./api_client";
import type { Page } from "./api_types";

export type BackfillState = "planned" | "running" | "waiting" | "paused" | "done" | "failed" | "cancelled";

export interface Estimate {
  calls: number;
  seconds: number;
  measured: boolean;
}

export interface Backfill {
  id: string;
  connection_id: string;
  reason: "manual" | "gap" | "reconnect";
  actor: string;
  state: BackfillState;
  own_runs: boolean; // the streams' own runs read it: it is only watched
  note: string;
  from: string;
  to: string;
  streams: string[];
  marketplaces: string[];
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  parts_total: number;
  parts_done: number;
  parts_failed: number;
  days_done: number;
  days_total: number;
  rows: number;
  requests: number;
  left: Estimate;
}

export interface BackfillPart {
  stream: string;
  marketplace: string;
  own_runs: boolean;
  state: BackfillState;
  from: string;
  to: string;
  days_done: number;
  days_total: number;
  rows: number;
  requests: number;
  attempts: number;
  next_try_at: string | null;
  lost_until: string | null;
  notice: string;
  failure_message: string;
  last_run_id: string;
  waiting_for: string;
  waiting_until: string | null;
}

export interface BackfillDetails extends Backfill {
  parts: BackfillPart[];
  skipped: { stream: string; marketplace: string; reason: string }[];
}

export interface BackfillOrder {
  from: string; // days, both included
  to: string;
  streams: string[];
  marketplaces: string[];
  reason: "manual" | "gap";
}

const connection_path = (id: string) => `/connections/${encodeURIComponent(id)}/backfills`;
const one_path = (id: string) => `/backfills/${encodeURIComponent(id)}`;

export const backfill_api = {
  list: (query: Query) => call<Page<Backfill>>("GET", "/backfills", { query }),
  of_connection: (id: string, query: Query) => call<Page<Backfill>>("GET", connection_path(id), { query }),
  one: (id: string) => call<BackfillDetails>("GET", one_path(id)),
  estimate: (id: string, order: BackfillOrder) => call<BackfillDetails>("POST", `${connection_path(id)}/estimate`, { body: order }),
  start: (id: string, order: BackfillOrder) => call<BackfillDetails>("POST", connection_path(id), { body: order }),
  change: (id: string, verb: "pause" | "resume" | "cancel") => call<BackfillDetails>("POST", `${one_path(id)}/${verb}`),
};
