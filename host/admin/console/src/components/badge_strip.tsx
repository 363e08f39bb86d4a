// The badges of the last 90 days as a strip: a cell a day, the worst badge of the day. Colour, height and pattern say the
// same, so that no eye depends on one of them; a table says it in words. Days are days in UTC.
import { useId, useState } from "preact/hooks";
import { badge_severity, badge_titles } from "../badges";
import { merged_days } from "../groups";
import { href } from "../router";
import { status_api } from "../status_api";
import type { BadgeDay, BadgeDays } from "../status_types";
import { day_details, day_title, known_days, share_words } from "../status_words";
import { useResource } from "../store";
import { Badge } from "./badge";
import { Problem } from "./basics";

const quiet_ms = 30_000; // a strip of days does not change by the second

const strips_at_most = 200; // connections in one request

// Of more connections only the first ones; of none nothing is asked.
export function useBadgeDays(connections: string[], days = 90) {
  const ids = connections.slice(0, strips_at_most);
  const key = `badge-days:${days}:${ids.join(",")}`;
  return useResource(key, ids.map((id) => `connection:${id}`), () => (ids.length ? status_api.badge_days(ids, days) : Promise.resolve({ items: [], next: null })), quiet_ms);
}

export function useStrips(connections: string[]): Map<string, BadgeDays> {
  const list = useBadgeDays(connections);
  return new Map((list.data?.items ?? []).map((one) => [one.connection_id, one]));
}

// The worst of each day over the whole group; nothing of a group that is too large to be read whole, and of one connection,
// which has its own.
export function GroupStrip({ strips, members }: { strips: BadgeDays[]; members: number }) {
  const days = strips.length > 1 && strips.length === members ? merged_days(strips) : undefined;
  return days && known_days(days.days) > 0 ? <TinyStrip days={days} /> : null;
}

export function cell_look(day: BadgeDay): string {
  return day.badge ? `strip-cell strip-${badge_severity[day.badge]} strip-of-${day.badge}` : "strip-cell strip-unknown";
}

// In a list: no words, one label.
export function TinyStrip({ days }: { days: BadgeDays | undefined }) {
  if (!days || known_days(days.days) === 0) return <span class="strip strip-tiny" aria-hidden="true" />;
  return (
    <span class="strip strip-tiny" role="img" aria-label={share_words(days.connected_share, known_days(days.days))} title={share_words(days.connected_share, known_days(days.days))}>
      {days.days.map((day) => <span key={day.day} class={cell_look(day)} />)}
    </span>
  );
}

export function BadgeStrip({ connection }: { connection: string }) {
  const list = useBadgeDays([connection]);
  const days = list.data?.items[0];
  if (list.error) return <Problem error={list.error} retry={list.reload} />;
  if (!days) return <div class="strip strip-large" aria-busy="true" />;
  const known = known_days(days.days);
  const first = days.days[0], last = days.days[days.days.length - 1];
  if (!first || !last) return null;
  return (
    <figure class="strip-figure">
      <figcaption class="strip-head"><b>{share_words(days.connected_share, known)}</b><Legend days={days.days} /></figcaption>
      <div class="strip strip-large" role="list" aria-label="Badges of the last 90 days">
        {days.days.map((day) => <DayCell key={day.day} day={day} connection={connection} />)}
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
  if (!day.badge) return <span role="listitem" class={cell_look(day)} title={words}><span class="sr-only">{words}</span></span>;
  return (
    <span role="listitem" class="strip-place">
      <a class={cell_look(day)} href={activity_of(day.day, connection)} title={words} tabIndex={day.badge === "connected" ? -1 : 0}><span class="sr-only">{words}</span></a>
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
