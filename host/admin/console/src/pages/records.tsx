// Records browser: any stream of any plugin, filtered, page by page. What is looked at stands in the address.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Field, Plugin, PluginStream, RecordRow } from "../api_types";
import { Button, Empty, Loading, Problem, ShowMore } from "../components/basics";
import { SearchField, Select } from "../components/fields";
import { PageHead, Tabs } from "../components/layout";
import { ColumnChooser } from "../components/column_chooser";
import { RecordTable } from "../components/record_table";
import { RecordPanel } from "../components/record_panel";
import { number, plural } from "../format";
import { as_heading, noun_of } from "../noun";
import { chosen_columns, columns_of, default_columns, row_key } from "../record_columns";
import { change_query, href, navigate, type Route } from "../router";
import { useResource } from "../store";

const page_size = 100;

export function RecordsPage({ route }: { route: Route }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const connections = useResource("connections:first", ["connections"], () => api.connections({ limit: 200 }));
  const loaded = (plugins.data?.items ?? []).filter((plugin) => plugin.state === "loaded" && plugin.streams.length > 0);
  const plugin = route.path[1] ? loaded.find((one) => one.id === route.path[1]) : loaded[0];
  const stream = route.path[2] ? plugin?.streams.find((one) => one.id === route.path[2]) : plugin?.streams[0];
  const name = stream?.title ?? "Records";
  return (
    <div class="page page-wide">
      <PageHead title={name} name={name} />
      {plugins.error && <Problem error={plugins.error} retry={plugins.reload} />}
      {!plugins.data && !plugins.error && <Loading lines={8} />}
      {plugins.data && !stream && <NoStream any={loaded.length > 0} />}
      {plugin && stream && (
        <>
          <StreamBar plugins={loaded} plugin={plugin} stream={stream} query={route.query} />
          <Records key={`${plugin.id}/${stream.id}`} plugin={plugin} stream={stream} route={route}
            connections={(connections.data?.items ?? []).filter((one) => one.channel === plugin.id)} />
        </>
      )}
    </div>
  );
}

function NoStream({ any }: { any: boolean }) {
  if (any) return <Empty icon="records" title="There is no such stream"><a class="button button-plain" href={href(["records"])}>Show the first one</a></Empty>;
  return <Empty icon="records" title="No channel is loaded"><p>Records come with a plugin.</p><a class="button button-plain" href={href(["plugins"])}>Open Plugins</a></Empty>;
}

interface BarProps {
  plugins: Plugin[];
  plugin: Plugin;
  stream: PluginStream;
  query: Record<string, string>;
}

function StreamBar({ plugins, plugin, stream, query }: BarProps) {
  const keep = { connection: query["connection"], marketplace: query["marketplace"] };
  return (
    <div class="stream-bar">
      {plugins.length > 1 && <Select label="Channel" value={plugin.id} choices={plugins.map((one) => ({ value: one.id, text: one.name }))}
        on_change={(id) => navigate(href(["records", id]))} />}
      <Tabs label={`Streams of ${plugin.name}`} items={plugin.streams.map((one) => ({ title: one.title, current: one.id === stream.id,
        to: href(["records", plugin.id, one.id], keep) }))} />
    </div>
  );
}

interface Loaded {
  columns: Field[];
  rows: { row: RecordRow; after: string | undefined }[]; // after: the page it came with, to read its raw record later
  next: string | null;
  total: number | null;
}

interface RecordsProps {
  plugin: Plugin;
  stream: PluginStream;
  route: Route;
  connections: Connection[];
}

function Records({ plugin, stream, route, connections }: RecordsProps) {
  const { connection = "", marketplace = "", text = "", columns: wanted } = route.query;
  const [loaded, set_loaded] = useState<Loaded | null>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const [turn, set_turn] = useState(0);
  const query = { connection, marketplace, text, limit: page_size };
  useEffect(() => {
    let current = true; // an answer to an older question must not overwrite a newer one
    set_busy(true);
    set_error(null);
    api.records(plugin.id, stream.id, query).then(
      (page) => current && set_loaded({ columns: page.columns, rows: page.items.map((row) => ({ row, after: undefined })), next: page.next, total: page.total }),
      (problem) => current && set_error(as_api_error(problem)),
    ).finally(() => current && set_busy(false));
    return () => {
      current = false;
    };
  }, [plugin.id, stream.id, connection, marketplace, text, turn]);
  const more = async () => {
    if (!loaded?.next || busy) return;
    const after = loaded.next;
    set_busy(true);
    set_error(null);
    try {
      const page = await api.records(plugin.id, stream.id, { ...query, after });
      set_loaded((old) => old && old.next === after ? { ...old, rows: [...old.rows, ...page.items.map((row) => ({ row, after }))], next: page.next } : old);
    } catch (problem) {
      set_error(as_api_error(problem));
    }
    set_busy(false);
  };
  const columns = columns_of(loaded?.columns ?? stream.fields);
  const chosen = chosen_columns(columns, wanted);
  const opened = loaded?.rows.find(({ row }) => row_key(stream.primary_key, row) === route.query["row"]);
  return (
    <>
      <Filters connections={connections} connection={connection} marketplace={marketplace} text={text} noun={noun_of(plugin)}>
        <ColumnChooser columns={columns.map(({ name, heading }) => ({ id: name, heading, note: name }))} chosen={chosen.map((column) => column.name)} usual={default_columns(columns)} />
        <Button small icon="refresh" onClick={() => set_turn(turn + 1)}>Refresh</Button>
      </Filters>
      <p class="result-line" role="status">{loaded ? counted(loaded) : ""}</p>
      {error && <Problem error={error} retry={() => set_turn(turn + 1)} />}
      {!loaded && !error && <Loading lines={10} />}
      {loaded && loaded.rows.length === 0 && !error && <NoRecords filtered={Boolean(connection || marketplace || text)} title={stream.title} />}
      {loaded && loaded.rows.length > 0 && <RecordTable columns={chosen} rows={loaded.rows.map(({ row }) => row)} stream={stream} plugin={plugin} />}
      <ShowMore more={loaded?.next ? () => void more() : null} busy={busy}>Load {page_size} more</ShowMore>
      {opened && <RecordPanel plugin={plugin} stream={stream} columns={columns} row={opened.row} query={{ ...query, after: opened.after }}
        connections={connections} on_close={() => change_query({ row: undefined })} />}
    </>
  );
}

function counted(loaded: Loaded): string {
  if (loaded.total === null) return `${plural(loaded.rows.length, "record")} shown`;
  return `${number(loaded.rows.length)} of ${plural(loaded.total, "record")}`;
}

function NoRecords({ filtered, title }: { filtered: boolean; title: string }) {
  const clear = { connection: undefined, marketplace: undefined, text: undefined };
  if (filtered) return <Empty icon="search" title="No record matches these filters"><Button onClick={() => change_query(clear)}>Clear the filters</Button></Empty>;
  return <Empty icon="records" title={`No ${title.toLowerCase()} yet`}><p>Records appear here with the first sync.</p><a class="button button-plain" href={href(["connections"])}>Open Connections</a></Empty>;
}

interface FilterProps {
  connections: Connection[];
  connection: string;
  marketplace: string;
  text: string;
  noun: string;
  children: preact.ComponentChildren;
}

function Filters({ connections, connection, marketplace, text, noun, children }: FilterProps) {
  const id = connection || (connections.length === 1 ? connections[0]?.id ?? "" : "");
  return (
    <div class="filters" role="search" aria-label="Records">
      <SearchField label="Search" placeholder="Find in any text" value={text} on_change={(next) => change_query({ text: next, row: undefined })} />
      {connections.length > 1 && <Select label="Connection" value={connection} on_change={(next) => change_query({ connection: next, marketplace: undefined, row: undefined })}
        choices={[{ value: "", text: "All connections" }, ...connections.map((one) => ({ value: one.id, text: one.label }))]} />}
      {id ? <MarketplaceSelect key={id} id={id} value={marketplace} noun={noun} />
        : marketplace && <Button small icon="close" onClick={() => change_query({ marketplace: undefined })}>{as_heading(noun)} {marketplace}</Button>}
      <div class="filters-end">{children}</div>
    </div>
  );
}

function MarketplaceSelect({ id, value, noun }: { id: string; value: string; noun: string }) {
  const list = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  if (!list.data?.items.length) return null;
  return <Select label={as_heading(noun)} value={value} on_change={(marketplace) => change_query({ marketplace, row: undefined })}
    choices={[{ value: "", text: `All ${noun}s` }, ...list.data.items.map((one) => ({ value: one.id, text: one.name }))]} />;
}
