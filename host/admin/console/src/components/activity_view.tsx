// The activity log: filters, entries by day with their runs' calls beneath them, what comes while one looks, one entry in
// full, export. For one connection or for all.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { filter_of, is_filtered, no_filter, query_of } from "../activity_filter";
import { entry_words } from "../activity_text";
import { useConnectionNames } from "../connection_names";
import { days_of, ends_run, type EntryRow } from "../activity_rows";
import type { ActivityEntry } from "../api_types";
import { absolute, plural } from "../format";
import { change_query, href, type Route } from "../router";
import { useShortcuts } from "../shortcuts";
import { useActivity, type ActivityList } from "../use_activity";
import { ActivityFilters } from "./activity_filters";
import { entry_href, EntryPanel, took } from "./activity_entry";
import { SeverityTag } from "./badge";
import { Button, Empty, Loading, Problem, ShowMore } from "./basics";
import { Icon } from "./icons";
import { RunCallTable } from "./run_calls";
import { Time } from "./time";

interface Props {
  connection: string; // empty: all
  route: Route;
}

const told_every_ms = 5_000; // a screen reader hears of new entries at most this often

export function ActivityView({ connection, route }: Props) {
  const filter = filter_of(route.query);
  const [live, set_live] = useState(false);
  const of_connection = connection || filter.connection;
  const list = useActivity(of_connection, JSON.stringify({ ...filter, connection: "" }), () => query_of(filter, Date.now()), live);
  const opened = route.query["entry"];
  const { items } = list;
  const known = useConnectionNames(connection ? [] : [filter.connection, ...(items ?? []).map((entry) => entry.connection_id)]);
  const names = connection ? null : known;
  useShortcuts([
    { keys: "l", help: "Live entries on or off", run: () => set_live((on) => !on) },
  ]);
  return (
    <section class="section activity" aria-label="Activity">
      <ActivityFilters filter={filter} connection={connection} names={names} />
      <div class="live-bar">
        <label class="live-switch">
          <input type="checkbox" role="switch" checked={live} onChange={(event) => set_live(event.currentTarget.checked)} />
          <span>Live</span>
        </label>
        <NewEntries list={list} />
      </div>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!items && !list.error && <Loading lines={8} />}
      {items?.length === 0 && !list.busy && !list.searched_to && <NothingHere filtered={is_filtered(filter)} />}
      {items && items.length > 0 && <Entries items={items} names={names} />}
      <Searching list={list} />
      {!list.searched_to && <ShowMore more={list.more} busy={list.busy && items !== undefined}>Load older entries</ShowMore>}
      {opened && <EntryPanel key={opened} id={opened} known={items?.find((entry) => entry.id === opened)} names={names}
        on_close={() => change_query({ entry: undefined })} />}
    </section>
  );
}

// "12 new entries", as a button; a screen reader is told now and then.
function NewEntries({ list }: { list: ActivityList }) {
  const text = list.waiting ? `${list.waiting}${list.waiting_more ? "+" : ""} new ${list.waiting === 1 ? "entry" : "entries"}` : "";
  const [told, set_told] = useState("");
  const timer = useRef(0), latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    if (timer.current || !text) return;
    set_told(text);
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      set_told(latest.current);
    }, told_every_ms);
  }, [text]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const show = () => {
    list.show_new();
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <span class="sr-only" role="status" aria-live="polite">{told}</span>
      {text && <button type="button" class="pill" onClick={show}><Icon name="refresh" /> {text}</button>}
    </>
  );
}

// A search over millions of entries comes in parts.
function Searching({ list }: { list: ActivityList }) {
  if (!list.searched_to) return null;
  return (
    <div class="searching" role="status">
      {list.busy ? <span class="spinner" /> : <Icon name="search" />}
      <span>Searched back to <b>{absolute(list.searched_to)}</b>{list.items?.length ? "" : ", nothing found so far"}.</span>
      {list.more && <Button small onClick={list.more}>Search further</Button>}
    </div>
  );
}

function NothingHere({ filtered }: { filtered: boolean }) {
  if (!filtered) return <Empty icon="activity" title="Nothing has happened yet"><p>Entries appear here as soon as a connection does something.</p></Empty>;
  return <Empty icon="search" title="No entry matches these filters"><Button onClick={() => change_query(no_filter)}>Clear the filters</Button></Empty>;
}

function Entries({ items, names }: { items: ActivityEntry[]; names: Map<string, string> | null }) {
  return (
    <>
      {days_of(items).map((day) => (
        <section key={day.day} class="entry-day" aria-label={day.day}>
          <h3>{day.day}</h3>
          <ol class="entries">
            {day.rows.map((row) => <EntryItem key={row.entry.id} row={row} names={names} />)}
          </ol>
        </section>
      ))}
    </>
  );
}

function EntryItem({ row: { entry, calls }, names }: { row: EntryRow; names: Map<string, string> | null }) {
  const [open, set_open] = useState(false);
  return (
    <li class={`entry entry-${entry.severity}`} data-row={entry.id}>
      <div class="entry-meta"><Time at={entry.at} log /><SeverityTag severity={entry.severity} /></div>
      <div class="entry-main">
        <EntryLine entry={entry} names={names}>
          {ends_run(entry) && (
            <button type="button" class="link-button fold" aria-expanded={open} onClick={() => set_open(!open)}>
              <Icon name="down" /> Calls{calls.length > 0 && <b> · {plural(calls.length, "failed call")}</b>}
            </button>
          )}
        </EntryLine>
        {open && (
          <div class="entry-run">
            <RunCallTable run={entry.run_id} />
            {calls.length > 0 && (
              <ol class="entry-calls" aria-label="Failed calls of the run">
                {calls.map((one) => (
                  <li key={one.id} data-row={one.id}><div class="entry-meta"><Time at={one.at} log /></div><div><EntryLine entry={one} names={null} /></div></li>
                ))}
              </ol>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

// A press opens the panel; opened in a new tab, the link is the entry's own page.
function EntryLine({ entry, names, children }: { entry: ActivityEntry; names: Map<string, string> | null; children?: ComponentChildren }) {
  const look = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    change_query({ entry: entry.id });
  };
  return (
    <>
      <p class="entry-message"><a class="entry-open" data-row-link="" href={entry_href(entry.id)} onClick={look}>{entry_words(entry)}</a></p>
      <p class="entry-facts">
        <code>{entry.kind}</code>
        {entry.status ? <span>status <b>{entry.status}</b></span> : null}
        {entry.attempt ? <span>attempt {entry.attempt}</span> : null}
        {entry.duration_ms !== null && entry.method && <span>{took(entry.duration_ms)}</span>}
        {entry.endpoint && <code class="break">{entry.endpoint}</code>}
        {names && entry.connection_id && <a href={href(["connections", entry.connection_id])}>{names.get(entry.connection_id) ?? entry.connection_id}</a>}
        <span>by {entry.actor || "the host"}</span>
        {children}
      </p>
    </>
  );
}
