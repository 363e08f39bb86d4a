// One row in full: its sums and their days, tags, notes, every field, and the way to the record.
import { api } from "../api";
import type { Query } from "../api_client";
import type { Connection, Plugin, PluginStream } from "../api_types";
import { Badge } from "../components/badge";
import { Facts, Loading, Note, Problem } from "../components/basics";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { Time } from "../components/time";
import { absolute, date } from "../format";
import { noun_of } from "../noun";
import { humanize } from "../record_columns";
import { href } from "../router";
import { useResource } from "../store";
import { field_text, key_values, metric_text, ratio_text, row_name, view_row_key } from "../view_columns";
import type { RecordKey, View, ViewRow } from "../view_types";
import { not_live } from "./banners";
import { DailyChart } from "./daily_chart";
import { ObjectEditor } from "./object_editor";
import { Marketplace, State } from "./table";

interface Props {
  plugin: Plugin;
  view: View;
  stream: PluginStream | undefined;
  connections: Connection[];
  row_key: string;
  rows: ViewRow[] | undefined; // undefined: not read yet
  period: Query;
  on_close: () => void;
}

export function RowPanel(props: Props) {
  const row = props.rows?.find((one) => view_row_key(one) === props.row_key);
  if (row) return <Panel {...props} row={row} />;
  return props.rows ? <OtherRow {...props} /> : null;
}

// From a link: the page of the list may not hold the row.
function OtherRow(props: Props) {
  const { plugin, view, row_key, period, on_close } = props;
  const [connection, key] = parsed(row_key);
  const text = String(Object.values(key).at(-1) ?? "");
  const list = useResource(`view:row:${plugin.id}/${view.id}:${row_key}:${period["from"]}:${period["to"]}`, ["views"], () =>
    api.view(plugin.id, view.id, { connection, text, from: period["from"], to: period["to"], limit: 50 }), 10_000);
  const row = list.data?.items.find((one) => view_row_key(one) === row_key);
  if (row) return <Panel {...props} row={row} />;
  return (
    <Dialog panel title={view.title} on_close={on_close}>
      {list.error ? <Problem error={list.error} /> : list.data ? <Note title="This row is no longer held."><p>It may belong to another connection.</p></Note> : <Loading lines={6} />}
    </Dialog>
  );
}

function parsed(row_key: string): [string, RecordKey] {
  try {
    const [connection, key] = JSON.parse(row_key) as [string, RecordKey];
    return [String(connection), key && typeof key === "object" ? key : {}];
  } catch {
    return ["", {}]; // an address typed by hand
  }
}

function Panel({ plugin, view, stream, connections, row, period, on_close }: Props & { row: ViewRow }) {
  const connection = connections.find((one) => one.id === row.connection_id);
  const id = key_values(row).at(-1) ?? "";
  return (
    <Dialog panel wide title={row_name(view, row)} on_close={on_close}>
      <p class="panel-meta"><State view={view} row={row} /><Marketplace row={row} />
        {connection && <a href={href(["connections", connection.id])}>{connection.label}</a>}</p>
      {!row.live && (
        <Note tone="amber" title={<>As of the last sync, <Time at={row.as_of} empty="which never ended" /></>}>
          <p>{why_not_live(connection, noun_of(plugin))}</p>
        </Note>
      )}
      {row.deleted_at && <Note title={`The channel no longer has it, since ${date(row.deleted_at)}.`}><p>What was held stays, with its tags and notes.</p></Note>}
      {view.metrics.length > 0 && <Sums view={view} row={row} />}
      {row.sparkline.length > 0 && <DailyChart values={row.sparkline} from={String(period["from"])} metric={view.metrics.find((one) => one.field === view.sparkline)} currency={row.currency} />}
      {stream?.annotatable !== false && <ObjectEditor plugin={plugin} view={view} row={row} />}
      <h3 class="panel-title">All fields</h3>
      <Facts wide rows={fields_of(stream, row)} />
      <h3 class="panel-title">Where it comes from</h3>
      <Facts wide rows={[
        ["As of", row.as_of ? absolute(row.as_of) : "not synced yet"],
        ...Object.entries(row.key).map(([name, value]): [preact.ComponentChildren, preact.ComponentChildren] => [<span title={name}>{title_of(stream, name)}</span>, <code class="break">{String(value)}</code>]),
      ]} />
      <p class="panel-links panel-end">
        <a class="button button-plain button-small" href={href(["records", plugin.id, view.stream], { connection: row.connection_id, text: id })}><Icon name="records" /><span>Open the raw record</span></a>
      </p>
    </Dialog>
  );
}

// The connection ended, or the marketplace was taken out of the choice.
function why_not_live(connection: Connection | undefined, noun: string): preact.ComponentChildren {
  if (!connection) return "Its connection is not connected.";
  if (not_live.includes(connection.status.badge)) return <>{connection.region_name} is <Badge badge={connection.status.badge} title={connection.status.title} /> Reconnect, and it is kept up again.</>;
  return <>Its {noun} is not synced any more. <a href={href(["connections", connection.id, "marketplaces"])}>Choose it again</a>, and it is kept up.</>;
}

function Sums({ view, row }: { view: View; row: ViewRow }) {
  const items = [
    ...view.metrics.map((metric) => [metric.title, metric_text(metric, row.metrics[metric.field], row.currency)]),
    ...view.ratios.map((ratio) => [ratio.title, ratio_text(ratio, row.ratios[ratio.id])]),
  ];
  return <dl class="sums">{items.map(([title, text]) => <div key={title}><dt>{title}</dt><dd class="num">{text || "–"}</dd></div>)}</dl>;
}

function title_of(stream: PluginStream | undefined, name: string): string {
  return stream?.fields.find((field) => field.name === name)?.title || humanize(name);
}

function fields_of(stream: PluginStream | undefined, row: ViewRow): [preact.ComponentChildren, preact.ComponentChildren][] {
  const names = Object.keys(row.fields).filter((name) => !(name in row.key));
  return names.map((name) => {
    const type = stream?.fields.find((field) => field.name === name)?.type ?? "text";
    const text = field_text(name, type, row);
    const raw = String(row.fields[name] ?? "");
    const shown = !text ? <span class="muted">–</span> : type === "timestamp" ? <span title={raw}>{absolute(raw)}</span> : type === "date" ? date(raw)
      : type === "json" ? <code class="break">{text}</code> : <span class="break" title={text === raw ? undefined : raw}>{text}</span>;
    return [<span title={name}>{title_of(stream, name)}</span>, shown];
  });
}
