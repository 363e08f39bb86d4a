// Overview: runs in progress with Cancel, and the streams with their state.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Run, StreamStatus } from "../api_types";
import { activity_text } from "../badges";
import { Tag } from "../components/badge";
import { Button, Empty, Loading, Problem, Section } from "../components/basics";
import { Icon } from "../components/icons";
import { start_sync } from "../components/next_action";
import { ProgressBar } from "../components/progress";
import { Time, useNow } from "../components/time";
import { say, say_error } from "../components/toast";
import { clock, duration, number, percent, plural } from "../format";
import { href } from "../router";
import { invalidate, useResource } from "../store";
import type { TabProps } from "./connection";
import { trigger_words } from "./connection_runs";

export function OverviewTab({ connection, plugin }: TabProps) {
  const { id } = connection;
  const streams = useResource(`streams:${id}`, [`streams:${id}`], () => api.streams(id));
  const runs = useResource(`runs:${id}:busy`, [`runs:${id}`], async () => {
    const [running, queued] = await Promise.all([api.runs({ connection: id, state: "running" }), api.runs({ connection: id, state: "queued" })]);
    return [...running.items, ...queued.items];
  });
  const titles = new Map((streams.data?.items ?? []).map((stream) => [stream.id, stream.title]));
  return (
    <>
      {runs.data && runs.data.length > 0 && (
        <Section title="In progress">
          <ul class="runs-busy">{runs.data.map((run) => <BusyRun key={run.id} run={run} title={titles.get(run.stream) ?? run.stream} />)}</ul>
        </Section>
      )}
      <Section title="Streams">
        {streams.error && <Problem error={streams.error} retry={streams.reload} />}
        {!streams.data && !streams.error && <Loading />}
        {streams.data && streams.data.items.length === 0 && <Empty icon="records" title="This channel has no streams" />}
        {streams.data && streams.data.items.length > 0 && (
          <div class="table-box" tabIndex={0} role="region" aria-label="Streams">
            <table class="table table-stack">
              <thead>
                <tr><th scope="col">Stream</th><th scope="col">State</th><th scope="col">Last success</th><th scope="col">Next run</th>
                  <th scope="col" class="num">Rows</th><th scope="col"><span class="sr-only">Actions</span></th></tr>
              </thead>
              <tbody>
                {streams.data.items.map((stream) => <StreamRow key={stream.id} stream={stream} all={streams.data?.items ?? []} connection={connection} loaded={Boolean(plugin)} />)}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </>
  );
}

function BusyRun({ run, title }: { run: Run; title: string }) {
  const [busy, set_busy] = useState(false);
  const now = useNow();
  const cancel = async () => {
    set_busy(true);
    try {
      await api.cancel_run(run.id);
      say(`The run of ${title} is being cancelled. What is committed stays.`);
      invalidate([`runs:${run.connection_id}`, `streams:${run.connection_id}`, "runs"]);
    } catch (error) {
      say_error(error);
    }
    set_busy(false);
  };
  const at = run.waiting_until ? ` until ${clock(run.waiting_until, now)}` : "";
  const waits = { "": "", budget: `Waiting for rate budget${at}`, retry: `Trying again${at ? at.replace("until", "at") : ""}`, sleep: `Waiting for the channel${at}` };
  return (
    <li class="run-busy">
      <p class="sr-only" role="status">{spoken_progress(title, run)}</p>
      <div class="run-busy-head">
        <p><b>{title}</b> <span class="muted">{trigger_words(run.trigger)} · {run.started_at ? <>started <Time at={run.started_at} /></> : "queued"}</span></p>
        <Button small icon="stop" busy={busy} onClick={() => void cancel()} label={`Cancel the run of ${title}`}>Cancel</Button>
      </div>
      {run.state === "queued"
        ? <p class="live-line"><Icon name="queue" />Queued</p>
        : <ProgressBar label={`Run of ${title}`} done={run.progress?.done ?? 0} total={run.progress?.total ?? 0} note={run.progress?.note ?? ""} />}
      <p class="run-busy-counts">
        {waits[run.waiting_for] && <span class="live-line"><Icon name="clock" />{waits[run.waiting_for]}</span>}
        <span>{plural(run.rows_read, "row")} read</span><span>{plural(run.pages, "page")}</span><span>{plural(run.requests, "request")}</span>
      </p>
    </li>
  );
}

// Read out in steps of a fifth: every change would be a stream of talk.
function spoken_progress(title: string, run: Run): string {
  if (run.state === "queued") return `${title} is queued`;
  if (!run.progress || run.progress.total <= 0) return `${title} is syncing`;
  return `${title}: ${Math.floor(percent(run.progress.done, run.progress.total) / 20) * 20} percent`;
}

interface RowProps {
  stream: StreamStatus;
  all: StreamStatus[];
  connection: TabProps["connection"];
  loaded: boolean;
}

function StreamRow({ stream, all, connection, loaded }: RowProps) {
  const parent = all.find((one) => one.id === stream.fed_by);
  const can_sync = loaded && !stream.fed_by && connection.grant !== null && stream.state === "idle";
  return (
    <tr>
      <th scope="row">
        {stream.title}
        <small class="row-note">{stream.fed_by ? `comes with ${parent?.title ?? stream.fed_by}` : `every ${duration(stream.interval_s)}, ${stream.mode}`}</small>
      </th>
      <td data-label="State"><StreamState stream={stream} /></td>
      <td data-label="Last success"><Time at={stream.last_success_at ?? (parent ? parent.last_success_at : null)} /></td>
      <td data-label="Next run"><NextRun stream={stream} /></td>
      <td data-label="Rows" class="num">{number(stream.rows)}</td>
      <td class="row-action">
        <a class="button button-plain button-small" href={href(["records", connection.channel, stream.id], { connection: connection.id })} aria-label={`Browse ${stream.title}`}><Icon name="records" /><span>Browse</span></a>
        {can_sync && <Button small icon="refresh" onClick={() => void start_sync(connection, [stream.id])} label={`Sync ${stream.title} now`}>Sync</Button>}
      </td>
    </tr>
  );
}

function NextRun({ stream }: { stream: StreamStatus }) {
  const now = useNow();
  if (stream.fed_by) return <span class="muted">–</span>;
  if (stream.state !== "idle") return <span class="muted">after this one</span>;
  if (stream.next_run_at && Date.parse(stream.next_run_at) <= now) return <>due now</>;
  return <Time at={stream.next_run_at} empty="not planned" />;
}

function StreamState({ stream }: { stream: StreamStatus }) {
  const now = useNow();
  const live = activity_text(stream.state, stream.state_until, now);
  const age_s = stream.last_success_at ? (now - Date.parse(stream.last_success_at)) / 1000 : null;
  const stale = age_s !== null && stream.stale_after_s > 0 && age_s > stream.stale_after_s;
  return (
    <div class="stream-state">
      {stream.last_run_failed ? <Tag tone="amber" icon="warning">Last run failed</Tag>
        : stream.fed_by ? <span class="muted">with its parent</span>
        : stale ? <Tag tone="amber" icon="clock">Stale</Tag>
        : stream.last_success_at ? <Tag tone="green" icon="check">Up to date</Tag>
        : <Tag icon="info">No run yet</Tag>}
      {stream.failure && <p class="failure-text">{stream.failure.message}{stream.consecutive_failures > 1 && ` (${stream.consecutive_failures} times in a row)`}</p>}
      {live && <p class="live-line"><Icon name={stream.state === "running" ? "refresh" : "clock"} />{live}</p>}
      {stream.progress && stream.state !== "idle" && (
        <ProgressBar label={`Progress of ${stream.title}`} done={stream.progress.done} total={stream.progress.total}
          note={stream.progress.note || `${plural(stream.progress.rows_read, "row")} read`} />
      )}
    </div>
  );
}
