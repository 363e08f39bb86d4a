// The event stream: says what changed, the store reads it again. Without the stream (a proxy that cuts it), polling.
import { api } from "./api";
import type { Connection } from "./api_types";
import { change_kept, invalidate, invalidate_all, is_shown } from "./store";

const poll_ms = 10_000;
const gather_ms = 500;
const singly_at_most = 15; // more changed connections at once than this: read the list, not each

export type LiveState = "live" | "polling" | "connecting";

let source: EventSource | null = null;
let timer = 0;
let state: LiveState = "connecting";
const watchers = new Set<(state: LiveState) => void>();

function set_state(next: LiveState): void {
  if (state === next) return;
  state = next;
  watchers.forEach((watcher) => watcher(next));
}

export function watch_live(watcher: (state: LiveState) => void): () => void {
  watchers.add(watcher);
  watcher(state);
  return () => watchers.delete(watcher);
}

export function start_live(): void {
  stop_live();
  set_state("connecting");
  source = new EventSource("/api/v1/events/stream");
  source.onopen = () => {
    if (state === "polling") invalidate_all(); // what happened while nobody listened
    set_state("live");
  };
  source.onerror = () => set_state("polling"); // the browser connects again by itself
  source.addEventListener("resync", () => invalidate_all()); // events were lost
  for (const kind of ["connection", "run", "activity", "plugin"]) {
    source.addEventListener(kind, (event) => on_event(kind, (event as MessageEvent<string>).data));
  }
  timer = window.setInterval(() => {
    if (state === "polling" && !document.hidden) {
      invalidate_all();
      if (source?.readyState === EventSource.CLOSED) start_live();
    }
  }, poll_ms);
}

export function stop_live(): void {
  source?.close();
  source = null;
  window.clearInterval(timer);
}

function on_event(kind: string, data: string): void {
  let id = "";
  try {
    id = String((JSON.parse(data) as { connection_id?: string }).connection_id ?? "");
  } catch {
    // An event without readable data still says that something of its kind changed.
  }
  invalidate(tags_of(kind, id));
  if (kind === "connection" || kind === "run") connection_changed(id);
}

export function tags_of(kind: string, id: string): string[] {
  switch (kind) {
    case "connection": return [`connection:${id}`, `streams:${id}`, "views"];
    case "run": return [`connection:${id}`, `streams:${id}`, `runs:${id}`, "runs", "views"];
    case "activity": return ["activity", `activity:${id}`];
    case "plugin": return ["plugins"];
    default: return [];
  }
}

// The list of all connections may be long: read only those that changed.
const changed = new Set<string>();
let gathering = 0;

function connection_changed(id: string): void {
  if (!is_shown("connections")) {
    invalidate(["connections"]);
    return;
  }
  changed.add(id);
  if (gathering) return;
  gathering = window.setTimeout(() => void read_changed(), gather_ms);
}

async function read_changed(): Promise<void> {
  gathering = 0;
  const ids = [...changed];
  changed.clear();
  if (ids.length > singly_at_most || ids.includes("")) {
    invalidate(["connections"]);
    return;
  }
  const answers = await Promise.allSettled(ids.map((id) => api.connection(id)));
  const fresh = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  change_kept<ConnectionList>("connections", (old) => ({ ...old, items: replace_by_id(old.items, fresh) }));
}

export interface ConnectionList {
  items: Connection[];
  complete: boolean; // false: there are more than the console reads
}

export function replace_by_id<T extends { id: string }>(items: T[], fresh: T[]): T[] {
  const by_id = new Map(fresh.map((item) => [item.id, item]));
  const kept = items.map((item) => by_id.get(item.id) ?? item);
  const known = new Set(items.map((item) => item.id));
  return [...kept, ...fresh.filter((item) => !known.has(item.id))];
}
