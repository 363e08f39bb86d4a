// The badges of the last days as a strip: a cell a day, the worst badge of the day. Colour, height and pattern say the
// same, so that no eye depends on one of them; a table says it in words. Days are days in UTC.
import { useId, useState } from "preact/hooks";
import type { Badge as BadgeId } from "../api_types";
import { badge_severity, badge_titles } from "../badges";
import { plural } from "../format";
import { href } from "../router";
import { status_api } from "../status_api";
import type { BadgeDay, BadgeStrip as Strip } from "../status_types";
import { day_details, day_title, known_days, share_words, told_days } from "../status_words";
import { useResource } from "../store";
import { Badge } from "./badge";
import { Problem } from "./basics";

const quiet_ms = 3_000; // of one connection: its badge has just changed, and its day with it

export function useBadgeDays(connection: string, days = 90) {
  return useResource(`badge-days:${days}:${connection}`, [`connection:${connection}`], () => status_api.badge_days([connection], days), quiet_ms);
}

const look_of = (badge: BadgeId | null) => (badge ? `strip-cell strip-${badge_severity[badge]} strip-of-${badge}` : "strip-cell strip-unknown");

// Fewer days say nothing when they are drawn small.
const told_from_days = 3;

// In a list: no words, one label. Of several connections it shows the worst of each day.
export const says_something = (strip: Strip | undefined): strip is Strip => strip !== undefined && strip.known_days >= told_from_days;

export function TinyStrip({ strip }: { strip: Strip | undefined }) {
  if (!says_something(strip)) return <span class="strip strip-tiny" aria-hidden="true" />;
  const of_all = (strip.members ?? 1) > 1;
  const words = `${share_words(strip.connected_share, strip.known_days)}${of_all ? `; each day shows the worst of ${plural(strip.members ?? 0, "connection")}` : ""}`;
  return (
    <span class="strip strip-tiny" role="img" aria-label={words} title={words}>
      {strip.spans.map((span, index) => <span key={index} class={look_of(span.badge)} style={{ flexGrow: String(span.days) }} />)}
    </span>
  );
}

export function BadgeStrip({ connection }: { connection: string }) {
  const list = useBadgeDays(connection);
  const days = list.data?.items[0];
  if (list.error) return <Problem error={list.error} retry={list.reload} />;
  if (!days) return <div class="strip strip-large" aria-busy="true" />;
  const known = known_days(days.days), told = told_days(days.days);
  const first = told[0], last = told[told.length - 1];
  if (!first || !last) return null;
  return (
    <figure class="strip-figure">
      <figcaption class="strip-head"><b>{known < 2 ? "Watched since today" : share_words(days.connected_share, known)}</b><Legend days={told} /></figcaption>
      <div class="strip strip-large" role="list" aria-label={`Badges of the last ${told.length} days`}>
        {told.map((day) => <DayCell key={day.day} day={day} connection={connection} />)}
      </div>
      <div class="strip-axis" aria-hidden="true"><span>{day_title(first.day)}</span><span>today (UTC)</span></div>
      <DayTable days={days.days} connection={connection} />
    </figure>
  );
}

function activity_of(day: string, connection: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
  return href(["connections", connection, "activity"], { range: "custom", since: `${day}T00:00:00Z`, until: next });
}

function DayCell({ day, connection }: { day: BadgeDay; connection: string }) {
  const words = `${day_title(day.day)}: ${day_details(day)}`;
  if (!day.badge) return <span role="listitem" class={look_of(day.badge)} title={words}><span class="sr-only">{words}</span></span>;
  return (
    <span role="listitem" class="strip-place">
      <a class={look_of(day.badge)} href={activity_of(day.day, connection)} title={words} tabIndex={day.badge === "connected" ? -1 : 0}><span class="sr-only">{words}</span></a>
    </span>
  );
}

function Legend({ days }: { days: BadgeDay[] }) {
  const seen = [...new Set(days.flatMap((day) => (day.badge ? [day.badge] : [])))];
  return (
    <span class="strip-legend">
      {seen.map((badge) => <span key={badge}><span class={`strip-cell strip-${badge_severity[badge]} strip-of-${badge}`} aria-hidden="true" />{badge_titles[badge]}</span>)}
      {days.some((day) => !day.badge) && <span><span class="strip-cell strip-unknown" aria-hidden="true" />Not known</span>}
    </span>
  );
}

// Only days with something to say: ninety lines of "Connected" are no table.
function DayTable({ days, connection }: { days: BadgeDay[]; connection: string }) {
  const [open, set_open] = useState(false);
  const id = useId();
  const told = days.filter((day) => day.badge && day.badge !== "connected").reverse();
  if (told.length === 0) return null;
  return (
    <details class="more" open={open} onToggle={(event) => set_open(event.currentTarget.open)}>
      <summary>Days that were not all Connected ({told.length})</summary>
      {open && (
        <div class="table-box" id={id} tabIndex={0} role="region" aria-label="Days that were not all Connected">
          <table class="table">
            <thead><tr><th scope="col">Day (UTC)</th><th scope="col">Worst badge</th><th scope="col">How long</th></tr></thead>
            <tbody>{told.map((day) => (
              <tr key={day.day}><th scope="row"><a href={activity_of(day.day, connection)}>{day_title(day.day)}</a></th><td>{day.badge && <Badge badge={day.badge} />}</td><td>{day_details(day)}</td></tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </details>
  );
}
