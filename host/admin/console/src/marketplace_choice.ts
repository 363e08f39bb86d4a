// What is ticked before a person has chosen: all that can be read; where the provider does not tell what an account has, what it
// probably has.
import type { Marketplace } from "./api_types";

const usable = (items: Marketplace[]) => items.filter((item) => item.available);

export function proposed_choice(items: Marketplace[]): string[] {
  return usable(items).filter((item) => item.proposed !== false).map((item) => item.id);
}

export function is_guess(items: Marketplace[]): boolean {
  return usable(items).some((item) => item.proposed === false);
}
