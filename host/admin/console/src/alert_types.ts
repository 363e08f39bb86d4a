// Incidents, and where alerts go: docs/reference/rest.md, "Incidents" and "Alerts".
import type { Time } from "./api_types";

export interface Incident {
  id: string;
  channel: string;
  channel_name: string;
  region: string;
  region_name: string;
  failure_class: string; // "server", "throttled", "network", "timeout", "refused", "http_400" ...
  title: string; // in a sentence
  host: string;
  operation: string;
  status: number | null;
  message: string; // of one of the failures
  connections: number; // affected since it was opened
  failing: number; // of them, still
  run_id: string;
  opened_at: string;
  last_seen_at: string;
  resolved_at: Time;
  resolution: string;
  entry_id: string; // of the activity log: that it was opened
}

export interface IncidentConnection {
  connection_id: string;
  label: string;
  stream: string;
  run_id: string;
  first_seen_at: string;
  last_seen_at: string;
  recovered_at: Time;
}

export interface IncidentDetails extends Incident {
  affected: IncidentConnection[]; // still failing ones first; bounded
}

export type DestinationKind = "webhook" | "slack" | "email";
export type AlertKind = "badge" | "expiry" | "overdue" | "incident" | "empty" | "permission" | "marketplace" | "schedule" | "delivery";
export type AlertSeverity = "info" | "warning" | "error";

export interface AlertRules {
  kinds: AlertKind[]; // empty: all
  badges: string[]; // empty: every one that is not Connected
  badges_from: string[]; // empty: whatever it was before
  recovered: boolean;
  channels: string[]; // empty: all
  regions: string[];
  connections: string[];
  min_severity: AlertSeverity;
  quiet_s: number;
  delay_s: number;
}

export interface AlertDestination {
  id: string;
  name: string;
  kind: DestinationKind;
  address: string; // without what is secret in it
  enabled: boolean;
  managed_by: "console" | "file";
  health: "new" | "ok" | "retrying" | "failing" | "off";
  rules: AlertRules;
  rules_text: string[]; // the rules in words
  waiting: number;
  dead: number;
  failing_since: Time;
  last_attempt_at: Time;
  last_success_at: Time;
  last_status: number | null;
  last_answer: string;
  secret_changed_at: Time;
  previous_secret_until: Time;
  created_at: string;
  updated_at: string;
  version: number;
  secret?: string; // only in the answer that made it
}

export interface AlertDelivery {
  id: string;
  destination_id: string;
  destination: string;
  entry_id: string;
  connection_id: string | null;
  kind: AlertKind;
  severity: AlertSeverity;
  recovered: boolean;
  repeats: number;
  title: string;
  state: "held" | "waiting" | "delivered" | "dead" | "dropped";
  reason: string;
  attempts: number;
  created_at: string;
  due_at: string;
  last_attempt_at: Time;
  finished_at: Time;
  status: number | null;
  answer: string;
}

export interface AlertOutcome {
  delivered: boolean;
  status: number | null;
  answer: string;
  took_ms: number;
}

export interface AlertPreview {
  content_type: string;
  headers: Record<string, string>;
  body: string;
}
