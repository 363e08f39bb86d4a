// The columns of a list, made from what the plugin declares, and how their cells read. Pure.
import type { PluginStream } from "./api_types";
import { decimal, number } from "./format";
import { money } from "./money";
import { as_heading, usual_noun } from "./noun";
import { humanize } from "./record_columns";
import type { View, ViewMetric, ViewRatio, ViewRow } from "./view_types";

export type ViewColumnKind = "name" | "state" | "type" | "marketplace" | "field" | "metric" | "ratio" | "trend" | "as_of";

export interface ViewColumn {
  id: string;
  kind: ViewColumnKind;
  heading: string;
  numeric: boolean;
  sort: string; // what the API sorts by; empty: it cannot
  type: string; // of a field
  usual: boolean; // shown until somebody chooses
}

const usual_fields = 2; // declared columns shown at first: the author puts the telling ones in front

export function view_columns(view: View, stream: PluginStream | undefined, noun = usual_noun): ViewColumn[] {
  const title_of = (name: string) => stream?.fields.find((field) => field.name === name)?.title || humanize(name);
  const own = (id: string, kind: ViewColumnKind, heading: string, extra: Partial<ViewColumn> = {}): ViewColumn =>
    ({ id, kind, heading, numeric: false, sort: "", type: "text", usual: true, ...extra });
  const metrics_of = (kind: "money" | "count") => view.metrics.filter((one) => (one.kind === "money") === (kind === "money")).flatMap((metric) => [
    own(`@${metric.field}`, "metric", metric.title, { sort: metric.field, numeric: true }),
    ...(metric.field === view.sparkline ? [own("@trend", "trend", `${metric.title} by day`)] : []),
  ]);
  const columns = [own(view.name_field, "name", title_of(view.name_field), { sort: view.name_field })];
  columns.push(...metrics_of("money")); // what a list is read for stands in sight on a small screen too
  for (const ratio of view.ratios) columns.push(own(`@${ratio.id}`, "ratio", ratio.title, { sort: ratio.id, numeric: true }));
  if (view.state_field) columns.push(own(view.state_field, "state", title_of(view.state_field), { sort: view.state_field }));
  if (view.type_field) columns.push(own(view.type_field, "type", title_of(view.type_field), { sort: view.type_field }));
  columns.push(own("@marketplace", "marketplace", as_heading(noun)), ...metrics_of("count"));
  view.columns.forEach((field, index) => columns.push(own(field.name, "field", field.title || title_of(field.name),
    { sort: field.type === "json" ? "" : field.name, type: field.type, numeric: is_number(field.type), usual: index < usual_fields })));
  columns.push(own("@as_of", "as_of", "As of"));
  return columns;
}

function is_number(type: string): boolean {
  return type === "decimal" || type === "integer";
}

export function usual_sort(view: View): string {
  return view.sparkline ? `-${view.sparkline}` : view.name_field;
}

export function chosen_view_columns(columns: ViewColumn[], wanted: string | undefined): ViewColumn[] {
  const names = wanted ? wanted.split(",") : columns.filter((column) => column.usual).map((column) => column.id);
  return columns.filter((column) => column.kind === "name" || names.includes(column.id));
}

// SPONSORED_PRODUCTS -> Sponsored products; what is written for people stays as it is.
export function value_words(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text) && (text.length > 3 || text.includes("_")) ? humanize(text.toLowerCase()) : text;
}

export function metric_text(metric: ViewMetric | undefined, value: string | number | null | undefined, currency: string): string {
  if (value === null || value === undefined || value === "") return "";
  if (metric?.kind === "money") return money(value, currency);
  return typeof value === "number" ? number(value) : decimal(value);
}

export function ratio_text(ratio: ViewRatio | undefined, value: string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  return ratio?.percent ? `${decimal(value)} %` : decimal(value);
}

// A field that is named as an amount is in the row's own currency.
export function field_text(name: string, type: string, row: ViewRow): string {
  const value = row.fields[name];
  if (value === null || value === undefined || value === "") return "";
  if (type === "decimal") return name.endsWith("_amount") ? money(String(value), row.currency) : decimal(String(value));
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value) : value_words(value);
}

export function view_row_key(row: ViewRow): string {
  return JSON.stringify([row.connection_id, row.key]);
}

export function row_name(view: View, row: ViewRow): string {
  return String(row.fields[view.name_field] || key_values(row).at(-1) || "");
}

export function key_values(row: ViewRow): string[] {
  return Object.values(row.key).map((value) => String(value ?? ""));
}

// "held": among those that count as active, but not the first of their states: paused, say.
export type StateLook = "active" | "held" | "deleted" | "other";

export function state_look(view: View, row: ViewRow): StateLook {
  if (row.deleted_at) return "deleted";
  const at = view.active_states.indexOf(String(row.fields[view.state_field] ?? ""));
  return at < 0 ? "other" : at === 0 ? "active" : "held";
}
