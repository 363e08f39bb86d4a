// The event stream: says what changed, the store reads it again. Without the stream (a proxy that cuts it), polling.
import { invalidate, invalidate_all } from "./store";

const poll_ms = 10_000;
const gather_ms = 500;

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
  source.onerror = () => {
    set_state("polling"); // the browser connects again by itself, but for where it was refused: the next question tells why
    if (source?.readyState === EventSource.CLOSED) invalidate_all();
  };
  source.addEventListener("resync", () => invalidate_all()); // events were lost
  for (const kind of ["connection", "run", "activity", "plugin", "incident", "alert", "backfill"]) {
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
    case "incident": return ["incidents"];
    case "alert": return ["alerts"];
    case "backfill": return ["backfills", `backfills:${id}`, `coverage:${id}`];
    default: return [];
  }
}

// Of very many connections something changes all the time: lists and counts hear of it once a second, with the names of what
// changed.
const changed = new Set<string>();
const connection_watchers = new Set<(ids: string[]) => void>();
let gathering = 0;

export function watch_connections(watcher: (ids: string[]) => void): () => void {
  connection_watchers.add(watcher);
  return () => connection_watchers.delete(watcher);
}

function connection_changed(id: string): void {
  if (id) changed.add(id);
  if (gathering) return;
  gathering = window.setTimeout(() => {
    gathering = 0;
    const ids = [...changed];
    changed.clear();
    invalidate(["connections"]);
    connection_watchers.forEach((watcher) => watcher(ids));
  }, gather_ms);
}
