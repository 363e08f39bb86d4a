// Overview: runs in progress with Cancel, and the streams with their state.
import { api } from "../api";
import type { Connection, Run } from "../api_types";
import { BadgeStrip } from "../components/badge_strip";
import { BudgetTable } from "../components/budget_table";
import { BusyRuns, busy_runs } from "../components/busy_runs";
import { Empty, Loading, Problem, Section } from "../components/basics";
import { noun_of } from "../noun";
import { place_name } from "../run_words";
import { StreamTable } from "../components/stream_table";
import { WhatToDo } from "../components/what_to_do";
import { useResource } from "../store";
import type { TabProps } from "./connection";

export function OverviewTab({ connection, plugin }: TabProps) {
  const { id } = connection;
  const streams = useResource(`streams:${id}`, [`streams:${id}`], () => api.streams(id));
  const runs = useResource(`runs:${id}:busy`, [`runs:${id}`], () => busy_runs(id));
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  const places = marketplaces.data?.items ?? [];
  const titles = new Map((streams.data?.items ?? []).map((stream) => [stream.id, stream.title]));
  const title_of = (run: Run) => [titles.get(run.stream) ?? run.stream, place_name(run, places)].filter(Boolean).join(", ");
  return (
    <>
      {connection.status.cause && <Trouble connection={connection} />}
      {runs.data && streams.data && <BusyRuns connection={connection} streams={streams.data.items} runs={runs.data} title_of={title_of} noun={noun_of(plugin)} />}
      <Section title="Badges over time"><BadgeStrip connection={id} /></Section>
      <Section title="Streams">
        {streams.error && <Problem error={streams.error} retry={streams.reload} />}
        {!streams.data && !streams.error && <Loading />}
        {streams.data && streams.data.items.length === 0 && <Empty icon="records" title="This channel has no streams" />}
        {streams.data && streams.data.items.length > 0 && (
          <StreamTable connection={connection} streams={streams.data.items} runs={runs.data ?? []} marketplaces={places} noun={noun_of(plugin)} loaded={Boolean(plugin)} />
        )}
      </Section>
      <Section title="Rate budgets">
        <p class="section-lead">How many calls the channel allows this connection. Runs wait for them by themselves; nothing has to be done.</p>
        <BudgetTable connection={id} />
      </Section>
    </>
  );
}

// What people need to know of it is open where somebody must act, and folded where Mooring is at it by itself.
function Trouble({ connection }: { connection: Connection }) {
  const { status } = connection;
  const entry = useResource(`entry:${status.entry_id}`, [], () => (status.entry_id ? api.activity_entry(status.entry_id) : Promise.resolve(null)));
  const must_act = status.severity === "red" || status.cause?.includes("application") || status.cause?.includes("permission");
  return (
    <details class="trouble" open={Boolean(must_act)}>
      <summary>What this means and what to do</summary>
      <WhatToDo cause={status.cause} channel={connection.channel} entry={entry.data} connection={connection} />
    </details>
  );
}
