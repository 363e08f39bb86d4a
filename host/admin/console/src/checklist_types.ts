// The checklist of a connection: what each stream may read of each marketplace. docs/reference/rest.md.
export type Reach = "ok" | "first_sync" | "not_selected" | "not_authorised" | "not_participating" | "not_available" | "switched_off"
  | "role_missing" | "throttled" | "failed" | "not_checked";

export interface ChecklistMarketplace {
  id: string;
  title: string;
  country_code: string;
  selected: boolean;
  state: Reach;
  note: string;
}

export interface ChecklistCell {
  marketplace: string;
  state: Reach;
  note: string;
  status: number;
  endpoint: string;
  request_id: string;
  checked_at: string | null;
  since: string | null;
}

export interface ChecklistStream {
  stream: string;
  title: string;
  role: string;
  set_aside: boolean;
  cells: ChecklistCell[];
}

export interface ChecklistFinding {
  state: Reach;
  streams: string[];
  marketplaces: string[];
  text: string;
  action: string;
}

export interface Checklist {
  checked_at: string | null;
  checking: boolean;
  marketplaces: ChecklistMarketplace[];
  streams: ChecklistStream[];
  findings: ChecklistFinding[];
}
