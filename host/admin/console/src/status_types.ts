// Answers about status beyond one badge: groups, days, causes. docs/reference/rest.md, "Status".
import type { ActivityEntry, Badge, ExplainedStatus, SeverityColor, Time } from "./api_types";

export interface StatusGroup {
  kind: "workspace" | "channel" | "region";
  workspace: string;
  channel: string;
  region: string;
  title: string;
  badge: Badge;
  badge_title: string;
  severity: SeverityColor;
  with_worst: number;
  members: number;
  counts: Partial<Record<Badge, number>>;
  oldest_success_at: Time;
}

export interface BadgeDay {
  day: string; // 2026-11-21, a day in UTC
  badge: Badge | null; // the worst of the day; null: not known
  seconds: Partial<Record<Badge, number>>;
}

export interface BadgeDays {
  connection_id: string;
  connected_share: number | null; // of the time that is known
  known_s: number;
  days: BadgeDay[];
}

// The same without the times, equal neighbours as one: what is drawn small.
export interface BadgeStrip {
  connection_id?: string; // of one connection
  channel?: string; // else of all of a region
  region?: string;
  members?: number;
  first_day: string;
  known_days: number;
  connected_share: number | null;
  spans: { badge: Badge | null; days: number }[];
}

export interface PlaybookEntry {
  cause: string;
  general: string;
  channel: string | null; // null: of every channel
  title: string;
  what_happened: string;
  mooring_does: string;
  you_can: string;
  ticket_when: string; // empty: a ticket does not help
  ticket_paste: string;
  ticket_url: string;
}

export type Judgement = "failed" | "late" | "never_read" | "first_sync" | "fresh";

export interface StreamLine {
  stream: string;
  marketplace: string;
  title: string;
  judgement: Judgement;
  because: string;
}

export interface FullExplanation extends ExplainedStatus {
  streams?: StreamLine[];
  entry?: ActivityEntry | null;
  playbook?: PlaybookEntry | null;
}
