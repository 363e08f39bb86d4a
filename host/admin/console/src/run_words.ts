// Why a run was started and what it reads, in words. Pure.
import { number } from "./format";
import type { Marketplace, QueuePlace, Run } from "./api_types";

const triggers: Record<string, string> = { manual: "by hand", schedule: "by schedule", initial: "first sync", resume: "resumed", backfill: "backfill" };

export function trigger_words(trigger: string): string {
  return triggers[trigger] ?? trigger;
}

// The plugin's name of it, which tells places apart by itself.
export function place_name(run: Run, places: Marketplace[]): string {
  return places.find((one) => one.id === run.marketplace)?.name || (run.marketplace ?? "");
}

// "Queued, number 3 of 12 in line: other runs have all places"
export function queue_words(queue: QueuePlace | null | undefined): string {
  if (!queue) return "Queued";
  if (queue.waits_for === "run") return "Queued: another run of this stream ends first";
  if (!queue.position) return `Queued with ${number(queue.length)} others: other runs have all places`;
  if (queue.length === 1) return "Queued, the next one: other runs have all places";
  return `Queued, number ${number(queue.position)} of ${number(queue.length)} in line: other runs have all places`;
}
