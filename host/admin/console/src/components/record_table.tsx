// The table of the records browser.
import type { Plugin, PluginStream, RecordRow } from "../api_types";
import { absolute, moment } from "../format";
import { cell_text, child_streams, is_time_type, key_text, row_key, type Column } from "../record_columns";
import { next_sort, sort_state } from "../record_filters";
import { change_query, href } from "../router";
import { DataTable, type TableColumn } from "./data_table";
import { Icon } from "./icons";

interface Props {
  columns: Column[];
  rows: RecordRow[];
  stream: PluginStream;
  plugin: Plugin;
  sort: string | undefined; // "amount", "-amount"; nothing: newest first
  busy: boolean;
}

export function RecordTable({ columns, rows, stream, plugin, sort, busy }: Props) {
  const children = child_streams(stream, plugin.streams);
  const shown = columns.map((column, index): TableColumn<RecordRow> => ({
    id: column.name, heading: column.heading, title: column.name, numeric: column.numeric,
    look: is_time_type(column.type) ? "nowrap" : undefined,
    sort: sort_state(sort, column.name), on_sort: () => change_query({ sort: next_sort(sort, column.name), row: undefined }),
    cell: (row) => index === 0 ? <Opener column={column} row={row} stream={stream} /> : content(column, row),
  }));
  return (
    <DataTable label={stream.title} busy={busy} columns={shown} rows={rows} row_key={(row) => row_key(stream.primary_key, row)}
      action={(row) => children.map((child) => (
        <a key={child.id} class="quiet-link" href={href(["records", plugin.id, child.id], { text: String(row[stream.primary_key[0] ?? ""] ?? "") })}
          aria-label={`${child.title} of ${key_text(stream.primary_key, row)}`}>{child.title}<Icon name="chevron" /></a>
      ))} />
  );
}

function Opener({ column, row, stream }: { column: Column; row: RecordRow; stream: PluginStream }) {
  const open = () => change_query({ row: row_key(stream.primary_key, row) });
  return <button type="button" class="link-button" onClick={open}>{cell_text(column, row) || key_text(stream.primary_key, row)}</button>;
}

function content(column: Column, row: RecordRow) {
  const text = cell_text(column, row);
  if (!text || column.numeric) return text;
  if (is_time_type(column.type)) return <time dateTime={text} title={`${absolute(text)} · ${text}`}>{moment(text)}</time>;
  return <span class="clip" title={text.length > 40 ? text : undefined}>{text}</span>;
}
