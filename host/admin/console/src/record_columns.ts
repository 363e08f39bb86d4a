// Which columns a record table shows, how cells read, and which streams belong to a record. Pure.
import type { Cell, Field, PluginStream, RecordRow } from "./api_types";
import { decimal, number } from "./format";

export interface Column extends Field {
  heading: string;
  currency_field: string | null; // money: the column that names its currency
  numeric: boolean;
}

export function columns_of(fields: Field[]): Column[] {
  const names = new Set(fields.map((field) => field.name));
  return fields.map((field, i) => ({
    ...field,
    heading: field.title || humanize(field.name),
    currency_field: field.type === "decimal" ? currency_field(field.name, names) ?? common_currency(fields.slice(0, i), field.name) : null,
    numeric: field.type === "decimal" || field.type === "integer" || field.type === "int64",
  }));
}

// total_amount -> total_currency, unit_price -> unit_price_currency
function currency_field(name: string, names: Set<string>): string | null {
  const candidates = [`${name}_currency`, `${name.replace(/_amount$/, "")}_currency`];
  return candidates.find((candidate) => names.has(candidate)) ?? null;
}

// Parts of a sum ("tax_amount", "shipping_tax") have the currency of the sum before them.
function common_currency(before: Field[], name: string): string | null {
  if (!/_(amount|tax|discount)$/.test(name)) return null;
  return [...before].reverse().find((field) => field.name.endsWith("_currency"))?.name ?? null;
}

export function humanize(name: string): string {
  const text = name.replace(/_/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Titled columns are the ones the plugin's author found worth reading; currencies stand inside their amounts.
export function default_columns(columns: Column[]): string[] {
  const currencies = new Set(columns.map((column) => column.currency_field));
  const titled = columns.filter((column) => column.title && !currencies.has(column.name));
  return (titled.length ? titled : columns.filter((column) => !is_host_column(column.name)).slice(0, 8)).map((column) => column.name);
}

export function chosen_columns(columns: Column[], wanted: string | undefined): Column[] {
  const names = wanted ? wanted.split(",") : default_columns(columns);
  const chosen = columns.filter((column) => names.includes(column.name));
  return chosen.length ? chosen : columns.slice(0, 1);
}

export function is_boolean_type(type: string): boolean {
  return type === "boolean" || type === "bool";
}

export function is_time_type(type: string): boolean {
  return type === "timestamp";
}

export function cell_text(column: Column, row: RecordRow): string {
  const value = row[column.name];
  if (value === null || value === undefined || value === "") return "";
  if (column.type === "decimal") {
    const currency = column.currency_field ? row[column.currency_field] : null;
    return decimal(String(value)) + (currency ? ` ${String(currency)}` : "");
  }
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value) : value;
}

// The columns that the host adds: connection, run, times. They stand after the channel's own.
export function is_host_column(name: string): boolean {
  return name.startsWith("_");
}

export function row_key(primary_key: string[], row: RecordRow): string {
  return JSON.stringify([row["_connection_id"] ?? null, ...primary_key.map((name) => row[name] ?? null)]);
}

// Asks the host for the one record of a key; null: the text is no key of this stream.
export function key_query(primary_key: string[], key: string): { connection: string; where: string[] } | null {
  let parts: unknown;
  try {
    parts = JSON.parse(key);
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== primary_key.length + 1 || typeof parts[0] !== "string") return null;
  const where = primary_key.map((name, index) => {
    const value: unknown = parts[index + 1];
    return value === null ? `${name}:null` : `${name}:eq:${String(value)}`;
  });
  return { connection: parts[0], where };
}

// Streams that come with this one and whose key begins with this one's: the items of an order.
export function child_streams(stream: PluginStream, all: PluginStream[]): PluginStream[] {
  return all.filter((other) => other.fed_by === stream.id && stream.primary_key.length > 0
    && stream.primary_key.every((name, index) => other.primary_key[index] === name));
}

export function parent_stream(stream: PluginStream, all: PluginStream[]): PluginStream | null {
  return all.find((other) => other.id === stream.fed_by && child_streams(other, all).includes(stream)) ?? null;
}

export function key_text(primary_key: string[], row: RecordRow): string {
  return primary_key.map((name) => plain(row[name])).filter(Boolean).join(" / ");
}

function plain(value: Cell | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
