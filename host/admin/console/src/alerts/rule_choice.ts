// What is ticked in the rules of a destination. In a rule an empty list stands for everything, so that what comes with a later
// release is told too; what is ticked is always said one by one, and nothing ticked is no rule. Pure.
import type { AlertKind, AlertRules } from "../alert_types";
import { alert_kinds, trouble_badges } from "./words";

export const every_kind: AlertKind[] = alert_kinds.map((one) => one.value);
export const every_badge: string[] = [...trouble_badges];

export function ticked<T>(rule: T[], every: T[]): T[] {
  return rule.length === 0 ? every : rule;
}

export function toggled<T>(chosen: T[], value: T, on: boolean): T[] {
  return on ? [...chosen.filter((one) => one !== value), value] : chosen.filter((one) => one !== value);
}

// In the order of `every`; what it does not know is kept.
function as_rule<T>(chosen: T[], every: T[]): T[] {
  const known = every.filter((one) => chosen.includes(one)), other = chosen.filter((one) => !every.includes(one));
  return known.length === every.length && other.length === 0 ? [] : [...known, ...other];
}

export function opened_rules(rules: AlertRules): AlertRules {
  return { ...rules, kinds: ticked(rules.kinds, every_kind), badges: ticked(rules.badges, every_badge) };
}

export function stored_rules(rules: AlertRules): AlertRules {
  const badges = rules.kinds.includes("badge") ? as_rule(rules.badges, every_badge) : [];
  return { ...rules, kinds: as_rule(rules.kinds, every_kind), badges };
}

export interface RuleErrors {
  kinds?: string;
  badges?: string;
}

export function errors_of(rules: AlertRules): RuleErrors {
  const errors: RuleErrors = {};
  if (rules.kinds.length === 0) errors.kinds = "Choose at least one. To be told nothing, switch the destination off.";
  if (rules.kinds.includes("badge") && rules.badges.length === 0) errors.badges = "Choose at least one, or untick “Badge changes”.";
  return errors;
}
