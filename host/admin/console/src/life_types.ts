// A connection's accounts, reconnect links and checkups, and what ends: docs/reference/rest.md.
import type { Permission, Severity } from "./api_types";

export interface AccountSpan {
  account_id: string;
  account_name: string;
  from: string;
  until: string | null;
}

export interface Transfer {
  account_id: string;
  armed_at: string;
  expires_at: string;
  actor: string;
}

export interface ConnectionAccounts {
  items: AccountSpan[];
  transfer: Transfer | null;
}

export interface ReconnectLink {
  id: string;
  state: "open" | "used" | "other_account" | "revoked" | "expired";
  created_at: string;
  expires_at: string;
  opened_at: string | null;
  ended_at: string | null;
  actor: string;
  url?: string; // only in the answer that made it
}

export interface CheckupReport {
  at: string;
  changes: string[];
  streams_checked?: boolean; // false: what each stream may read is still being looked at
  marketplaces: number;
  permissions: Permission[];
}

export type ExpiryKind = "consent" | "client_secret" | "report_retention" | "tls_certificate";

export interface Ending {
  id: string;
  kind: ExpiryKind;
  connection_id: string | null;
  channel: string;
  title: string;
  at: string;
  days_left: number;
  severity: Severity;
  action: string;
  action_text: string;
  at_latest: boolean; // counted from when Mooring was given the token
}

// What ends on a day that nobody has told.
export interface UndatedEnding {
  kind: ExpiryKind;
  channel: string;
  title: string;
  hint: string;
}

export interface Endings {
  items: Ending[];
  undated: UndatedEnding[];
  next: string | null;
}
