// The table of records and of lists: sticky head, first column as the row's heading, optional order and selection.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

export interface TableColumn<R> {
  id: string;
  heading: string;
  title?: string;
  numeric?: boolean | undefined;
  look?: string | undefined; // a class for its cells
  sort?: "ascending" | "descending" | undefined;
  on_sort?: (() => void) | undefined;
  cell: (row: R) => ComponentChildren; // empty: a dash
}

export interface Selection {
  chosen: Set<string>;
  toggle: (key: string, on: boolean) => void;
  toggle_all: (keys: string[], on: boolean) => void;
}

interface Props<R> {
  label: string;
  columns: TableColumn<R>[];
  rows: R[];
  row_key: (row: R) => string;
  row_name?: (row: R) => string;
  row_look?: (row: R) => string;
  selection?: Selection;
  action?: (row: R) => ComponentChildren; // the last cell
  look?: string;
  busy?: boolean;
}

export function DataTable<R>({ label, columns, rows, row_key, row_name, row_look, selection, action, look, busy }: Props<R>) {
  const keys = rows.map(row_key);
  return (
    <div class={`table-box table-box-tall${busy ? " table-busy" : ""}`} tabIndex={0} role="region" aria-label={label} aria-busy={busy ? "true" : undefined}>
      <table class={`table table-records ${look ?? ""}`}>
        <thead>
          <tr>
            {selection && <th scope="col" class="cell-select"><SelectAll keys={keys} selection={selection} /></th>}
            {columns.map((column) => <Heading key={column.id} column={column} />)}
            {action && <th scope="col"><span class="sr-only">More</span></th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const key = keys[index] as string;
            const chosen = selection?.chosen.has(key) ?? false;
            return (
              <tr key={key} data-row={key} class={`${row_look?.(row) ?? ""}${chosen ? " row-chosen" : ""}`.trim() || undefined}>
                {selection && (
                  <td class="cell-select"><input type="checkbox" checked={chosen} aria-label={`Select ${row_name?.(row) ?? key}`}
                    onChange={(event) => selection.toggle(key, event.currentTarget.checked)} /></td>
                )}
                {columns.map((column, at) => at === 0
                  ? <th key={column.id} scope="row" class={column.look}>{column.cell(row)}</th>
                  : <Cell key={column.id} column={column} row={row} />)}
                {action && <td class="row-action">{action(row)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell<R>({ column, row }: { column: TableColumn<R>; row: R }) {
  const content = column.cell(row);
  const empty = content === null || content === undefined || content === "";
  const look = [column.look, column.numeric && "num", empty && "muted"].filter(Boolean).join(" ");
  return <td class={look || undefined} data-label={column.heading}>{empty ? "–" : content}</td>;
}

function Heading<R>({ column }: { column: TableColumn<R> }) {
  const look = [column.look, column.numeric && "num"].filter(Boolean).join(" ") || undefined;
  if (!column.on_sort) return <th scope="col" class={look} title={column.title}>{column.heading}</th>;
  return (
    <th scope="col" class={look} title={column.title} aria-sort={column.sort}>
      <button type="button" class="sort-button" onClick={column.on_sort}>
        {column.heading}<Icon name={column.sort === "ascending" ? "up" : column.sort === "descending" ? "down" : "sort"} />
      </button>
    </th>
  );
}

function SelectAll({ keys, selection }: { keys: string[]; selection: Selection }) {
  const ref = useRef<HTMLInputElement>(null);
  const count = keys.filter((key) => selection.chosen.has(key)).length;
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = count > 0 && count < keys.length;
  }, [count, keys.length]);
  return <input ref={ref} type="checkbox" aria-label="Select all on this page" checked={count > 0 && count === keys.length}
    onChange={(event) => selection.toggle_all(keys, event.currentTarget.checked)} />;
}
