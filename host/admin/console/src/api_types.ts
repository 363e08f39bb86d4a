// The answers of the REST API as docs/reference/rest.md promises them. Unknown members are ignored. Lists: view_types.ts.
import type { View } from "./view_types";

export type Badge = "not_connected" | "revoked" | "expired" | "sync_error" | "stale" | "connected";
export type SeverityColor = "green" | "amber" | "red" | "neutral";
export type NextAction = "connect" | "reconnect" | "retry_sync" | "refresh_now" | "choose_marketplaces" | "resume" | "";
export type Activity = "idle" | "queued" | "running" | "waiting_for_budget" | "throttled" | "retrying" | "sleeping";
export type Time = string | null;

export type Scope = "connection" | "marketplace";

export interface Page<T> {
  items: T[];
  next: string | null;
}

// One of a region's consent pages; the usual one stands first.
export interface Consent {
  id: string;
  name: string;
  account: string; // the kind of account that consents there
  authorize_url: string;
  pasted_account: string; // what is asked for beside a pasted token; empty: nothing
  revoke_help: string; // where such an account withdraws the authorization; may be empty
  switch_login: string;
}

export interface Region {
  id: string;
  name: string;
  configured: boolean;
  missing: string[];
  endpoints: Record<string, string>;
  consents?: Consent[];
}

export interface Field {
  name: string;
  type: string;
  title: string;
  pii: boolean;
}

export interface PluginStream {
  id: string;
  title: string;
  mode: string;
  fed_by: string | null;
  interval_s: number;
  retention_days: number;
  primary_key: string[];
  time_field: string | null;
  scope?: Scope;
  annotatable?: boolean;
  backfill?: boolean; // it can be asked for a range of the past
  fields: Field[];
}

export interface PluginSetting {
  key: string;
  type: string;
  default: string;
  title: string;
  minimum?: number | null;
  maximum?: number | null;
  choices?: string[]; // what a text may be; empty: anything
  accounts?: string[]; // kinds of account that have it; empty: all
}

export interface Plugin {
  id: string;
  name: string;
  version: string;
  description: string;
  marketplace_noun?: string;
  state: "loaded" | "refused";
  stuck?: boolean; // its code did not come back several times: its runs fail until the host is restarted
  path: string;
  sha256: string;
  size_bytes: number;
  abi: string;
  refusal: { step: string; message: string } | null;
  regions: Region[];
  oauth: {
    pasted_tokens: boolean;
    pasted_tokens_expire: boolean; // after grant_lifetime_days, as a consent does
    pasted_account: string;
    revoke_help: string;
    revocation_documented: boolean; // a program can withdraw the authorization
    switch_login: string;
    grant_lifetime_days: number;
  } | null;
  settings: PluginSetting[];
  streams: PluginStream[];
  views?: View[];
  hosts: string[];
  budgets: { id: string; rate_per_s: number; burst: number }[];
}

export interface Status {
  badge: Badge;
  title: string;
  severity: SeverityColor;
  reason: string;
  action: NextAction;
  action_text: string;
  entry_id: string;
  last_success_at: Time;
  activity: Activity;
  activity_until: Time;
  activity_waiting_for?: string; // as of a run
  cause?: string; // of the playbook; "": all is well
  data_until?: Time;
  data_until_is?: string; // "covered", "newest_record", ""
  data_restated?: boolean;
  brings_nothing?: number; // streams that bring nothing though they usually do
}

export interface Rule {
  badge: Badge;
  title: string;
  fired: boolean;
  because: string;
}

export interface ExplainedStatus extends Status {
  facts?: Record<string, unknown>;
  rules?: Rule[];
}

export interface Evidence {
  status: number;
  code: string;
  message: string;
  endpoint: string;
  at: Time;
}

export interface Grant {
  state: string;
  source: string;
  issued_at: string;
  expires_at: Time;
  last_refreshed_at: Time;
  evidence: Evidence | null;
}

export interface Pause {
  at: string;
  actor: string;
}

export interface Connection {
  id: string;
  workspace: string;
  channel: string;
  channel_name: string;
  region: string;
  region_name: string;
  consent?: string;
  consent_name?: string;
  account_kind?: string;
  label: string;
  account_id: string;
  account_name: string;
  managed_by: "console" | "file";
  settings: Record<string, string>;
  created_at: string;
  updated_at: string;
  version: number;
  paused?: Pause | null; // no planned runs
  tags?: string[];
  status: Status;
  grant: Grant | null;
  marketplaces_selected: number;
  marketplaces_available: number;
  marketplaces_new?: number; // found after somebody chose
}

export interface DisconnectedConnection extends Connection {
  revocation?: { revoked: boolean; help_url: string };
}

export interface Marketplace {
  id: string;
  name: string;
  country_code: string;
  currency: string;
  time_zone: string;
  available: boolean;
  note: string;
  selected: boolean;
  first_seen_at: Time;
  new?: boolean; // it came after the last choice
  proposed?: boolean; // ticked where nobody has chosen yet
}

export interface Progress {
  done: number;
  total: number;
  note: string;
  expected_at?: Time; // about when it will have ended; null: too early to tell
}

// What is known of the runs of a stream, or of one marketplace in it.
export interface ScopeStatus {
  last_success_at: Time;
  last_attempt_at: Time;
  last_run_id: string;
  last_run_failed: boolean;
  failure: { kind: string; message: string } | null;
  consecutive_failures: number;
  state: Activity | "off"; // off: switched off in the configuration
  state_until: Time;
  waiting_for?: string; // as of a run
  queue?: QueuePlace | null;
  next_run_at: Time;
  data_until?: Time;
  brings_nothing_since?: Time;
  set_aside?: boolean; // it cannot be read: no planned runs until a check finds that it can
  set_aside_because?: string; // "role_missing", "not_participating", "not_available"
}

export interface MarketplaceStatus extends ScopeStatus {
  marketplace: string;
  notice: string;
}

export interface StreamStatus extends ScopeStatus {
  id: string;
  title: string;
  fed_by: string | null;
  enabled?: boolean; // false: switched off in the configuration
  mode: string;
  scope?: Scope;
  interval_s: number;
  stale_after_s: number;
  data_until_is?: string;
  restated?: boolean;
  notices?: { marketplace: string; message: string }[];
  marketplaces?: MarketplaceStatus[];
  rows: number;
  progress: (Progress & { rows_read: number }) | null;
}

export interface Permission {
  id: string;
  granted: boolean | null;
  note: string;
}

// What is allowed of one kind of call, and how it stands; null: the engine did not say.
export interface ConnectionBudget {
  id: string;
  rate_per_s: number;
  burst: number;
  from: "manifest" | "configuration";
  rate_now_per_s: number | null;
  tokens: number | null;
  waiting: number | null;
  blocked_until?: Time; // the provider throttles: nothing may go before
}

export interface CoverageListing {
  stream: string;
  marketplace: string;
  as_of: string | null;
}

export interface CoverageRange {
  stream: string;
  marketplace: string;
  part?: string;
  from: string;
  to: string;
  state?: "held" | "restating" | "failed" | "missing" | "lost";
  reason?: string; // failed: why
  run_id?: string;
  backfill_id?: string;
}

export type RunState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

export interface Failure {
  kind: string;
  status: number | null;
  endpoint: string;
  request_id: string;
  message: string;
  cause?: string; // of the playbook
}

// Which in line a queued run is, and what for: a place among those that run, or another run of its stream.
export interface QueuePlace {
  position: number | null;
  length: number;
  waits_for: "places" | "run";
}

export interface Run {
  id: string;
  connection_id: string;
  stream: string;
  marketplace?: string;
  trigger: string;
  actor: string;
  state: RunState;
  queued_at: string;
  started_at: Time;
  finished_at: Time;
  requests: number;
  pages: number;
  rows_read: number;
  rows_written: number;
  rows_changed: number;
  progress: Progress | null;
  waiting_for: string; // "", "budget", "throttled", "retry", "sleep", or what the plugin named: "report"
  waiting_until: Time;
  queue?: QueuePlace | null;
  failure: Failure | null;
}

export type Severity = "info" | "warning" | "error";

export interface ActivityEntry {
  id: string;
  at: string;
  connection_id: string;
  kind: string;
  severity: Severity;
  status: number | null;
  endpoint: string;
  request_id: string;
  message: string;
  actor: string;
  run_id: string;
  stream: string;
  method: string;
  operation: string; // the endpoint with {id} for what names one thing only
  attempt: number | null;
  duration_ms: number | null;
  before: Record<string, unknown> | null; // values that a person or the host changed
  after: Record<string, unknown> | null;
  cause?: string; // of the playbook; "": no trouble
}

export type Cell = string | number | boolean | null | object;
export type RecordRow = Record<string, Cell>;

export interface RecordPage {
  columns: Field[];
  items: RecordRow[];
  next: string | null;
  total: number | null; // null: too many to be counted
  slow_because?: string;
}
