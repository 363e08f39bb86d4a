// The calls about status beyond one badge.
import { call, type Query } from "./api_client";
import type { ConnectionBudget, Page } from "./api_types";
import type { BadgeDays, BadgeStrip, FullExplanation, PlaybookEntry, StatusGroup } from "./status_types";

export const status_api = {
  budgets: (id: string) => call<Page<ConnectionBudget>>("GET", `/connections/${encodeURIComponent(id)}/budgets`),
  groups: () => call<Page<StatusGroup>>("GET", "/groups"),
  badge_days: (connections: string[], days = 90) =>
    call<Page<BadgeDays>>("GET", "/badge-days", { query: { connections: connections.join(","), days } }),
  strips: (connections: string[]) => call<Page<BadgeStrip>>("GET", "/connections/badge-strips", { query: { ids: connections.join(",") } }),
  region_strips: (filters: Query) => call<Page<BadgeStrip>>("GET", "/connections/badge-strips", { query: { ...filters, by: "region" } }),
  playbook: (channel = "") => call<Page<PlaybookEntry>>("GET", "/playbook", { query: { channel } }),
  explain: (id: string) => call<FullExplanation>("GET", `/connections/${encodeURIComponent(id)}/status`, { query: { explain: 1 } }),
};
