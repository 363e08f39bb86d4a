// What alerts are about and how they are sent, in words.
import type { AlertDestination, AlertKind, AlertRules, DestinationKind, Incident } from "../alert_types";
import type { SeverityColor } from "../api_types";

export const kind_titles: Record<DestinationKind, string> = { webhook: "Webhook", slack: "Slack", email: "E-mail" };

export const alert_kinds: { value: AlertKind; title: string; help: string }[] = [
  { value: "badge", title: "Badge changes", help: "A connection is no longer Connected, or is again." },
  { value: "incident", title: "Incidents", help: "Many connections fail in the same way: one alert for all of them." },
  { value: "expiry", title: "What ends soon", help: "Consents, secrets and certificates: 30, 14, 7 and 1 days before." },
  { value: "overdue", title: "Overdue streams", help: "A stream should have run and did not." },
  { value: "empty", title: "Runs that brought nothing", help: "Where there usually is something." },
  { value: "permission", title: "Permissions", help: "The provider no longer allows to read something." },
  { value: "marketplace", title: "Marketplaces", help: "New ones, and ones that are gone." },
  { value: "schedule", title: "Planned runs that stop", help: "Somebody paused them, a stream is set aside, or a plugin is stuck; and when they go on." },
  { value: "delivery", title: "Alerts that fail", help: "Another destination could not be reached." },
];

export const trouble_badges = ["revoked", "expired", "sync_error", "stale", "not_connected"] as const;

export const health_words: Record<AlertDestination["health"], { text: string; tone: SeverityColor }> = {
  new: { text: "Not used yet", tone: "neutral" },
  ok: { text: "Works", tone: "green" },
  retrying: { text: "Trying again", tone: "amber" },
  failing: { text: "Failing", tone: "red" },
  off: { text: "Switched off", tone: "neutral" },
};

export function usual_rules(): AlertRules {
  return {
    kinds: ["badge", "incident", "expiry", "overdue", "empty", "permission", "schedule", "delivery"],
    badges: [], badges_from: [], recovered: true, channels: [], regions: [], connections: [], min_severity: "info",
    quiet_s: 3600, delay_s: 0,
  };
}

// "ops@example.com, on-call@example.com" or one a line.
export function addresses_in(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

// A provider that throttles lets runs wait: they have not failed.
export function incident_words({ failure_class }: Pick<Incident, "failure_class">): { still: string; now: string } {
  return failure_class === "throttled" ? { still: "still waiting", now: "Waits" } : { still: "still failing", now: "Fails" };
}
