// Runs in progress, each with Cancel; many of them by stream, each of which opens to its runs.
import { useId, useRef, useState } from "preact/hooks";
import { api } from "../api";
import type { Connection, Run, StreamStatus } from "../api_types";
import { busy_streams, listed_at_most, progress_words, sum_words, type BusyStream } from "../busy";
import { percent, plural } from "../format";
import { invalidate, useResource } from "../store";
import { Button, Loading, Problem, Section } from "./basics";
import { Icon } from "./icons";
import { ProgressBar } from "./progress";
import { queue_words, trigger_words } from "../run_words";
import { Time } from "./time";
import { say, say_error } from "./toast";
import { WaitLine } from "./wait_line";

const shown_at_first = 10;

interface Props {
  connection: Connection;
  streams: StreamStatus[];
  runs: Run[]; // as far as they were read
  title_of: (run: Run) => string;
  noun: string;
}

// Once by stream, it stays so until nothing is under way: a page that changes its shape cannot be read.
export function BusyRuns({ connection, streams, runs, title_of, noun }: Props) {
  const grouped = useRef(false);
  const seen = useRef(new Set<string>());
  const busy = busy_streams(streams, grouped.current ? seen.current : undefined);
  const under_way = Math.max(runs.length, busy.reduce((sum, one) => sum + one.under_way, 0));
  grouped.current = under_way > listed_at_most || (grouped.current && under_way > 0);
  if (!grouped.current) seen.current.clear();
  for (const one of busy) if (grouped.current) seen.current.add(one.stream.id);
  if (under_way === 0) return null;
  if (!grouped.current) return runs.length ? <Section title="In progress"><RunList runs={runs} title_of={title_of} /></Section> : null;
  return (
    <Section title="In progress">
      <p class="section-lead">{sum_words(busy)}</p>
      <ul class="runs-busy runs-grouped">{busy.map((one) => <StreamRuns key={one.stream.id} connection={connection} busy={one} title_of={title_of} noun={noun} />)}</ul>
    </Section>
  );
}

function StreamRuns({ connection, busy, title_of, noun }: { connection: Connection; busy: BusyStream; title_of: (run: Run) => string; noun: string }) {
  const [open, set_open] = useState(false);
  const id = useId();
  const { stream, progress } = busy;
  return (
    <li class="run-busy run-group" aria-label={stream.title}>
      <button type="button" class="disclosure" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => set_open(!open)}>
        <Icon name={open ? "down" : "chevron"} /><b>{stream.title}</b>
      </button>
      <ProgressBar label={`Progress of ${stream.title}`} done={progress.done} total={progress.total} note={progress_words(progress, noun)} />
      {open && <div id={id}><RunsOfStream connection={connection} stream={stream.id} title_of={title_of} /></div>}
    </li>
  );
}

// The page reads the first few hundred runs; the ones of this stream may not be among them.
function RunsOfStream({ connection, stream, title_of }: { connection: Connection; stream: string; title_of: (run: Run) => string }) {
  const runs = useResource(`runs:${connection.id}:busy:${stream}`, [`runs:${connection.id}`], () => busy_runs(connection.id, stream));
  if (runs.error) return <Problem error={runs.error} retry={runs.reload} />;
  if (!runs.data) return <Loading />;
  return runs.data.length ? <RunList runs={runs.data} title_of={title_of} /> : <p class="muted">Nothing of it is under way any more.</p>;
}

export async function busy_runs(connection: string, stream?: string): Promise<Run[]> {
  const [running, queued] = await Promise.all([api.runs({ connection, stream, state: "running", limit: 200 }), api.runs({ connection, stream, state: "queued", limit: 200 })]);
  return [...running.items, ...queued.items];
}

function RunList({ runs, title_of }: { runs: Run[]; title_of: (run: Run) => string }) {
  const [all, set_all] = useState(false);
  const sorted = [...runs].sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
  const shown = all ? sorted : sorted.slice(0, shown_at_first);
  return (
    <>
      <ul class="runs-busy">{shown.map((run) => <BusyRun key={run.id} run={run} title={title_of(run)} />)}</ul>
      {shown.length < sorted.length && <div class="show-more"><Button small onClick={() => set_all(true)}>Show all {sorted.length} runs in progress</Button></div>}
    </>
  );
}

// What runs, then the queue. Not by what a run waits for: that changes all the time, and the list must not jump.
function rank(run: Run): number {
  return run.state === "queued" ? 1 : 0;
}

function BusyRun({ run, title }: { run: Run; title: string }) {
  const [busy, set_busy] = useState(false);
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
  return (
    <li class="run-busy">
      <p class="sr-only" role="status">{spoken_progress(title, run)}</p>
      <div class="run-busy-head">
        <p><b>{title}</b> <span class="muted">{trigger_words(run.trigger)} · {run.started_at ? <>started <Time at={run.started_at} /></> : "queued"}</span></p>
        <Button needs="operator" small icon="stop" busy={busy} onClick={() => void cancel()} label={`Cancel the run of ${title}`}>Cancel</Button>
      </div>
      {run.state === "queued"
        ? <p class="live-line"><Icon name="queue" />{queue_words(run.queue)}</p>
        : <ProgressBar label={`Run of ${title}`} done={run.progress?.done ?? 0} total={run.progress?.total ?? 0} note={run.progress?.note ?? ""} expected_at={run.progress?.expected_at} />}
      {run.state !== "queued" && (
        <p class="run-busy-counts">
          <WaitLine run={run} />
          <span>{plural(run.rows_read, "row")} read</span><span>{plural(run.pages, "page")}</span><span>{plural(run.requests, "request")}</span>
        </p>
      )}
    </li>
  );
}

// Read out in steps of a fifth: every change would be a stream of talk.
function spoken_progress(title: string, run: Run): string {
  if (run.state === "queued") return `${title} is queued`;
  if (!run.progress || run.progress.total <= 0) return `${title} is syncing`;
  return `${title}: ${Math.floor(percent(run.progress.done, run.progress.total) / 20) * 20} percent`;
}
