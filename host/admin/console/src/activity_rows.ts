// The list of entries as it is shown: by day, the calls that failed under the run that made them. Pure.
import type { ActivityEntry } from "./api_types";
import { date } from "./format";

export interface EntryRow {
  entry: ActivityEntry;
  calls: ActivityEntry[]; // failing calls of the run that the entry tells the end of
}

export interface Day {
  day: string;
  rows: EntryRow[];
}

export function ends_run(entry: ActivityEntry): boolean {
  return entry.run_id !== "" && ["run.succeeded", "run.failed", "run.cancelled"].includes(entry.kind);
}

// A failing call stands under the end of its run where the list holds both, else by itself.
export function rows_of(entries: ActivityEntry[]): EntryRow[] {
  const ends = new Map<string, EntryRow>();
  const rows: EntryRow[] = [];
  for (const entry of entries) {
    const end = entry.kind === "request.failed" ? ends.get(entry.run_id) : undefined;
    if (end) {
      end.calls.push(entry);
      continue;
    }
    const row = { entry, calls: [] };
    rows.push(row);
    if (ends_run(entry)) ends.set(entry.run_id, row);
  }
  return rows;
}

export function days_of(entries: ActivityEntry[]): Day[] {
  const days: Day[] = [];
  for (const row of rows_of(entries)) {
    const day = date(row.entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

// New entries on top of what is there, none twice.
export function put_on_top(fresh: ActivityEntry[], old: ActivityEntry[]): ActivityEntry[] {
  const known = new Set(old.map((entry) => entry.id));
  return [...fresh.filter((entry) => !known.has(entry.id)), ...old];
}
