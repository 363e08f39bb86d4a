// The activity log: filters, entries, one entry in full, export. For one connection or for all.
import { useId } from "preact/hooks";
import { filter_of, is_filtered, kinds, query_of, ranges, type ActivityFilter } from "../activity_filter";
import { api } from "../api";
import type { ActivityEntry } from "../api_types";
import { absolute } from "../format";
import { change_query, href, type Route } from "../router";
import { usePaged, useResource } from "../store";
import { SeverityTag } from "./badge";
import { Button, Copyable, Empty, Facts, LinkButton, Loading, Problem, ShowMore } from "./basics";
import { Dialog } from "./dialog";
import { Select } from "./fields";
import { Time } from "./time";

interface Props {
  connection: string; // empty: all
  route: Route;
  names: Map<string, string> | null; // labels of connections; null: one connection only
}

export function ActivityView({ connection, route, names }: Props) {
  const filter = filter_of(route.query);
  const key = `activity:${connection}:${JSON.stringify(filter)}`;
  const tag = connection ? `activity:${connection}` : "activity";
  const list = usePaged<ActivityEntry>(key, [tag], (cursor) =>
    api.activity(connection, { ...query_of(filter, Date.now()), cursor, limit: 50 }));
  const opened = route.query["entry"];
  const { items } = list;
  return (
    <section class="section" aria-label="Activity">
      <Filters filter={filter} connection={connection} names={names} />
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!items && !list.error && <Loading lines={8} />}
      {items?.length === 0 && <NothingHere filtered={is_filtered(filter)} />}
      {items && items.length > 0 && <Entries items={items} names={names} />}
      <ShowMore more={list.more} busy={list.loading_more} error={list.more_error}>Load older entries</ShowMore>
      {opened && <EntryPanel key={opened} id={opened} known={items?.find((entry) => entry.id === opened)} names={names} />}
    </section>
  );
}

function NothingHere({ filtered }: { filtered: boolean }) {
  if (!filtered) return <Empty icon="activity" title="Nothing has happened yet"><p>Entries appear here as soon as a connection does something.</p></Empty>;
  const clear = { range: undefined, since: undefined, until: undefined, kind: undefined, severity: undefined, run: undefined };
  return <Empty icon="search" title="No entry matches these filters"><Button onClick={() => change_query(clear)}>Clear the filters</Button></Empty>;
}

function Filters({ filter, connection, names }: { filter: ActivityFilter; connection: string; names: Map<string, string> | null }) {
  const exported = { ...query_of(filter, Date.now()), connection };
  const severities = [{ value: "", text: "All" }, { value: "warning", text: "Warnings and errors" }, { value: "error", text: "Errors only" }];
  const known = Object.entries(kinds).map(([value, text]) => ({ value, text }));
  const other = filter.kind && !kinds[filter.kind] ? [{ value: filter.kind, text: filter.kind }] : [];
  return (
    <div class="filters" role="search" aria-label="Activity">
      <Select label="Time" value={filter.range} on_change={(range) => change_query({ range, since: undefined, until: undefined })}
        choices={[{ value: "", text: "All time" }, ...Object.entries(ranges).map(([value, range]) => ({ value, text: range.text })), { value: "custom", text: "From and to" }]} />
      {filter.range === "custom" && <>
        <When label="From" value={filter.since} on_change={(since) => change_query({ range: "custom", since })} />
        <When label="To" value={filter.until} on_change={(until) => change_query({ range: "custom", until })} />
      </>}
      <Select label="Kind" value={filter.kind} on_change={(kind) => change_query({ kind })} choices={[{ value: "", text: "All" }, ...known, ...other]} />
      <Select label="Severity" value={filter.severity} on_change={(severity) => change_query({ severity })} choices={severities} />
      {names && names.size > 1 && <Select label="Connection" value={connection} on_change={(id) => change_query({ connection: id })}
        choices={[{ value: "", text: "All" }, ...[...names].map(([value, text]) => ({ value, text }))]} />}
      {filter.run && <Button small icon="close" onClick={() => change_query({ run: undefined })}>Only one run</Button>}
      <div class="filters-end">
        <LinkButton small icon="download" download to={api.activity_export_url("csv", exported)} label="Export as CSV">CSV</LinkButton>
        <LinkButton small icon="download" download to={api.activity_export_url("ndjson", exported)} label="Export as NDJSON">NDJSON</LinkButton>
      </div>
    </div>
  );
}

function When({ label, value, on_change }: { label: string; value: string; on_change: (value: string) => void }) {
  const id = useId();
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <input id={id} type="datetime-local" value={value} onChange={(event) => on_change(event.currentTarget.value)} />
    </div>
  );
}

function Entries({ items, names }: { items: ActivityEntry[]; names: Map<string, string> | null }) {
  return (
    <ol class="entries">
      {items.map((entry) => (
        <li key={entry.id} class={`entry entry-${entry.severity}`}>
          <div class="entry-meta"><Time at={entry.at} log /><SeverityTag severity={entry.severity} /></div>
          <div class="entry-main">
            <p class="entry-message">
              <button type="button" class="link-button" onClick={() => change_query({ entry: entry.id })}>{entry.message || entry.kind}</button>
            </p>
            <p class="entry-facts">
              <code>{entry.kind}</code>
              {entry.status ? <span>status <b>{entry.status}</b></span> : null}
              {entry.endpoint && <code class="break">{entry.endpoint}</code>}
              {names && entry.connection_id && <a href={href(["connections", entry.connection_id])}>{names.get(entry.connection_id) ?? entry.connection_id}</a>}
              <span>by {entry.actor || "the host"}</span>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function EntryPanel({ id, known, names }: { id: string; known: ActivityEntry | undefined; names: Map<string, string> | null }) {
  const close = () => change_query({ entry: undefined });
  if (known) return <EntryDialog entry={known} names={names} on_close={close} />;
  return <OtherEntry id={id} names={names} on_close={close} />;
}

// From a permalink: the list may not hold it.
function OtherEntry({ id, names, on_close }: { id: string; names: Map<string, string> | null; on_close: () => void }) {
  const entry = useResource(`entry:${id}`, [], () => api.activity_entry(id));
  if (entry.data) return <EntryDialog entry={entry.data} names={names} on_close={on_close} />;
  if (entry.error) return <Dialog panel title="Entry" on_close={on_close}><Problem error={entry.error} /></Dialog>;
  return null;
}

function EntryDialog({ entry, names, on_close }: { entry: ActivityEntry; names: Map<string, string> | null; on_close: () => void }) {
  const { connection_id, run_id } = entry;
  return (
    <Dialog panel title="Activity entry" on_close={on_close}>
      <p><SeverityTag severity={entry.severity} /></p>
      <p class="entry-full">{entry.message}</p>
      <Facts wide rows={[
        ["Time", <><span>{absolute(entry.at)}</span> <small class="muted">{entry.at}</small></>],
        ["Kind", <code>{entry.kind}</code>],
        ["Status code", entry.status ? <code>{entry.status}</code> : "–"],
        ["Endpoint", entry.endpoint ? <Copyable text={entry.endpoint} what="endpoint"><code class="break">{entry.endpoint}</code></Copyable> : "–"],
        ["Request id", entry.request_id ? <Copyable text={entry.request_id} what="request id" /> : "–"],
        ["By", entry.actor || "the host"],
        ["Stream", entry.stream || "–"],
        ["Connection", connection_id ? <a href={href(["connections", connection_id])}>{names?.get(connection_id) ?? connection_id}</a> : "–"],
        ["Run", run_id && connection_id ? <a href={href(["connections", connection_id, "runs"], { run: run_id })}>{run_id}</a> : "–"],
        ["Entry", <Copyable text={entry.id} what="entry id" />],
      ]} />
    </Dialog>
  );
}
