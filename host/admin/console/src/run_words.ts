// Why a run was started and what it reads, in words. Pure.
import type { Marketplace, Run } from "./api_types";

const triggers: Record<string, string> = { manual: "by hand", schedule: "by schedule", initial: "first sync", resume: "resumed", backfill: "backfill" };

export function trigger_words(trigger: string): string {
  return triggers[trigger] ?? trigger;
}

// The plugin's name of it, which tells places apart by itself.
export function place_name(run: Run, places: Marketplace[]): string {
  return places.find((one) => one.id === run.marketplace)?.name || (run.marketplace ?? "");
}
