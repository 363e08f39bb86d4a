// The values that an entry changed. Pure.
import type { ActivityEntry } from "./api_types";

export interface Change {
  name: string;
  before: string;
  after: string;
  changed: boolean;
}

// The values before and after, one row each, nested names with a dot; what changed comes first.
export function changes_of(entry: ActivityEntry): Change[] {
  const before = flat(entry.before), after = flat(entry.after);
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const rows = names.map((name) => {
    const was = before.get(name) ?? "", is = after.get(name) ?? "";
    return { name, before: was, after: is, changed: was !== is };
  });
  return [...rows.filter((row) => row.changed), ...rows.filter((row) => !row.changed)];
}

function flat(values: Record<string, unknown> | null, path = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(values ?? {})) {
    const full = path ? `${path}.${name}` : name;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [inner, text] of flat(value as Record<string, unknown>, full)) out.set(inner, text);
    } else {
      out.set(full, Array.isArray(value) ? value.join(", ") : String(value ?? ""));
    }
  }
  return out;
}

// The log is plain text, for logs and tickets; on a page an arrow is one.
export function entry_words(entry: Pick<ActivityEntry, "message" | "kind">): string {
  return entry.message.replaceAll(" -> ", " → ") || entry.kind;
}
