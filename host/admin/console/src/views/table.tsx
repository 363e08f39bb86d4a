// The rows of a list. Cells follow from the columns that the plugin declares.
import { DataTable, type Selection, type TableColumn } from "../components/data_table";
import { Icon } from "../components/icons";
import { Tag } from "../components/badge";
import { Time } from "../components/time";
import { absolute, date, moment, plural, relative } from "../format";
import { push_query } from "../router";
import { points_of } from "../spark";
import { field_text, metric_text, ratio_text, row_name, state_look, value_words, view_row_key, type ViewColumn } from "../view_columns";
import { next_sort, sort_direction } from "../view_query";
import type { View, ViewPage, ViewRow } from "../view_types";
import { Sparkline } from "./sparkline";

interface Props {
  view: View;
  columns: ViewColumn[];
  page: ViewPage;
  sort: string;
  busy: boolean;
  selection: Selection | null; // null: nothing can be put on these records
}

export function ViewTable({ view, columns, page, sort, busy, selection }: Props) {
  const shown = columns.map((column): TableColumn<ViewRow> => ({
    id: column.id, heading: column.heading, numeric: column.numeric, look: `cell-${column.kind}`,
    sort: sort_direction(column.sort, sort),
    on_sort: column.sort ? () => push_query({ sort: next_sort(column.sort, sort, column.numeric), after: undefined, page: undefined, row: undefined }) : undefined,
    cell: (row) => content(view, column, row),
  }));
  return (
    <DataTable label={view.title} columns={shown} rows={page.items} row_key={view_row_key} row_name={(row) => row_name(view, row)} look="table-view" busy={busy}
      row_look={(row) => (row.deleted_at ? "row-deleted" : row.live ? "" : "row-not-live")} {...(selection ? { selection } : {})} />
  );
}

function content(view: View, column: ViewColumn, row: ViewRow) {
  switch (column.kind) {
    case "name": return <Name view={view} row={row} />;
    case "state": return <State view={view} row={row} />;
    case "type": return value_words(row.fields[column.id]);
    case "marketplace": return <Marketplace row={row} />;
    case "metric": return metric_text(view.metrics.find((one) => `@${one.field}` === column.id), row.metrics[column.sort], row.currency);
    case "ratio": return ratio_text(view.ratios.find((one) => one.id === column.sort), row.ratios[column.sort]);
    case "trend": return row.sparkline.length ? <Sparkline values={points_of(row.sparkline)} label={column.heading} /> : null;
    case "as_of": return <Time at={row.as_of} empty="not yet" />;
    default: return <Field column={column} row={row} />;
  }
}

function Name({ view, row }: { view: View; row: ViewRow }) {
  return (
    <div class="row-name">
      <button type="button" class="link-button" onClick={() => push_query({ row: view_row_key(row) })} title={row_name(view, row)}>{row_name(view, row)}</button>
      {!row.live && <NotLive row={row} />}
      {(row.tags.length > 0 || row.notes > 0) && (
        <span class="row-marks">
          {row.tags.map((tag) => <span key={tag} class="tag">{tag}</span>)}
          {row.notes > 0 && <span class="note-mark" title={plural(row.notes, "note")}><Icon name="note" /><span aria-hidden="true">{row.notes}</span><span class="sr-only">{plural(row.notes, "note")}</span></span>}
        </span>
      )}
    </div>
  );
}

export function State({ view, row }: { view: View; row: ViewRow }) {
  const look = state_look(view, row);
  if (look === "deleted") return <span title={row.deleted_at ? `The channel no longer has it, since ${absolute(row.deleted_at)}` : undefined}><Tag tone="neutral" icon="trash">Gone</Tag></span>;
  const text = value_words(row.fields[view.state_field]);
  return text ? <span class={`state-pill state-${look}`}>{text}</span> : null;
}

export function Marketplace({ row }: { row: ViewRow }) {
  if (!row.marketplace_name && !row.country_code) return <>{row.marketplace || null}</>;
  return <span class="option">{row.country_code && <span class="country">{row.country_code}</span>}<span class="clip clip-short" title={row.marketplace_name}>{row.marketplace_name}</span></span>;
}

// Beside the name, where nobody overlooks it: the row's connection is not connected.
function NotLive({ row }: { row: ViewRow }) {
  const exact = row.as_of ? absolute(row.as_of) : "It is not synced, and never was";
  return <span class="as-of" title={exact}><Icon name="clock" />as of last sync{row.as_of && <>, {relative(row.as_of, Date.now())}</>}</span>;
}

function Field({ column, row }: { column: ViewColumn; row: ViewRow }) {
  const text = field_text(column.id, column.type, row);
  if (!text) return <span class="muted">–</span>;
  const raw = String(row.fields[column.id]);
  if (column.type === "timestamp") return <time dateTime={raw} title={`${absolute(raw)} · ${raw}`}>{moment(raw)}</time>;
  if (column.type === "date") return <span class="nowrap">{date(raw)}</span>;
  return column.numeric ? <>{text}</> : <span class="clip" title={text.length > 30 ? text : undefined}>{text}</span>;
}
