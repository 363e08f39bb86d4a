// The parts of the Overview. Each reads what it shows by itself: one that is slow or fails leaves the others alone.
import type { ComponentChildren } from "preact";
import { api } from "../api";
import type { ApiError } from "../api_client";
import type { Connection } from "../api_types";
import { badge_titles, mending_text, worst_first } from "../badges";
import { board_api } from "../board_api";
import type { ConnectionFacets, RunSummary } from "../board_types";
import { Badge, PausedTag } from "../components/badge";
import { TinyStrip } from "../components/badge_strip";
import { Bars } from "../components/bars";
import { Loading, Problem, Section } from "../components/basics";
import { GroupBadge, useGroups } from "../components/group_badge";
import { Icon } from "../components/icons";
import { NextActionButton } from "../components/next_action";
import { Time, useNow } from "../components/time";
import { days_parts } from "../endings";
import { number, plural } from "../format";
import { counted_group } from "../groups";
import { href } from "../router";
import { useResource, type Resource } from "../store";
import { useRegionStrips, useStrips } from "../strips";
import { quiet_ms } from "../use_board";

const shown_at_most = 6;
const told_within_days = 30; // what to do about an end that is further away need not fill the first screen
const slow_ms = 60_000; // what counts over a day need not be counted every second

function Part<T>({ title, of, aside, children }: { title: string; of: Resource<T>; aside?: ComponentChildren; children: (data: T) => ComponentChildren }) {
  return (
    <Section title={title} aside={aside}>
      {of.data !== undefined ? children(of.data) : of.error ? <Problem error={of.error as ApiError} retry={of.reload} /> : <Loading lines={3} />}
    </Section>
  );
}

export function BadgeSummary({ facets }: { facets: ConnectionFacets }) {
  const there = worst_first.filter((badge) => facets.badges[badge] > 0);
  return (
    <ul class="tiles" aria-label="Connections by badge">
      {there.map((badge) => (
        <li key={badge}>
          <a class={`tile tile-${badge}`} href={href(["connections"], { badge })} aria-label={`${number(facets.badges[badge])} ${badge_titles[badge]}`}>
            <b>{number(facets.badges[badge])}</b><Badge badge={badge} />
          </a>
        </li>
      ))}
      {facets.paused > 0 && (
        <li><a class="tile" href={href(["connections"], { paused: "true" })} aria-label={`${number(facets.paused)} Paused`}>
          <b>{number(facets.paused)}</b><span class="badge tone-neutral badge-paused"><Icon name="pause" />Paused</span>
        </a></li>
      )}
    </ul>
  );
}

// Nothing is asked of anybody: what would mend it is under way.
function Mending({ connection: { status } }: { connection: Connection }) {
  const text = mending_text(status, useNow());
  return text ? <span class="need-self"><Icon name={status.activity === "running" ? "refresh" : status.activity === "queued" ? "queue" : "clock"} />{text}</span> : null;
}

export function NeedsSomebody() {
  const badges = "revoked,expired,sync_error,stale";
  const worst = useResource("overview:worst", ["connections"], () => board_api.list({ badge: badges, sort: "badge", limit: shown_at_most }), quiet_ms);
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const strip_of = useStrips((worst.data?.items ?? []).map((one) => one.id));
  const more = worst.data?.next && <a class="quiet-link" href={href(["connections"], { badge: badges })}>See all<Icon name="chevron" /></a>;
  return (
    <Part title="Needs somebody now" of={worst} aside={more}>
      {(page) => page.items.length === 0
        ? <p class="all-well"><Icon name="check" /> Nothing: every connection that should sync does.</p>
        : (
          <ul class="need-list">
            {page.items.map((one) => (
              <li key={one.id} data-row={one.id}>
                <Badge badge={one.status.badge} />
                <span class="need-name">
                  <a href={href(["connections", one.id])} data-row-link="">{one.label}</a> <span class="muted">{one.channel_name}, {one.region}</span> <PausedTag pause={one.paused} />
                  <small>{one.status.reason}</small>
                </span>
                <TinyStrip strip={strip_of(one.id)} />
                <Mending connection={one} />
                <NextActionButton connection={one} plugin={plugins.data?.items.find((plugin) => plugin.id === one.channel && plugin.state === "loaded")} small />
              </li>
            ))}
          </ul>
        )}
    </Part>
  );
}

function runs_words(summary: RunSummary): string {
  const sum = (name: "succeeded" | "failed") => summary.items.reduce((all, one) => all + one[name], 0);
  const succeeded = sum("succeeded"), failed = sum("failed");
  if (succeeded + failed === 0) return "No run ended in the last 24 hours.";
  return `${plural(succeeded, "run")} succeeded, ${number(failed)} failed in the last 24 hours.`;
}

export function useRunSummary() {
  return useResource("runs:summary", ["runs"], () => board_api.run_summary({}), slow_ms);
}

export function WhatRan({ summary }: { summary: Resource<RunSummary> }) {
  return (
    <Part title="What ran" of={summary}>
      {(data) => (
        <>
          <p class="part-lead">{runs_words(data)}</p>
          {data.items.some((one) => one.succeeded + one.failed > 0) && (
            <Bars times={data.items.map((one) => Date.parse(one.at) / 1000)} summary={`Runs by hour. ${runs_words(data)}`}
              series={[
                { title: "Succeeded", color: "--green-edge", values: data.items.map((one) => one.succeeded) },
                { title: "Failed", color: "--red-edge", values: data.items.map((one) => one.failed) },
              ]} />
          )}
        </>
      )}
    </Part>
  );
}

export function DataVolume({ summary }: { summary: Resource<RunSummary> }) {
  return (
    <Part title="Data of the last 24 hours" of={summary}>
      {(data) => {
        const most = Math.max(1, ...data.channels.map((one) => one.rows_read));
        if (!data.channels.length) return <p class="muted">Nothing was read yet.</p>;
        return (
          <ul class="volume">
            {data.channels.map((one) => (
              <li key={one.channel}>
                <span class="volume-name">{one.channel_name}</span>
                <span class="volume-bar" aria-hidden="true"><i style={{ width: `${Math.max(1, (one.rows_read / most) * 100)}%` }} /></span>
                <span class="volume-words"><b>{number(one.rows_read)}</b> rows read, {number(one.rows_changed)} new or changed</span>
              </li>
            ))}
          </ul>
        );
      }}
    </Part>
  );
}

export function NextExpiries() {
  const expiries = useResource("expiries", ["expiries"], board_api.expiries, slow_ms);
  return (
    <Part title="Next expiries" of={expiries} aside={<a class="quiet-link" href="/api/v1/expiries.ics" download="">Calendar<Icon name="calendar" /></a>}>
      {(page) => page.items.length === 0
        ? <p class="muted">Nothing that Mooring knows of ends on a known day.</p>
        : (
          <ul class="expiry-list">
            {page.items.slice(0, shown_at_most).map((one) => (
              <li key={one.id}>
                <span class={`expiry-days tone-${one.severity === "error" ? "red" : one.severity === "warning" ? "amber" : "neutral"}`}><b>{days_parts(one.days_left)[0]}</b> {days_parts(one.days_left)[1]}</span>
                <span>
                  {one.connection_id ? <a href={href(["connections", one.connection_id, "details"])}>{one.title}</a> : one.title}
                  <small><Time at={one.at} />{one.days_left <= told_within_days && `. ${one.action_text.replace(/[^.]$/, "$&.")}`}</small>
                </span>
              </li>
            ))}
          </ul>
        )}
    </Part>
  );
}

export function Groups({ facets }: { facets: ConnectionFacets }) {
  const strip_of = useRegionStrips({});
  return (
    <Section title="Channels and regions">
      <ul class="group-list">
        {facets.groups.map((group) => {
          const title = `${group.channel_name} ${group.region_name}`;
          return (
            <li key={`${group.channel} ${group.region}`}>
              <a href={href(["connections"], { channel: group.channel, region: group.region })}>{title}</a>
              <span class="muted">{plural(group.count, "connection")}</span>
              <GroupBadge group={counted_group(group.badges, { channel: group.channel, region: group.region, title })} />
              <TinyStrip strip={strip_of(group.channel, group.region)} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

// Whose business it is; of one alone there is nothing to tell apart.
export function Workspaces() {
  const groups = useGroups();
  const workspaces = (groups.data?.items ?? []).filter((group) => group.kind === "workspace");
  if (workspaces.length < 2) return null;
  return (
    <Section title="Workspaces">
      <ul class="group-list">
        {workspaces.map((group) => (
          <li key={group.workspace}>
            <a href={href(["connections"], { workspace: group.workspace })}>{group.title}</a>
            <span class="muted">{plural(group.members, "connection")}</span>
            <GroupBadge group={group} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
