// Why a run was started and what it reads, in words. Pure.
import type { Marketplace, Run } from "./api_types";

const triggers: Record<string, string> = { manual: "by hand", schedule: "by schedule", initial: "first sync", resume: "resumed" };

export function trigger_words(trigger: string): string {
  return triggers[trigger] ?? trigger;
}

// "Harrow Goods, US": one account often has the same name in every country.
export function place_name(run: Run, places: Marketplace[]): string {
  const place = places.find((one) => one.id === run.marketplace);
  if (!place) return run.marketplace ?? "";
  return place.country_code && !place.name.endsWith(place.country_code) ? `${place.name}, ${place.country_code}` : place.name;
}
