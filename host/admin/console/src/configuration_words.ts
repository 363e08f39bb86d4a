// How the configuration is told: groups of keys, where a value comes from. Pure.
import type { ConfigurationKey } from "./host_types";

export interface KeyGroup {
  title: string;
  keys: ConfigurationKey[];
}

// "channels.shop.streams.orders.interval" stands under "channels.shop"; "data_folder" under "host".
export function group_of(key: string): string {
  const declared = /^connections\[\d+\]/.exec(key);
  if (declared) return declared[0];
  const parts = key.split(".");
  if (parts.length === 1) return "host";
  return parts[0] === "channels" ? parts.slice(0, 2).join(".") : parts[0] ?? key;
}

export function groups_of(keys: ConfigurationKey[], search: string): KeyGroup[] {
  const text = search.trim().toLowerCase();
  const groups = new Map<string, ConfigurationKey[]>();
  for (const key of keys) {
    const seen = `${key.key} ${key.value ?? ""} ${source_text(key)}`.toLowerCase();
    if (text && !seen.includes(text)) continue;
    const group = group_of(key.key);
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  return [...groups].map(([title, members]) => ({ title, keys: members }));
}

// Under the heading of its group a key needs only the rest of its name.
export function short_key(key: string, group: string): string {
  return key.startsWith(`${group}.`) ? key.slice(group.length + 1) : key;
}

// The files of the configuration are named above the table: their names without folders are enough, where they differ.
export function short_source(key: ConfigurationKey, files: string[]): string {
  const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const clear = new Set(files.map(name)).size === files.length;
  if (!clear || !files.includes(key.file)) return source_text(key);
  return source_text({ ...key, file: name(key.file) });
}

export function source_text(key: ConfigurationKey): string {
  const place = key.file + (key.line > 0 ? `:${key.line}` : "");
  if (key.source === "file") return key.secret_from ? `${key.secret_from}, named in ${place}` : place;
  if (key.source === "host") return key.secret_from || "the host";
  return "default";
}
