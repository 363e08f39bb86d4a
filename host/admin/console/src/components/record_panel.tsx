// One record in full: every field, where it comes from, its items, and the channel's own JSON.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError, type Query } from "../api_client";
import type { Connection, Plugin, PluginStream, RecordRow } from "../api_types";
import { absolute } from "../format";
import { cell_text, child_streams, humanize, is_host_column, is_time_type, key_text, parent_stream, row_key, type Column } from "../record_columns";
import { href } from "../router";
import { Button, Copyable, Facts, Problem } from "./basics";
import { Dialog } from "./dialog";
import { Icon } from "./icons";

interface Props {
  plugin: Plugin;
  stream: PluginStream;
  columns: Column[];
  row: RecordRow;
  query: Query; // of the page that holds the row
  connections: Connection[];
  on_close: () => void;
}

export function RecordPanel({ plugin, stream, columns, row, query, connections, on_close }: Props) {
  const own = columns.filter((column) => !is_host_column(column.name));
  const others = Object.keys(row).filter((name) => is_host_column(name) && name !== "_raw");
  return (
    <Dialog panel title={`${stream.title}: ${key_text(stream.primary_key, row)}`} on_close={on_close}>
      <Links plugin={plugin} stream={stream} row={row} />
      <Facts wide rows={own.map((column) => [<span title={column.name}>{column.heading}{column.pii && <small class="pii">personal</small>}</span>, <Value column={column} row={row} />])} />
      {others.length > 0 && <>
        <h3 class="panel-title">Where it comes from</h3>
        <Facts wide rows={others.map((name) => [humanize(name), <Other name={name} row={row} connections={connections} />])} />
      </>}
      <Raw plugin={plugin} stream={stream} row={row} query={query} />
    </Dialog>
  );
}

function Links({ plugin, stream, row }: { plugin: Plugin; stream: PluginStream; row: RecordRow }) {
  const parent = parent_stream(stream, plugin.streams);
  const children = child_streams(stream, plugin.streams);
  const key = (of: PluginStream) => String(row[of.primary_key[0] ?? ""] ?? "");
  if (!parent && !children.length) return null;
  return (
    <p class="panel-links">
      {children.map((child) => <a key={child.id} class="button button-plain button-small" href={href(["records", plugin.id, child.id], { text: key(stream) })}><Icon name="records" /><span>{child.title}</span></a>)}
      {parent && <a class="button button-plain button-small" href={href(["records", plugin.id, parent.id], { text: key(parent) })}><Icon name="records" /><span>{parent.title}</span></a>}
    </p>
  );
}

function Value({ column, row }: { column: Column; row: RecordRow }) {
  const text = cell_text(column, row);
  if (!text) return <span class="muted">–</span>;
  if (is_time_type(column.type)) return <span title={text}>{absolute(text)}</span>;
  if (column.type === "json") return <code class="break">{text}</code>;
  return <span class="break">{text}</span>;
}

function Other({ name, row, connections }: { name: string; row: RecordRow; connections: Connection[] }) {
  const text = String(row[name] ?? "");
  const connection = connections.find((one) => one.id === text);
  if (connection) return <a href={href(["connections", connection.id])}>{connection.label}</a>;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return <span title={text}>{absolute(text)}</span>;
  return text ? <code class="break">{text}</code> : <span class="muted">–</span>;
}

type RawState = { kind: "closed" } | { kind: "busy" } | { kind: "open"; text: string } | { kind: "failed"; error: ApiError };

function Raw({ plugin, stream, row, query }: { plugin: Plugin; stream: PluginStream; row: RecordRow; query: Query }) {
  const [state, set_state] = useState<RawState>({ kind: "closed" });
  const load = async () => {
    set_state({ kind: "busy" });
    try {
      const page = await api.records(plugin.id, stream.id, { ...query, raw: 1 });
      const key = row_key(stream.primary_key, row);
      const found = page.items.find((item) => row_key(stream.primary_key, item) === key);
      set_state({ kind: "open", text: found ? pretty(found["_raw"]) : "The record has moved. Refresh the list and open it again." });
    } catch (problem) {
      set_state({ kind: "failed", error: as_api_error(problem) });
    }
  };
  return (
    <>
      <h3 class="panel-title">Raw record</h3>
      {state.kind === "failed" && <Problem error={state.error} />}
      {state.kind === "open"
        ? <Copyable text={state.text} what="raw record"><pre class="code" tabIndex={0} aria-label="Raw record">{state.text}</pre></Copyable>
        : <Button small busy={state.kind === "busy"} onClick={() => void load()}>Show the channel's own JSON</Button>}
    </>
  );
}

function pretty(raw: unknown): string {
  if (raw === null || raw === undefined) return "The channel's record was not kept.";
  try {
    return JSON.stringify(typeof raw === "string" ? JSON.parse(raw) : raw, null, 2);
  } catch {
    return String(raw);
  }
}
