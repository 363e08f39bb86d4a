// A badge: icon and words, never color alone.
import type { Badge as BadgeId, Pause, Severity, SeverityColor } from "../api_types";
import { badge_severity, badge_titles } from "../badges";
import { absolute, number } from "../format";
import { Icon, type IconName } from "./icons";

export const badge_icons: Record<BadgeId, IconName> = {
  connected: "check",
  stale: "clock",
  sync_error: "warning",
  expired: "expired",
  revoked: "revoked",
  not_connected: "unplugged",
};

interface Props {
  badge: BadgeId;
  title?: string;
  count?: number;
  large?: boolean;
}

export function Badge({ badge, title, count, large }: Props) {
  return (
    <span class={`badge tone-${badge_severity[badge] ?? "neutral"}${large ? " badge-large" : ""}`}>
      <Icon name={badge_icons[badge] ?? "info"} />
      {count !== undefined && <b>{number(count)}</b>}
      {title ?? badge_titles[badge] ?? badge}
    </span>
  );
}

export function Tag({ tone = "neutral", icon, children }: { tone?: SeverityColor; icon?: IconName; children: preact.ComponentChildren }) {
  return (
    <span class={`badge tone-${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

// A state beside the badge: no planned runs, and the badge tells the truth all the same.
export function PausedTag({ pause }: { pause: Pause | null | undefined }) {
  if (!pause) return null;
  const words = `Paused by ${pause.actor.replace(/^(user|token):/, "")} on ${absolute(pause.at)}: no planned runs. Syncing by hand works.`;
  return <span class="badge tone-neutral badge-paused" title={words}><Icon name="pause" />Paused<span class="sr-only">{words}</span></span>;
}

const severity_looks: Record<Severity, { tone: SeverityColor; icon: IconName; title: string }> = {
  info: { tone: "neutral", icon: "info", title: "Info" },
  warning: { tone: "amber", icon: "warning", title: "Warning" },
  error: { tone: "red", icon: "error", title: "Error" },
};

export function SeverityTag({ severity }: { severity: Severity }) {
  const look = severity_looks[severity] ?? severity_looks.info;
  return <Tag tone={look.tone} icon={look.icon}>{look.title}</Tag>;
}
