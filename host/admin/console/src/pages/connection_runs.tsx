// Runs: the history with its proof, rows read = rows written, and what a failure was.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Marketplace, Run, RunState, SeverityColor } from "../api_types";
import { Tag } from "../components/badge";
import { Button, Copyable, Empty, Facts, Loading, Problem, Section, ShowMore } from "../components/basics";
import { Dialog } from "../components/dialog";
import { Select } from "../components/fields";
import type { IconName } from "../components/icons";
import { Time } from "../components/time";
import { say_error } from "../components/toast";
import { WaitLine } from "../components/wait_line";
import { absolute, between, number } from "../format";
import { as_heading, noun_of } from "../noun";
import { change_query, href } from "../router";
import { place_name, trigger_words } from "../run_words";
import { invalidate, usePaged, useResource } from "../store";
import type { TabProps } from "./connection";

const state_looks: Record<RunState, { tone: SeverityColor; icon: IconName; title: string }> = {
  queued: { tone: "neutral", icon: "queue", title: "Queued" },
  running: { tone: "neutral", icon: "refresh", title: "Running" },
  succeeded: { tone: "green", icon: "check", title: "Succeeded" },
  failed: { tone: "amber", icon: "warning", title: "Failed" },
  cancelled: { tone: "neutral", icon: "stop", title: "Cancelled" },
};

export function RunTag({ state }: { state: RunState }) {
  const look = state_looks[state] ?? state_looks.queued;
  return <Tag tone={look.tone} icon={look.icon}>{look.title}</Tag>;
}

export function RunsTab({ connection, plugin, route }: TabProps) {
  const { id } = connection;
  const noun = noun_of(plugin);
  const { state = "", stream = "", marketplace = "", run: opened } = route.query;
  const list = usePaged<Run>(`runs:${id}:${state}:${stream}:${marketplace}`, [`runs:${id}`], (cursor) =>
    api.runs({ connection: id, state, stream, marketplace, cursor, limit: 50 }));
  const scoped = (plugin?.streams ?? []).some((one) => one.scope === "marketplace") || (list.items ?? []).some((run) => run.marketplace);
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  const places = scoped ? marketplaces.data?.items ?? [] : null;
  const streams = (plugin?.streams ?? []).filter((one) => !one.fed_by);
  const titles = new Map(streams.map((one) => [one.id, one.title]));
  const open = list.items?.find((run) => run.id === opened);
  return (
    <Section title="Runs">
      <div class="filters">
        <Select label="Outcome" value={state} on_change={(value) => change_query({ state: value })}
          choices={[{ value: "", text: "All" }, ...Object.entries(state_looks).map(([value, look]) => ({ value, text: look.title }))]} />
        {streams.length > 1 && <Select label="Stream" value={stream} on_change={(value) => change_query({ stream: value })}
          choices={[{ value: "", text: "All" }, ...streams.map((one) => ({ value: one.id, text: one.title }))]} />}
        {places && places.length > 1 && <Select label={as_heading(noun)} value={marketplace} on_change={(value) => change_query({ marketplace: value })}
          choices={[{ value: "", text: "All" }, ...places.filter((one) => one.available).map((one) => ({ value: one.id, text: one.name }))]} />}
      </div>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.items && !list.error && <Loading lines={6} />}
      {list.items && list.items.length === 0 && <Empty icon="activity" title={state || stream || marketplace ? "No run matches" : "No run yet"} />}
      {list.items && list.items.length > 0 && <RunTable runs={list.items} titles={titles} places={places} noun={noun} />}
      <ShowMore more={list.more} busy={list.loading_more} error={list.more_error} />
      {open && <RunPanel run={open} title={titles.get(open.stream) ?? open.stream} places={places ?? []} noun={noun} on_close={() => change_query({ run: undefined })} />}
      {opened && !open && list.items && <OtherRun id={opened} titles={titles} places={places ?? []} noun={noun} />}
    </Section>
  );
}

// A run from a link that the list does not hold (older, or filtered out).
function OtherRun({ id, titles, places, noun }: { id: string; titles: Map<string, string>; places: Marketplace[]; noun: string }) {
  const run = useResource(`run:${id}`, [], () => api.run(id));
  const close = () => change_query({ run: undefined });
  if (run.data) return <RunPanel run={run.data} title={titles.get(run.data.stream) ?? run.data.stream} places={places} noun={noun} on_close={close} />;
  if (run.error) return <Dialog panel title="Run" on_close={close}><Problem error={run.error} /></Dialog>;
  return null;
}

function RunTable({ runs, titles, places, noun }: { runs: Run[]; titles: Map<string, string>; places: Marketplace[] | null; noun: string }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Runs">
      <table class="table table-stack table-runs">
        <thead>
          <tr><th scope="col">Queued</th><th scope="col">Stream</th>{places && <th scope="col">{as_heading(noun)}</th>}<th scope="col">Outcome</th><th scope="col" class="num">Rows read = written</th>
            <th scope="col" class="num">Changed</th><th scope="col" class="num">Duration</th><th scope="col"><span class="sr-only">Details</span></th></tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-row={run.id}>
              <td data-label="Queued"><div><Time at={run.queued_at} log /><small class="row-note">{trigger_words(run.trigger)}</small></div></td>
              <th scope="row">{titles.get(run.stream) ?? run.stream}</th>
              {places && <td data-label={as_heading(noun)}>{place_name(run, places) || <span class="muted">all</span>}</td>}
              <td data-label="Outcome"><div class="run-outcome"><RunTag state={run.state} /><WaitLine run={run} />{run.failure && <p class="failure-text">{run.failure.message}</p>}</div></td>
              <td data-label="Read = written" class="num"><Proof run={run} /></td>
              <td data-label="Changed" class="num">{number(run.rows_changed)}</td>
              <td data-label="Duration" class="num">{run_duration(run)}</td>
              <td class="row-action"><Button small kind="quiet" onClick={() => change_query({ run: run.id })} label={`Details of the run of ${absolute(run.queued_at)}`}>Details</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Proof({ run }: { run: Run }) {
  const same = run.rows_read === run.rows_written;
  if (run.state === "running") return <span class="muted" title="What is read is written a moment later">{number(run.rows_read)}, {number(run.rows_written)}</span>;
  if (same) return <span title="Every row that was read has been written">{number(run.rows_read)} = {number(run.rows_written)}</span>;
  return <span class="text-amber" title="Not every row that was read has been written">{number(run.rows_read)} ≠ {number(run.rows_written)}</span>;
}

function run_duration(run: Run) {
  if (!run.started_at) return "–";
  return run.finished_at ? between(run.started_at, run.finished_at) : "…";
}

function RunPanel({ run, title, places, noun, on_close }: { run: Run; title: string; places: Marketplace[]; noun: string; on_close: () => void }) {
  const [busy, set_busy] = useState(false);
  const cancel = async () => {
    set_busy(true);
    try {
      await api.cancel_run(run.id);
      invalidate([`runs:${run.connection_id}`, "runs"]);
    } catch (error) {
      say_error(error);
    }
    set_busy(false);
  };
  const cancellable = run.state === "queued" || run.state === "running";
  return (
    <Dialog panel title={`${title}: run`} on_close={on_close}>
      <p class="panel-meta"><RunTag state={run.state} /><WaitLine run={run} /></p>
      {run.failure && <FailureBox run={run} />}
      <Facts wide rows={[
        ["Run", <Copyable text={run.id} what="run id" />],
        ...(run.marketplace ? [[as_heading(noun), <>{place_name(run, places)} <code>{run.marketplace}</code></>] as [string, preact.ComponentChildren]] : []),
        ["Why", `${trigger_words(run.trigger)} (${run.actor})`],
        ["Queued", absolute(run.queued_at)],
        ["Started", run.started_at ? absolute(run.started_at) : "not yet"],
        ["Finished", run.finished_at ? absolute(run.finished_at) : "not yet"],
        ["Duration", run_duration(run)],
        ["Requests", number(run.requests)],
        ["Pages", number(run.pages)],
        ["Rows read = written", <Proof run={run} />],
        ["Rows changed", number(run.rows_changed)],
      ]} />
      <div class="form-actions">
        {cancellable && <Button needs="operator" icon="stop" busy={busy} onClick={() => void cancel()}>Cancel</Button>}
        <a class="button button-plain" href={href(["connections", run.connection_id, "activity"], { run: run.id })}>Activity of this run</a>
      </div>
    </Dialog>
  );
}

function FailureBox({ run }: { run: Run }) {
  const failure = run.failure;
  if (!failure) return null;
  return (
    <div class="note tone-amber">
      <div>
        <p class="note-title">{failure.message}</p>
        <Facts wide rows={[
          ["Kind", <code>{failure.kind}</code>],
          ["Status", failure.status ? String(failure.status) : "–"],
          ["Endpoint", failure.endpoint ? <code class="break">{failure.endpoint}</code> : "–"],
          ["Request id", failure.request_id ? <Copyable text={failure.request_id} what="request id" /> : "–"],
        ]} />
      </div>
    </div>
  );
}
