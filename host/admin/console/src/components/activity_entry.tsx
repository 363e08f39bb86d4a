// One entry in full: what happened, the values before and after, the calls of its run, and its text for a ticket.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { activity_api } from "../activity_api";
import { api } from "../api";
import { changes_of, entry_words } from "../activity_text";
import type { ActivityEntry } from "../api_types";
import { useConnectionNames } from "../connection_names";
import { absolute, duration } from "../format";
import { href } from "../router";
import { useResource } from "../store";
import { ticket_of } from "../ticket_of";
import { SeverityTag } from "./badge";
import { Button, Copyable, Facts, LinkButton, Loading, Problem } from "./basics";
import { Dialog } from "./dialog";
import { RunCallTable } from "./run_calls";
import { say } from "./toast";
import { EntryCause } from "./what_to_do";

export function entry_href(id: string): string {
  return href(["activity", id]);
}

export function took(ms: number): string {
  return ms < 1000 ? `${ms} ms` : ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms / 1000);
}

// What an entry has nothing of is left out.
function facts_of(entry: ActivityEntry, names: Map<string, string> | null, stream: string): [string, ComponentChildren][] {
  const { connection_id, run_id } = entry;
  const rows: [string, ComponentChildren][] = [
    ["Time", <><span>{absolute(entry.at)}</span> <small class="muted">{entry.at}</small></>],
    ["Kind", <a href={href(["activity"], { kind: entry.kind })}><code>{entry.kind}</code></a>],
    ["Status code", entry.status && <code>{entry.status}</code>],
    ["Method", entry.method && <code>{entry.method}</code>],
    ["Endpoint", entry.endpoint && <Copyable text={entry.endpoint} what="endpoint"><code class="break">{entry.endpoint}</code></Copyable>],
    ["Operation", entry.operation && <a href={href(["activity"], { operation: entry.operation })}><code class="break">{entry.operation}</code></a>],
    ["Request id", entry.request_id && <Copyable text={entry.request_id} what="request id" />],
    ["Attempt", entry.attempt],
    ["Took", entry.duration_ms !== null && took(entry.duration_ms)],
    ["By", entry.actor || "the host"],
    ["Stream", stream],
    ["Connection", connection_id && <a href={href(["connections", connection_id])}>{names?.get(connection_id) ?? connection_id}</a>],
    ["Run", run_id && (connection_id ? <a href={href(["connections", connection_id, "runs"], { run: run_id })}>{run_id}</a> : run_id)],
    ["Entry", <Copyable text={entry.id} what="entry id" />],
  ];
  return rows.filter(([, value]) => value);
}

// Its title where the plugins agree on one; the log itself has only the id.
function useStreamTitle(id: string): string {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const titles = new Set((plugins.data?.items ?? []).flatMap((plugin) => plugin.streams.filter((one) => one.id === id).map((one) => one.title)));
  return titles.size === 1 ? [...titles][0] ?? id : id;
}

export function EntryFacts({ entry, names }: { entry: ActivityEntry; names: Map<string, string> | null }) {
  const stream = useStreamTitle(entry.stream);
  return (
    <>
      <p><SeverityTag severity={entry.severity} /></p>
      <p class="entry-full">{entry_words(entry)}</p>
      <Facts wide rows={facts_of(entry, names, stream)} />
      <Changes entry={entry} />
      {entry.cause && <EntryCause entry={entry} />}
    </>
  );
}

function Changes({ entry }: { entry: ActivityEntry }) {
  const changes = changes_of(entry);
  if (!changes.length) return null;
  return (
    <>
      <h3 class="panel-title">What was changed</h3>
      <div class="table-box" tabIndex={0} role="region" aria-label="What was changed">
        <table class="table table-tight changes">
          <thead><tr><th scope="col">Value</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
          <tbody>
            {changes.map((one) => (
              <tr key={one.name} class={one.changed ? "changed" : undefined}>
                <th scope="row">{one.name}</th>
                <td class="break">{one.before || <span class="muted">–</span>}</td>
                <td class="break">{one.changed ? <b>{one.after || "–"}</b> : one.after || <span class="muted">–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function EntryTools({ entry, page }: { entry: ActivityEntry; page?: boolean }) {
  const [busy, set_busy] = useState(false);
  const copy = async (what: string, make: () => Promise<string>) => {
    set_busy(true);
    try {
      await navigator.clipboard.writeText(await make());
      say(`${what} is copied.`);
    } catch {
      say(`${what} could not be copied.`, "amber", "The browser gives the clipboard to pages of HTTPS or of this computer only.");
    }
    set_busy(false);
  };
  const address = () => `${location.origin}${location.pathname}${entry_href(entry.id)}`;
  return (
    <p class="entry-tools">
      <Button small icon="copy" busy={busy} onClick={() => void copy("The text", () => ticket_of(entry))}>Copy as text</Button>
      <Button small icon="copy" onClick={() => void copy("The link", () => Promise.resolve(address()))}>Copy link</Button>
      {!page && <LinkButton small icon="activity" to={entry_href(entry.id)}>Open as a page</LinkButton>}
    </p>
  );
}

export function EntryPanel({ id, known, names, on_close }: {
  id: string; known: ActivityEntry | undefined; names: Map<string, string> | null; on_close: () => void;
}) {
  const read = useResource(`entry:${id}`, [], () => known ? Promise.resolve(known) : activity_api.entry(id));
  const entry = known ?? read.data;
  const own = useConnectionNames(names || !entry ? [] : [entry.connection_id]); // on the page of a connection nobody has named it
  return (
    <Dialog panel title={entry ? "Activity entry" : "Entry"} on_close={on_close}>
      {!entry && read.error && <Problem error={read.error} />}
      {!entry && !read.error && <Loading lines={6} />}
      {entry && <EntryFacts entry={entry} names={names ?? own} />}
      {entry && <EntryTools entry={entry} />}
      {entry?.run_id && <RunCallTable run={entry.run_id} />}
    </Dialog>
  );
}
