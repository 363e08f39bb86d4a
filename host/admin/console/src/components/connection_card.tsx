// One connection on the start page: as a card, or as a row when there are many. And the place of one that is not there yet.
import type { Activity, Connection, Plugin, Region, Run } from "../api_types";
import { activity_text } from "../badges";
import { ask_to_connect } from "../connecting";
import { plural } from "../format";
import { as_heading, noun_of } from "../noun";
import { href } from "../router";
import type { BadgeStrip } from "../status_types";
import { Badge, PausedTag } from "./badge";
import { says_something, TinyStrip } from "./badge_strip";
import { Button, Facts } from "./basics";
import { Icon } from "./icons";
import { MissingConfig } from "./missing_config";
import { NextActionButton } from "./next_action";
import { ProgressBar } from "./progress";
import { Time, useNow } from "./time";
import { WaitLine } from "./wait_line";

interface Props {
  connection: Connection;
  plugin: Plugin | undefined;
  run: Run | undefined; // the running one that says most
  strip: BadgeStrip | undefined;
}

export function ConnectionCard({ connection, plugin, run, strip }: Props) {
  const { status } = connection;
  return (
    <article class={`card edge-${status.severity}`} aria-label={connection.label} data-row={connection.id}>
      <header class="card-head">
        <h3><a class="card-link" href={href(["connections", connection.id])}>{connection.label}</a></h3>
        <span class="badges"><PausedTag pause={connection.paused} /><Badge badge={status.badge} title={status.title} /></span>
      </header>
      <p class="reason">{status.reason}</p>
      <TagList tags={connection.tags} />
      <Facts rows={[
        ["Account", <Account connection={connection} />],
        ["Region", `${connection.region_name} (${connection.region})`],
        [`${as_heading(noun_of(plugin))}s`, marketplace_count(connection)],
        ["Last success", <Time at={status.last_success_at} />],
        ...(says_something(strip) ? [["90 days", <TinyStrip strip={strip} />] as [string, preact.ComponentChildren]] : []),
      ]} />
      <LiveState connection={connection} run={run} />
      <footer class="card-foot">
        <NextActionButton connection={connection} plugin={plugin} />
        {status.entry_id && <a class="quiet-link" href={href(["connections", connection.id, "activity"], { entry: status.entry_id })}>See the entry</a>}
        <a class="quiet-link card-open" href={href(["connections", connection.id])} aria-label={`Open ${connection.label}`}>Open<Icon name="chevron" /></a>
      </footer>
    </article>
  );
}

export function Account({ connection }: { connection: Connection }) {
  if (!connection.account_id) return <span class="muted">not known yet</span>;
  return <span class="account">{connection.account_name && <span>{connection.account_name}</span>}<code>{connection.account_id}</code></span>;
}

export function marketplace_count(connection: Connection) {
  if (!connection.marketplaces_available) return <span class="muted">none yet</span>;
  const fresh = connection.marketplaces_new ?? 0;
  return (
    <>
      {connection.marketplaces_selected} of {connection.marketplaces_available} selected
      {fresh > 0 && <>, <a class="quiet-link" href={href(["connections", connection.id, "marketplaces"])}>{fresh} new</a></>}
    </>
  );
}

const waiting_of: Partial<Record<Activity, string>> = { waiting_for_budget: "budget", throttled: "throttled", retrying: "retry", sleeping: "sleep" };

export function LiveState({ connection, run }: { connection: Connection; run?: Run | undefined }) {
  const now = useNow();
  const { activity, activity_until } = connection.status;
  const text = activity_text(activity, activity_until, now);
  if (!text) return null;
  const busy = activity === "running";
  const waits = activity === "running" || activity === "queued" ? "" : connection.status.activity_waiting_for || waiting_of[activity] || "";
  return (
    <div class="live-state">
      {waits
        ? <p><WaitLine run={{ waiting_for: waits, waiting_until: activity_until }} channel={connection.channel_name} /></p>
        : <p class="live-line"><Icon name={busy ? "refresh" : activity === "queued" ? "queue" : "clock"} />{text}</p>}
      {run && (busy || (run.progress?.total ?? 0) > 0) && <ProgressBar label={`Sync of ${connection.label}`} done={run.progress?.done ?? 0} total={run.progress?.total ?? 0} expected_at={run.progress?.expected_at}
        note={run.progress?.note || (run.rows_read ? plural(run.rows_read, "row") : "")} />}
    </div>
  );
}

// One line of a long list. Its height is fixed: what does not fit is cut, and stands in the tooltip.
export function ConnectionLine({ connection, plugin, strip, chosen, on_choose }: {
  connection: Connection; plugin: Plugin | undefined; strip: BadgeStrip | undefined; chosen: boolean; on_choose: ((event: MouseEvent) => void) | null;
}) {
  const now = useNow();
  const { status } = connection;
  const live = activity_text(status.activity, status.activity_until, now);
  const rest = status.badge === "connected" ? (live ? "" : connection.account_name || connection.account_id) : status.reason;
  const note = [live, rest].filter(Boolean).join(" · ");
  return (
    <div class={chosen ? "line line-chosen" : "line"} data-row={connection.id}>
      {on_choose && <input type="checkbox" class="line-check" checked={chosen} onClick={on_choose} aria-label={`Choose ${connection.label}`} />}
      <span class="line-badge"><Badge badge={status.badge} title={status.title} /></span>
      <span class="line-name">
        <span class="line-title"><a href={href(["connections", connection.id])} data-row-link="" title={connection.label}>{connection.label}</a><PausedTag pause={connection.paused} /><TagList tags={connection.tags} /></span>
        <small class="line-note" title={note}>{note}</small>
      </span>
      <code class="line-account">{connection.account_id || "–"}</code>
      <span class="line-strip"><TinyStrip strip={strip} /></span>
      <span class="line-time"><span class="line-word">Last success </span><Time at={status.last_success_at} /></span>
      <span class="line-action"><NextActionButton connection={connection} plugin={plugin} small /></span>
    </div>
  );
}

export function TagList({ tags }: { tags: string[] | undefined }) {
  if (!tags?.length) return null;
  return <span class="tag-list" title={tags.join(", ")}>{tags.map((tag) => <span key={tag} class="tag-small">{tag}</span>)}</span>;
}

export function FreeRegionCard({ plugin, region }: { plugin: Plugin; region: Region }) {
  const name = `${plugin.name} ${region.name}`;
  return (
    <article class="card card-free" aria-label={`${name}, not connected`}>
      <header class="card-head">
        <h3>{name}</h3>
        <Badge badge="not_connected" />
      </header>
      {region.configured
        ? <p class="reason">No account of this region is connected yet.</p>
        : <MissingConfig plugin={plugin} region={region} />}
      {region.configured && (
        <footer class="card-foot">
          <Button needs="operator" kind="primary" icon="connections" onClick={() => ask_to_connect({ plugin, region, connection: null })} label={`Connect ${name}`}>Connect</Button>
        </footer>
      )}
    </article>
  );
}
