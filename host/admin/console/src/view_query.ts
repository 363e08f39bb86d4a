// The filters of a list as they stand in the address, the question they make to the API, and what a saved view keeps. Pure.
import type { Query } from "./api_client";

export const preset_days = [7, 14, 30, 60];
export const usual_days = 30;
export const most_days = 366;
const day_ms = 86_400_000;

export interface ViewFilter {
  region: string;
  connection: string;
  marketplaces: string[];
  states: string[];
  types: string[];
  tags: string[];
  text: string;
  days: number; // 0: `from` and `to` say it
  from: string;
  to: string;
  sort: string;
  deleted: boolean; // also what the channel no longer has
}

type RouteQuery = Record<string, string>;

export const list_names = { marketplaces: "marketplace", states: "state", types: "type", tags: "tag" } as const;
export type ListFilter = keyof typeof list_names;

export function split_list(text: string | undefined): string[] {
  return (text ?? "").split(",").filter(Boolean);
}

export function join_list(values: string[]): string | undefined {
  return values.length ? values.join(",") : undefined;
}

export function view_filter_of(query: RouteQuery): ViewFilter {
  const custom = is_day(query["from"]) && is_day(query["to"]) && (query["from"] as string) <= (query["to"] as string);
  const days = Number(query["range"]);
  return {
    region: query["region"] ?? "", connection: query["connection"] ?? "",
    marketplaces: split_list(query["marketplace"]), states: split_list(query["state"]), types: split_list(query["type"]), tags: split_list(query["tag"]),
    text: query["text"] ?? "",
    days: custom ? 0 : preset_days.includes(days) ? days : usual_days,
    from: custom ? query["from"] as string : "", to: custom ? query["to"] as string : "",
    sort: query["sort"] ?? "", deleted: query["deleted"] === "1",
  };
}

export function is_day(text: string | undefined): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text ?? "") && !Number.isNaN(Date.parse(text ?? ""));
}

export function day_of(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function days_between(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / day_ms) + 1;
}

// The last n days, today among them.
export function period_of(filter: ViewFilter, now: number): { from: string; to: string } {
  if (!filter.days) return { from: filter.from, to: filter.to };
  return { from: day_of(now - (filter.days - 1) * day_ms), to: day_of(now) };
}

// What is wrong with a period that somebody typed; empty when nothing is.
export function period_problem(from: string, to: string): string {
  if (!is_day(from) || !is_day(to)) return "Give both days.";
  if (from > to) return "The first day is after the last.";
  return days_between(from, to) > most_days ? `At most ${most_days} days.` : "";
}

// Counts know no days.
export function facet_query(filter: ViewFilter): Query {
  return {
    region: filter.region, connection: filter.connection, marketplace: join_list(filter.marketplaces), state: join_list(filter.states),
    type: join_list(filter.types), tag: join_list(filter.tags), text: filter.text, deleted: filter.deleted ? 1 : undefined,
  };
}

export function list_query(filter: ViewFilter, now: number): Query {
  return { ...facet_query(filter), ...period_of(filter, now) };
}

export const filter_names = ["region", "connection", "marketplace", "state", "type", "tag", "text"];

// Columns, order and period are no filters: they never hide a row.
export function is_view_filtered(query: RouteQuery): boolean {
  return filter_names.some((name) => query[name]);
}

export function cleared_filters(): Record<string, undefined> {
  return Object.fromEntries([...filter_names, "deleted", "after", "page", "row"].map((name) => [name, undefined]));
}

// A first click sorts numbers from the largest and words from A; the next one turns it round.
export function next_sort(field: string, current: string, numeric: boolean): string {
  const first = numeric ? `-${field}` : field, second = numeric ? field : `-${field}`;
  return current === first ? second : first;
}

export function sort_direction(field: string, current: string): "ascending" | "descending" | undefined {
  if (!field) return undefined;
  return current === field ? "ascending" : current === `-${field}` ? "descending" : undefined;
}

// Where somebody stands in a list is not part of a saved view.
const passing = ["saved", "row", "after", "page"];

export function saved_query_of(query: RouteQuery): string {
  const kept = Object.entries(query).filter(([name, value]) => value && !passing.includes(name)).sort(([a], [b]) => a.localeCompare(b));
  return new URLSearchParams(kept).toString();
}

export function same_query(saved: string, query: RouteQuery): boolean {
  return saved_query_of(Object.fromEntries(new URLSearchParams(saved))) === saved_query_of(query);
}

export function parsed_query(saved: string): RouteQuery {
  return Object.fromEntries(new URLSearchParams(saved));
}
