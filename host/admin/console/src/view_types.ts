// Lists with sums, tags, notes and saved views, as docs/reference/rest.md promises them.
import type { Field, Time } from "./api_types";

export interface ViewMetric {
  field: string;
  title: string;
  kind: "money" | "count";
}

export interface ViewRatio {
  id: string;
  title: string;
  numerator: string;
  denominator: string;
  percent: boolean;
}

export interface View {
  id: string;
  title: string;
  stream: string;
  name_field: string;
  state_field: string;
  type_field: string;
  active_states: string[];
  columns: Pick<Field, "name" | "type" | "title">[];
  metrics: ViewMetric[];
  ratios: ViewRatio[];
  sparkline: string; // a metric's field, or empty
}

export type Scalar = string | number | boolean | null;
export type RecordKey = Record<string, Scalar>;

export interface ViewRow {
  key: RecordKey;
  object_id: string | null; // null: nobody has put anything on it yet
  connection_id: string;
  region: string;
  marketplace: string;
  marketplace_name: string;
  country_code: string;
  fields: Record<string, Scalar | object>;
  currency: string;
  metrics: Record<string, string | number | null>;
  ratios: Record<string, string | null>;
  sparkline: (string | number | null)[];
  tags: string[];
  notes: number;
  deleted_at: Time;
  as_of: Time;
  live: boolean;
}

export interface ViewTotal {
  currency: string;
  count: number;
  metrics: Record<string, string | number | null>;
  ratios?: Record<string, string | null>;
}

export interface ViewPage {
  from: string;
  to: string;
  items: ViewRow[];
  totals: ViewTotal[] | null;
  total: number;
  next: string | null;
}

export interface Facet {
  value: string;
  title?: string;
  count: number;
}

export interface Facets {
  regions: Facet[];
  marketplaces: Facet[];
  states: Facet[];
  types: Facet[];
  tags: Facet[];
}

export interface ObjectRef {
  connection_id: string;
  stream: string;
  key: RecordKey;
}

export interface ObjectNote {
  id: string;
  text: string;
  author: string;
  created_at: string;
  edited_at: Time;
}

export interface TaggedObject extends ObjectRef {
  id: string;
  channel: string;
  created_at: string;
  tags: string[];
  notes: ObjectNote[];
  record: Record<string, Scalar | object> | null;
}

export interface TagCount {
  tag: string;
  count: number;
}

export interface SavedView {
  id: string;
  page: string;
  name: string;
  query: string;
  created_at: string;
  updated_at: string;
}
