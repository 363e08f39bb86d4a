// Data browser: any stream of any plugin, filtered, sorted, page by page, as a file. What is looked at stands in the address.
import { api } from "../api";
import type { Query } from "../api_client";
import type { Connection, Plugin, PluginStream } from "../api_types";
import { Button, Empty, Loading, Problem, ShowMore } from "../components/basics";
import { ColumnChooser } from "../components/column_chooser";
import { Dialog } from "../components/dialog";
import { ConnectionPicker } from "../components/connection_picker";
import { SearchField, Select } from "../components/fields";
import { Icon } from "../components/icons";
import { PageHead, Tabs } from "../components/layout";
import { RecordExport } from "../components/record_export";
import { ActiveFilters, AddFilter } from "../components/record_filters";
import { RecordPanel } from "../components/record_panel";
import { RecordTable } from "../components/record_table";
import { number, plural } from "../format";
import { as_heading, noun_of } from "../noun";
import { chosen_columns, columns_of, default_columns, key_query, row_key, type Column } from "../record_columns";
import { condition_of, filters_of } from "../record_filters";
import { page_size, useRecords, type LoadedRecords } from "../records_list";
import { change_query, href, navigate, type Route } from "../router";
import { useResource } from "../store";
import { SavedViews } from "../views/saved_views";

export function RecordsPage({ route }: { route: Route }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const loaded = (plugins.data?.items ?? []).filter((plugin) => plugin.state === "loaded" && plugin.streams.length > 0);
  const plugin = route.path[1] ? loaded.find((one) => one.id === route.path[1]) : loaded[0];
  const stream = route.path[2] ? plugin?.streams.find((one) => one.id === route.path[2]) : plugin?.streams[0];
  const name = stream?.title ?? "Data browser";
  const connections = useResource(`connections:of:${plugin?.id}`, ["connections"], () => (plugin ? api.connections({ channel: plugin.id, limit: 200 }) : Promise.resolve({ items: [], next: null })));
  return (
    <div class="page page-wide">
      <PageHead title={name} name={stream ? `${name}, Data browser` : name} />
      {plugins.error && <Problem error={plugins.error} retry={plugins.reload} />}
      {!plugins.data && !plugins.error && <Loading lines={8} />}
      {plugins.data && !stream && <NoStream any={loaded.length > 0} />}
      {plugin && stream && (
        <>
          <StreamBar plugins={loaded} plugin={plugin} stream={stream} query={route.query} />
          <Records key={`${plugin.id}/${stream.id}`} plugin={plugin} stream={stream} route={route}
            connections={connections.data?.items ?? []} />
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

const tabs_at_most = 8; // streams: of more, some would be out of sight

function StreamBar({ plugins, plugin, stream, query }: BarProps) {
  const keep = { connection: query["connection"], marketplace: query["marketplace"] };
  return (
    <div class="stream-bar">
      {plugins.length > 1 && <Select label="Channel" value={plugin.id} choices={plugins.map((one) => ({ value: one.id, text: one.name }))}
        on_change={(id) => navigate(href(["records", id]))} />}
      {plugin.streams.length > tabs_at_most
        ? <Select label="Stream" value={stream.id} choices={plugin.streams.map((one) => ({ value: one.id, text: one.title }))}
            on_change={(id) => navigate(href(["records", plugin.id, id], keep))} />
        : <Tabs label={`Streams of ${plugin.name}`} items={plugin.streams.map((one) => ({ title: one.title, current: one.id === stream.id,
            to: href(["records", plugin.id, one.id], keep) }))} />}
    </div>
  );
}

interface RecordsProps {
  plugin: Plugin;
  stream: PluginStream;
  route: Route;
  connections: Connection[];
}

function Records({ plugin, stream, route, connections }: RecordsProps) {
  const { connection = "", marketplace = "", text = "", deleted = "", sort, where, columns: wanted } = route.query;
  const query: Query = { connection, marketplace, text, deleted, sort, where: filters_of(where).map(condition_of) };
  const list = useRecords(plugin.id, stream.id, query);
  const { loaded } = list;
  const columns = columns_of(loaded?.columns ?? stream.fields);
  const chosen = chosen_columns(columns, wanted);
  const names = chosen.map((column) => column.name);
  const wanted_row = route.query["row"];
  const opened = loaded?.rows.find(({ row }) => row_key(stream.primary_key, row) === wanted_row);
  return (
    <>
      <Filters connections={connections} query={route.query} columns={columns} noun={noun_of(plugin)}>
        <SavedViews small page={`/records/${plugin.id}/${stream.id}`} query={route.query} />
        <ColumnChooser columns={columns.map(({ name, heading }) => ({ id: name, heading, note: name }))} chosen={names} usual={default_columns(columns)} />
        <RecordExport channel={plugin.id} stream={stream.id} query={query} columns={names} total={loaded?.total ?? null} />
        <Button small icon="refresh" onClick={list.reload}>Refresh</Button>
      </Filters>
      <ActiveFilters columns={columns} where={where} />
      <p class="result-line" role="status">{loaded ? counted(loaded) : ""}</p>
      {loaded?.slow && loaded.rows.length > 0 && <p class="slow-line"><Icon name="info" /> {loaded.slow} That can take long where there are millions.</p>}
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!loaded && !list.error && <Loading lines={10} />}
      {loaded && loaded.rows.length === 0 && !list.error && <NoRecords filtered={Boolean(connection || marketplace || text || deleted || where)} stream={stream} connections={connections} />}
      {loaded && loaded.rows.length > 0 && <RecordTable columns={chosen} rows={loaded.rows.map(({ row }) => row)} stream={stream} plugin={plugin} sort={sort} busy={list.busy} />}
      <ShowMore more={loaded?.next ? list.more : null} busy={list.busy}>Load {page_size} more</ShowMore>
      {wanted_row && !opened && (loaded || list.error) && <OtherRecord key={wanted_row} plugin={plugin} stream={stream} columns={columns} wanted={wanted_row} connections={connections} />}
      {opened && <RecordPanel plugin={plugin} stream={stream} columns={columns} row={opened.row} query={{ ...query, limit: page_size, after: opened.after }}
        connections={connections} on_close={() => change_query({ row: undefined })} />}
    </>
  );
}

// A record from a link that the list does not hold: further down, or filtered out, or not here any more.
function OtherRecord({ plugin, stream, columns, wanted, connections }: Omit<RecordsProps, "route"> & { columns: Column[]; wanted: string }) {
  const asked = key_query(stream.primary_key, wanted);
  const query: Query = { ...asked, limit: 1 };
  const found = useResource(`record:${plugin.id}/${stream.id}:${wanted}`, [], async () => (asked ? (await api.records(plugin.id, stream.id, query)).items[0] ?? null : null));
  const close = () => change_query({ row: undefined });
  if (found.data) return <RecordPanel plugin={plugin} stream={stream} columns={columns} row={found.data} query={query} connections={connections} on_close={close} />;
  if (found.data === undefined && !found.error) return null;
  return (
    <Dialog panel title={stream.title} on_close={close}>
      {found.error ? <Problem error={found.error} retry={found.reload} />
        : <Empty icon="search" title="This record is not here"><p>The link may be of another host, or its connection's data was wiped since.</p><Button onClick={close}>Close</Button></Empty>}
    </Dialog>
  );
}

function counted(loaded: LoadedRecords): string {
  if (loaded.total === null) return `${plural(loaded.rows.length, "record")} shown; there are very many`;
  return `${number(loaded.rows.length)} of ${plural(loaded.total, "record")}`;
}

function NoRecords({ filtered, stream, connections }: { filtered: boolean; stream: PluginStream; connections: Connection[] }) {
  const title = stream.title;
  const asked = filtered ? undefined : connections.find((one) => one.grant?.state === "active") ?? connections[0];
  const own = useResource(`streams:${asked?.id ?? ""}`, asked ? [`streams:${asked.id}`] : [], () => (asked ? api.streams(asked.id) : Promise.resolve(null)));
  const is_off = own.data?.items.find((one) => one.id === stream.id)?.enabled === false;
  const clear = { connection: undefined, marketplace: undefined, text: undefined, deleted: undefined, where: undefined };
  if (filtered) return <Empty icon="search" title="No record matches these filters"><Button onClick={() => change_query(clear)}>Clear the filters</Button></Empty>;
  if (is_off) return <Empty icon="records" title={`${title}: switched off`}><p>This stream is switched off in the configuration of the channel, so nothing is read.</p><a class="button button-plain" href={href(["configuration"])}>Open Configuration</a></Empty>;
  return <Empty icon="records" title={`${title}: no records yet`}><p>Records appear here with the first sync.</p><a class="button button-plain" href={href(["connections"])}>Open Connections</a></Empty>;
}

interface FilterProps {
  connections: Connection[];
  query: Record<string, string>;
  columns: Column[];
  noun: string;
  children: preact.ComponentChildren;
}

const picked_from = 20; // connections: more are searched for

const marks = [{ value: "", text: "With deleted ones" }, { value: "without", text: "Without deleted ones" }, { value: "only", text: "Only deleted ones" }];

function Filters({ connections, query, columns, noun, children }: FilterProps) {
  const { connection = "", marketplace = "", text = "", deleted = "" } = query;
  const id = connection || (connections.length === 1 ? connections[0]?.id ?? "" : "");
  return (
    <div class="filters" role="search" aria-label="Records">
      <SearchField label="Search" placeholder="Find in the key" value={text} on_change={(next) => change_query({ text: next, row: undefined })} />
      {connections.length > picked_from && <ConnectionPicker value={connection} channel={connections[0]?.channel} on_change={(next) => change_query({ connection: next || undefined, marketplace: undefined, row: undefined })} />}
      {connections.length > 1 && connections.length <= picked_from && <Select label="Connection" value={connection} on_change={(next) => change_query({ connection: next, marketplace: undefined, row: undefined })}
        choices={[{ value: "", text: "All connections" }, ...connections.map((one) => ({ value: one.id, text: one.label }))]} />}
      {id ? <MarketplaceSelect key={id} id={id} value={marketplace} noun={noun} />
        : marketplace && <Button small icon="close" onClick={() => change_query({ marketplace: undefined })}>{as_heading(noun)} {marketplace}</Button>}
      <Select label="Deletion marks" value={deleted} choices={marks} on_change={(next) => change_query({ deleted: next, row: undefined })} />
      <AddFilter columns={columns} where={query["where"]} />
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
