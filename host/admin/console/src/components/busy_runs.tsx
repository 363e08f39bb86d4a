// Runs in progress, each with Cancel. A stream with a run per marketplace may have dozens: the first few, then on request.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Run } from "../api_types";
import { percent, plural } from "../format";
import { invalidate } from "../store";
import { Button } from "./basics";
import { Icon } from "./icons";
import { ProgressBar } from "./progress";
import { trigger_words } from "../run_words";
import { Time } from "./time";
import { say, say_error } from "./toast";
import { WaitLine } from "./wait_line";

const shown_at_first = 5;

export function BusyRuns({ runs, title_of }: { runs: Run[]; title_of: (run: Run) => string }) {
  const [all, set_all] = useState(false);
  const sorted = [...runs].sort((a, b) => rank(a) - rank(b));
  const shown = all ? sorted : sorted.slice(0, shown_at_first);
  return (
    <>
      <ul class="runs-busy">{shown.map((run) => <BusyRun key={run.id} run={run} title={title_of(run)} />)}</ul>
      {shown.length < sorted.length && <div class="show-more"><Button small onClick={() => set_all(true)}>Show all {sorted.length} runs in progress</Button></div>}
    </>
  );
}

// Those that move first, then those that wait, then the queue.
function rank(run: Run): number {
  return run.state === "queued" ? 2 : run.waiting_for ? 1 : 0;
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
        <Button small icon="stop" busy={busy} onClick={() => void cancel()} label={`Cancel the run of ${title}`}>Cancel</Button>
      </div>
      {run.state === "queued"
        ? <p class="live-line"><Icon name="queue" />Queued</p>
        : <ProgressBar label={`Run of ${title}`} done={run.progress?.done ?? 0} total={run.progress?.total ?? 0} note={run.progress?.note ?? ""} />}
      <p class="run-busy-counts">
        <WaitLine run={run} />
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
