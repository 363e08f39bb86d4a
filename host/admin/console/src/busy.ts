// Work in progress, stream by stream: what a connection with hundreds of runs shows instead of their list. Pure.
import type { ScopeStatus, StreamStatus } from "./api_types";
import { number, plural } from "./format";

export const listed_at_most = 6; // runs; more are told by stream

export interface Progress {
  done: number; // of places: up to date, and not at work
  total: number;
  failed: number;
  states: Map<string, number>; // "running", "queued", "report": how many places
}

export interface BusyStream {
  stream: StreamStatus;
  under_way: number;
  progress: Progress;
}

// What a place is at; what it waits for says more than that it waits.
function state_of(status: ScopeStatus): string {
  return status.waiting_for && status.state !== "running" && status.state !== "queued" ? status.waiting_for : status.state;
}

function parts_of(stream: StreamStatus): ScopeStatus[] {
  return stream.marketplaces?.length ? stream.marketplaces : [stream];
}

function progress_of(stream: StreamStatus): Progress {
  const progress: Progress = { done: 0, total: 0, failed: 0, states: new Map() };
  for (const part of parts_of(stream)) {
    progress.total += 1;
    if (part.state !== "idle" && part.state !== "off") progress.states.set(state_of(part), (progress.states.get(state_of(part)) ?? 0) + 1);
    else if (part.last_run_failed) progress.failed += 1;
    else if (part.last_success_at) progress.done += 1;
  }
  return progress;
}

// In the plugin's order, so that nothing changes its place. A fed stream has no runs of its own. `seen`: streams that were
// busy a moment ago stay until all is done.
export function busy_streams(streams: StreamStatus[], seen: ReadonlySet<string> = new Set()): BusyStream[] {
  return streams.filter((stream) => !stream.fed_by).map((stream) => {
    const progress = progress_of(stream);
    return { stream, progress, under_way: [...progress.states.values()].reduce((sum, count) => sum + count, 0) };
  }).filter((one) => one.under_way > 0 || seen.has(one.stream.id));
}

const order = ["running", "waiting_for_budget", "budget", "throttled", "retrying", "retry"];

function state_words(state: string, count: number): string {
  switch (state) {
    case "running": return `${number(count)} syncing`;
    case "queued": return `${number(count)} queued`;
    case "waiting_for_budget": case "budget": return `${number(count)} waiting for rate budget`;
    case "throttled": return `${number(count)} throttled`;
    case "retrying": case "retry": return `${number(count)} trying again`;
    case "sleeping": case "sleep": return `${number(count)} waiting for the channel`;
    default: return `${number(count)} waiting for ${count === 1 ? "a " : ""}${state.replace(/_/g, " ")}${count === 1 ? "" : "s"}`;
  }
}

// Those that move first, then those that wait, then the queue.
export function states_words(states: Map<string, number>): string[] {
  const rank = (state: string) => (state === "queued" ? 100 : order.includes(state) ? order.indexOf(state) : 50);
  return [...states].sort(([a], [b]) => rank(a) - rank(b)).map(([state, count]) => state_words(state, count));
}

// "12 of 40 profiles done, 28 waiting for reports"
export function progress_words({ done, total, failed, states }: Progress, noun: string): string {
  const share = total > 1 ? [`${number(done)} of ${plural(total, noun)} done`] : [];
  return [...share, ...states_words(states), ...(failed ? [`${number(failed)} failed`] : [])].join(", ");
}

// "640 runs: 120 syncing, 520 queued"
export function sum_words(busy: BusyStream[]): string {
  const states = new Map<string, number>();
  for (const one of busy) for (const [state, count] of one.progress.states) states.set(state, (states.get(state) ?? 0) + count);
  const all = [...states.values()].reduce((sum, count) => sum + count, 0);
  return `${plural(all, "run")}: ${states_words(states).join(", ")}`;
}
