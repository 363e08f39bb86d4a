// Whether times are told in the user's own zone or in UTC; kept in the browser.
import { useEffect, useState } from "preact/hooks";
import { use_time_zone } from "./format";

export type TimeZone = "local" | "utc";

const storage_key = "mooring-times";
const watchers = new Set<(zone: TimeZone) => void>();

export function chosen_zone(): TimeZone {
  try {
    return localStorage.getItem(storage_key) === "utc" ? "utc" : "local";
  } catch {
    return "local"; // storage is blocked
  }
}

export function apply_zone(zone = chosen_zone()): void {
  use_time_zone(zone === "utc" ? "UTC" : undefined);
}

export function choose_zone(zone: TimeZone): void {
  try {
    if (zone === "local") localStorage.removeItem(storage_key);
    else localStorage.setItem(storage_key, zone);
  } catch {
    // It holds until the page is left.
  }
  apply_zone(zone);
  watchers.forEach((watcher) => watcher(zone));
}

// Draws anew what shows times, when the choice changes.
export function useZone(): TimeZone {
  const [zone, set_zone] = useState(chosen_zone);
  useEffect(() => {
    watchers.add(set_zone);
    return () => {
      watchers.delete(set_zone);
    };
  }, []);
  return zone;
}

export function local_zone_name(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "this computer's";
}
