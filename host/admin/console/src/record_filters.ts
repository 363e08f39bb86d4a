// Conditions on columns of records: how they stand in the address and in a request, which ones a column knows, and their
// words. Pure. The host reads "column:comparison:value".
import type { Column } from "./record_columns";

export type FilterOp = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "contains" | "starts" | "null" | "notnull";

export interface RecordFilter {
  column: string;
  op: FilterOp;
  value: string;
}

const separator = "\n"; // between conditions in the address; no value holds one

export function filters_of(query: string | undefined): RecordFilter[] {
  return (query ?? "").split(separator).map(read_filter).filter((one): one is RecordFilter => one !== null);
}

export function query_of(filters: RecordFilter[]): string | undefined {
  return filters.length ? filters.map(condition_of).join(separator) : undefined;
}

export function condition_of({ column, op, value }: RecordFilter): string {
  return needs_value(op) ? `${column}:${op}:${value}` : `${column}:${op}`;
}

function read_filter(text: string): RecordFilter | null {
  const [column = "", op = "", ...rest] = text.split(":");
  if (!column || !(op in words)) return null;
  return { column, op: op as FilterOp, value: rest.join(":") };
}

export function needs_value(op: FilterOp): boolean {
  return op !== "null" && op !== "notnull";
}

const words: Record<FilterOp, string> = {
  eq: "is", ne: "is not", lt: "is less than", lte: "is at most", gt: "is more than", gte: "is at least",
  contains: "contains", starts: "begins with", null: "is empty", notnull: "is not empty",
};

const time_words: Partial<Record<FilterOp, string>> = { lt: "is before", gte: "is from" };

export function op_words(op: FilterOp, type: string): string {
  return (is_time(type) && time_words[op]) || words[op];
}

function is_time(type: string): boolean {
  return type === "timestamp" || type === "date";
}

export function ops_of(type: string): FilterOp[] {
  if (type === "boolean") return ["eq", "null", "notnull"];
  if (type === "json") return ["contains", "null", "notnull"];
  if (type === "integer" || type === "decimal") return ["eq", "ne", "gte", "lte", "gt", "lt", "null", "notnull"];
  if (type === "date") return ["gte", "lte", "eq", "null", "notnull"];
  if (type === "timestamp") return ["gte", "lt", "null", "notnull"];
  return ["contains", "eq", "ne", "starts", "null", "notnull"];
}

// What is wrong with a value, in words; nothing when the host will take it.
export function value_problem(type: string, op: FilterOp, value: string): string {
  if (!needs_value(op)) return "";
  if (type === "text" || type === "json") return value === "" && op !== "eq" && op !== "ne" ? "Type what to look for." : "";
  if (type === "boolean") return value === "true" || value === "false" ? "" : "Choose yes or no.";
  if (type === "integer") return /^-?\d{1,18}$/.test(value) ? "" : "Type a whole number.";
  if (type === "decimal") return /^-?\d{1,29}(\.\d{1,9})?$/.test(value) ? "" : "Type a number, such as 12.50.";
  return /^\d{4}-\d\d-\d\d/.test(value) ? "" : "Choose a day.";
}

export function filter_text(filter: RecordFilter, columns: Column[]): string {
  const column = columns.find((one) => one.name === filter.column);
  const name = column?.heading ?? filter.column, type = column?.type ?? "text";
  if (!needs_value(filter.op)) return `${name} ${op_words(filter.op, type)}`;
  const value = type === "boolean" ? (filter.value === "true" ? "yes" : "no") : type === "text" ? `“${filter.value}”` : filter.value;
  return `${name} ${op_words(filter.op, type)} ${value}`;
}

// "amount" -> ascending, "-amount" -> descending, nothing -> as usual.
export function next_sort(current: string | undefined, column: string): string | undefined {
  if (current === column) return `-${column}`;
  return current === `-${column}` ? undefined : column;
}

export function sort_state(current: string | undefined, column: string): "ascending" | "descending" | undefined {
  if (current === column) return "ascending";
  return current === `-${column}` ? "descending" : undefined;
}
