// What a channel calls the parts of an account that are synced by themselves: "marketplace", "profile". Pure.
import type { Plugin } from "./api_types";

export const usual_noun = "marketplace";

export function noun_of(plugin: Pick<Plugin, "marketplace_noun"> | undefined): string {
  return plugin?.marketplace_noun || usual_noun;
}

// For headings and labels: "profile" -> "Profile".
export function as_heading(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
