// The streams of a connection. One with a run per marketplace opens to a line for each of them.
import { useId, useState } from "preact/hooks";
import type { Connection, Marketplace, MarketplaceStatus, Run, ScopeStatus, StreamStatus } from "../api_types";
import { activity_text } from "../badges";
import { date, duration, number, plural } from "../format";
import { href } from "../router";
import { queue_words } from "../run_words";
import { data_words, set_aside_words, shared_notices, type DataAge, type SharedNotice } from "../status_words";
import { Tag } from "./badge";
import { Button } from "./basics";
import { Icon } from "./icons";
import { start_sync } from "./next_action";
import { ProgressBar } from "./progress";
import { Time, useNow } from "./time";
import { WaitLine } from "./wait_line";

interface Props {
  connection: Connection;
  streams: StreamStatus[];
  runs: Run[]; // in progress
  marketplaces: Marketplace[];
  noun: string;
  loaded: boolean; // the plugin is there
}

export function StreamTable(props: Props) {
  const shared = shared_notices(props.streams);
  return (
    <>
    {shared.map((notice) => <SharedNoticeLine key={notice.message} notice={notice} noun={props.noun} />)}
    <div class="table-box" tabIndex={0} role="region" aria-label="Streams">
      <table class="table table-stack">
        <thead>
          <tr><th scope="col">Stream</th><th scope="col">State</th><th scope="col">Last success</th><th scope="col">Next run</th>
            <th scope="col" class="num">Rows</th><th scope="col"><span class="sr-only">Actions</span></th></tr>
        </thead>
        {props.streams.map((stream) => <StreamRows key={stream.id} {...props} stream={stream} said={shared.map((notice) => notice.message)} />)}
      </table>
    </div>
    </>
  );
}

const named_at_most = 4;
const mode_words: Record<string, string> = { window: "day by day", snapshot: "as a whole" };

// Once above the table, instead of under each stream.
function SharedNoticeLine({ notice, noun }: { notice: SharedNotice; noun: string }) {
  const { streams, places } = notice;
  const named = streams.length <= named_at_most ? streams.join(", ") : plural(streams.length, "stream");
  return <p class="notice" title={streams.join(", ")}><Icon name="info" /><span>{notice.message} <small class="muted">Applies to {named}{places > 1 && ` in ${plural(places, noun)}`}.</small></span></p>;
}

function StreamRows({ stream, streams, connection, runs, marketplaces, noun, loaded, said }: Props & { stream: StreamStatus; said: string[] }) {
  const [open, set_open] = useState(false);
  const id = useId();
  const parent = streams.find((one) => one.id === stream.fed_by);
  const live = connection.grant?.state === "active";
  const can_sync = loaded && live && stream.enabled !== false && !stream.fed_by && stream.state === "idle";
  const parts = stream.scope === "marketplace" ? stream.marketplaces ?? [] : [];
  const run = runs.find((one) => one.stream === stream.id && one.waiting_for);
  const notices = (stream.notices ?? []).flatMap((one) => one.message.split("\n")).filter((message) => message && !said.includes(message));
  return (
    <tbody id={id}>
      <tr class={open ? "row-open" : undefined} data-row={stream.id}>
        <th scope="row">
          {stream.title}
          <small class="row-note">{stream.fed_by ? `comes with ${parent?.title ?? stream.fed_by}` : [`every ${duration(stream.interval_s)}`, mode_words[stream.mode]].filter(Boolean).join(", ")}</small>
          {parts.length > 0 && (
            <button type="button" class="expander" aria-expanded={open} aria-controls={id} onClick={() => set_open(!open)}>
              <Icon name={open ? "down" : "chevron"} /><span>{plural(parts.length, noun)}<Troubles parts={parts} /></span>
            </button>
          )}
        </th>
        <td data-label="State"><StreamState stream={stream} parts={parts} live={live} channel={connection.channel_name} from={parent?.title ?? ""} run={parts.length ? undefined : run} />{!open && <NoticeCount count={notices.length} first={notices[0] ?? ""} />}</td>
        <td data-label="Last success"><Time at={stream.last_success_at ?? (parent ? parent.last_success_at : null)} /><DataAgeNote until={stream.data_until} is={stream.data_until_is} restated={stream.restated} /></td>
        <td data-label="Next run"><NextRun status={stream} fed={Boolean(stream.fed_by)} /></td>
        <td data-label="Rows" class="num">{number(stream.rows)}</td>
        <td class="row-action">
          <a class="button button-plain button-small" href={href(["records", connection.channel, stream.id], { connection: connection.id })} aria-label={`Browse ${stream.title}`}><Icon name="records" /><span>Browse</span></a>
          {can_sync && <Button needs="operator" small icon="refresh" onClick={() => void start_sync(connection, [stream.id])} label={`Sync ${stream.title} now`}>Sync</Button>}
        </td>
      </tr>
      {open && parts.map((part) => (
        <PartRow key={part.marketplace} part={part} stale_after_s={stream.stale_after_s} live={live} channel={connection.channel_name} is={stream.data_until_is} said={said} place={marketplaces.find((one) => one.id === part.marketplace)}
          run={runs.find((one) => one.stream === stream.id && one.marketplace === part.marketplace)} />
      ))}
    </tbody>
  );
}

function Troubles({ parts }: { parts: MarketplaceStatus[] }) {
  const failed = parts.filter((part) => part.last_run_failed).length;
  return failed ? <span class="text-amber">, {failed} failed</span> : null;
}

function NoticeCount({ count, first }: { count: number; first: string }) {
  if (!count) return null;
  return <p class="notice"><Icon name="info" />{count === 1 ? first : `${plural(count, "notice")}: ${first}`}</p>;
}

// How far the data reaches says more than when the channel was asked.
function DataAgeNote({ until, is, restated }: DataAge) {
  const words = data_words({ until, is, restated });
  return words ? <small class="row-note">{words}</small> : null;
}

function EmptyTag({ since }: { since: string | null | undefined }) {
  return since ? <Tag tone="amber" icon="warning">Brings nothing since {date(since)}</Tag> : null;
}

function PartRow({ part, stale_after_s, live, channel, is, said, place, run }: { part: MarketplaceStatus; stale_after_s: number; live: boolean; channel: string; is: string | undefined; said: string[]; place: Marketplace | undefined; run: Run | undefined }) {
  return (
    <tr class="row-part">
      <th scope="row"><span class="option">{place?.country_code && <span class="country">{place.country_code}</span>}<span>{place?.name ?? part.marketplace}</span></span>
        {place && <small class="row-note"><code>{part.marketplace}</code></small>}</th>
      <td data-label="State"><div class="stream-state"><StateTag status={part} stale_after_s={stale_after_s} live={live} /><EmptyTag since={part.brings_nothing_since} /><FailureText status={part} />
        {part.notice && part.notice.split("\n").some((message) => !said.includes(message)) && <p class="notice"><Icon name="info" />{part.notice}</p>}<LiveLine status={part} run={run} channel={channel} /></div></td>
      <td data-label="Last success"><Time at={part.last_success_at} /><DataAgeNote until={part.data_until} is={is} restated={false} /></td>
      <td data-label="Next run"><NextRun status={part} fed={false} /></td>
      <td class="num" />
      <td class="row-action" />
    </tr>
  );
}

function NextRun({ status, fed }: { status: ScopeStatus; fed: boolean }) {
  const now = useNow();
  if (status.state === "off") return <span class="muted">switched off</span>;
  if (fed) return <span class="muted">–</span>;
  if (status.state !== "idle") return <span class="muted">after this one</span>;
  if (status.next_run_at && Date.parse(status.next_run_at) <= now) return <>due now</>;
  return <Time at={status.next_run_at} empty="not planned" />;
}

function StateTag({ status, stale_after_s, live }: { status: ScopeStatus; stale_after_s: number; live: boolean }) {
  const now = useNow();
  const age_s = status.last_success_at ? (now - Date.parse(status.last_success_at)) / 1000 : null;
  if (status.state === "off") return <Tag icon="pause">Off: in the configuration</Tag>;
  if (status.set_aside) return <Tag icon={status.set_aside_because === "role_missing" ? "key" : "pause"}>{set_aside_words(status.set_aside_because)}</Tag>;
  if (status.last_run_failed) return <Tag tone="amber" icon="warning">Last run failed</Tag>;
  if (!live && status.last_success_at) return <Tag icon="clock">As of the last sync</Tag>;
  if (age_s !== null && stale_after_s > 0 && age_s > stale_after_s) return <Tag tone="amber" icon="clock">Stale</Tag>;
  return status.last_success_at ? <Tag tone="green" icon="check">Up to date</Tag> : <Tag icon="info">No run yet</Tag>;
}

function FailureText({ status }: { status: ScopeStatus }) {
  if (!status.failure) return null;
  return <p class="failure-text">{status.failure.message}{status.consecutive_failures > 1 && ` (${status.consecutive_failures} times in a row)`}</p>;
}

function LiveLine({ status, run, channel }: { status: ScopeStatus; run: Run | undefined; channel: string }) {
  const now = useNow();
  const waiting = run?.waiting_for ? run : { waiting_for: status.waiting_for ?? "", waiting_until: status.state_until };
  if (waiting.waiting_for) return <p><WaitLine run={waiting} channel={channel} /></p>;
  if (status.state === "queued" && status.queue) return <p class="live-line"><Icon name="queue" />{queue_words(status.queue)}</p>;
  const live = activity_text(status.state, status.state_until, now);
  return live ? <p class="live-line"><Icon name={status.state === "running" ? "refresh" : "clock"} />{live}</p> : null;
}

function StreamState({ stream, parts, live, channel, from, run }: { stream: StreamStatus; parts: MarketplaceStatus[]; live: boolean; channel: string; from: string; run: Run | undefined }) {
  return (
    <div class="stream-state">
      {stream.enabled !== false && stream.fed_by && !stream.last_run_failed ? <span class="muted">read with {from || stream.fed_by}</span> : <StateTag status={stream} stale_after_s={stream.stale_after_s} live={live} />}
      <EmptyTag since={stream.brings_nothing_since} />
      <FailureText status={stream} />
      <LiveLine status={stream} run={run} channel={channel} />
      {stream.progress && stream.state !== "idle" && parts.length < 2 && (
        <ProgressBar label={`Progress of ${stream.title}`} done={stream.progress.done} total={stream.progress.total} expected_at={stream.progress.expected_at}
          note={stream.progress.note || `${plural(stream.progress.rows_read, "row")} read`} />
      )}
    </div>
  );
}
