// One backfill: how far it is, what is left, pause, resume, cancel; opens to its parts.
import { useId, useState } from "preact/hooks";
import { backfill_api, type Backfill, type BackfillPart } from "../backfill_types";
import { day_words, days_words, estimate_words, has_ended, progress_words, reason_words, state_tones, state_words } from "../backfill_words";
import { number, percent, plural } from "../format";
import { href } from "../router";
import { invalidate, useResource } from "../store";
import { Tag } from "./badge";
import { Button, Loading, Problem } from "./basics";
import { Icon } from "./icons";
import { ProgressBar } from "./progress";
import { Time } from "./time";
import { say, say_error } from "./toast";

interface Props {
  backfill: Backfill;
  name: string | undefined; // of its connection
  open_at_first: boolean;
}

export function BackfillCard({ backfill, name, open_at_first }: Props) {
  const [open, set_open] = useState(open_at_first);
  const id = useId();
  const { state } = backfill;
  const ended = has_ended(state);
  const left = estimate_words(backfill.left);
  const title = days_words(Date.parse(backfill.from), Date.parse(backfill.to));
  const note = [progress_words(backfill), backfill.rows > 0 && plural(backfill.rows, "row"), backfill.requests > 0 && plural(backfill.requests, "call"), !ended && left && `${left} left`].filter(Boolean).join(" · ");
  return (
    <article class="backfill" data-row={backfill.id} aria-label={`Backfill of ${title}`}>
      <header class="backfill-head">
        <button type="button" class="disclosure" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => set_open(!open)}>
          <Icon name={open ? "down" : "chevron"} /><b>{title}</b>
        </button>
        <Tag tone={state_tones[state]}>{backfill.own_runs && state === "running" ? "Catching up" : state_words[state]}</Tag>
        <span class="muted">{reason_words(backfill)}, <Time at={backfill.created_at} /></span>
        <Actions backfill={backfill} title={title} />
      </header>
      <p class="meta-line">
        <span><a href={href(["connections", backfill.connection_id])}>{name ?? backfill.connection_id}</a></span>
        <span>{backfill.streams.length ? backfill.streams.join(", ") : "all streams of days"}</span>
        <span>{plural(backfill.parts_total, "part")}{backfill.parts_failed > 0 && `, ${backfill.parts_failed} failed`}</span>
      </p>
      {(!ended || state === "failed") && <ProgressBar label={`Progress of the backfill of ${title}`} done={Math.round(backfill.days_done * 10)} total={Math.round(backfill.days_total * 10)} note={note} />}
      {ended && state !== "failed" && <p class="muted">{note}{backfill.finished_at && <> · ended <Time at={backfill.finished_at} /></>}</p>}
      {backfill.note && <p class="muted">{backfill.note}</p>}
      {open && <div id={id}><Parts backfill={backfill} /></div>}
    </article>
  );
}

function Actions({ backfill, title }: { backfill: Backfill; title: string }) {
  const [busy, set_busy] = useState(false);
  const [sure, set_sure] = useState(false);
  if (has_ended(backfill.state) || backfill.own_runs) return null;
  const change = async (verb: "pause" | "resume" | "cancel", done: string) => {
    set_busy(true);
    try {
      await backfill_api.change(backfill.id, verb);
      say(`Backfill of ${title} ${done}.`);
    } catch (error) {
      say_error(error);
    }
    invalidate(["backfills", `backfills:${backfill.connection_id}`, `backfill:${backfill.id}`]);
    set_busy(false);
    set_sure(false);
  };
  return (
    <span class="backfill-actions">
      {backfill.state === "paused"
        ? <Button small needs="operator" busy={busy} icon="play" onClick={() => void change("resume", "resumed")} label={`Resume the backfill of ${title}`}>Resume</Button>
        : <Button small needs="operator" busy={busy} icon="pause" onClick={() => void change("pause", "paused")} label={`Pause the backfill of ${title}`}>Pause</Button>}
      {sure
        ? <Button small needs="operator" kind="danger" busy={busy} onClick={() => void change("cancel", "cancelled")} label={`Cancel the backfill of ${title} for good`}>Cancel it: what was read stays</Button>
        : <Button small needs="operator" onClick={() => set_sure(true)} label={`Cancel the backfill of ${title}`}>Cancel</Button>}
    </span>
  );
}

function Parts({ backfill }: { backfill: Backfill }) {
  const details = useResource(`backfill:${backfill.id}`, ["backfills", `runs:${backfill.connection_id}`], () => backfill_api.one(backfill.id));
  if (details.error) return <Problem error={details.error} retry={details.reload} />;
  if (!details.data) return <Loading />;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Its parts">
      <table class="table table-stack">
        <thead><tr><th scope="col">Stream</th><th scope="col">Where</th><th scope="col">State</th><th scope="col">Days</th><th scope="col" class="num">Rows</th><th scope="col" class="num">Calls</th></tr></thead>
        <tbody>{details.data.parts.map((part) => <PartRow key={part.stream + part.marketplace} part={part} connection={backfill.connection_id} />)}</tbody>
      </table>
    </div>
  );
}

function PartRow({ part, connection }: { part: BackfillPart; connection: string }) {
  return (
    <tr>
      <th scope="row">{part.stream}</th>
      <td data-label="Where">{part.marketplace || "all chosen"}</td>
      <td data-label="State">
        <Tag tone={state_tones[part.state]}>{part.own_runs && part.state === "running" ? "Its own runs read it" : state_words[part.state]}</Tag>
        {part.failure_message && <p class="backfill-why">{part.failure_message}</p>}
        {part.next_try_at && part.state !== "failed" && <p class="muted">Tried again <Time at={part.next_try_at} /></p>}
        {part.lost_until && <p class="backfill-why">Lost before {day_words(Date.parse(part.lost_until))}: the channel does not have it any more</p>}
        {part.notice && <p class="muted">{part.notice}</p>}
        {part.last_run_id && part.state === "failed" && <p><a href={href(["connections", connection, "runs"], { run: part.last_run_id })}>See the run</a></p>}
      </td>
      <td data-label="Days">{progress_words(part)} ({percent(part.days_done, part.days_total)} %)</td>
      <td data-label="Rows" class="num">{number(part.rows)}</td>
      <td data-label="Calls" class="num">{number(part.requests)}</td>
    </tr>
  );
}
