// The table of the records browser, and the choice of its columns.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Plugin, PluginStream, RecordRow } from "../api_types";
import { absolute, moment } from "../format";
import { cell_text, child_streams, default_columns, is_time_type, key_text, row_key, type Column } from "../record_columns";
import { change_query, href } from "../router";
import { Button } from "./basics";
import { Checkbox } from "./fields";
import { Icon } from "./icons";

interface Props {
  columns: Column[];
  rows: RecordRow[];
  stream: PluginStream;
  plugin: Plugin;
}

export function RecordTable({ columns, rows, stream, plugin }: Props) {
  const children = child_streams(stream, plugin.streams);
  return (
    <div class="table-box table-box-tall" tabIndex={0} role="region" aria-label={stream.title}>
      <table class="table table-records">
        <thead>
          <tr>
            {columns.map((column) => <th key={column.name} scope="col" class={column.numeric ? "num" : undefined} title={column.name}>{column.heading}</th>)}
            <th scope="col"><span class="sr-only">More</span></th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = row_key(stream.primary_key, row);
            const open = () => change_query({ row: key });
            return (
              <tr key={key}>
                {columns.map((column, index) => index === 0
                  ? <th key={column.name} scope="row"><button type="button" class="link-button" onClick={open}>{cell_text(column, row) || key_text(stream.primary_key, row)}</button></th>
                  : <Cell key={column.name} column={column} row={row} />)}
                <td class="row-action">
                  {children.map((child) => (
                    <a key={child.id} class="quiet-link" href={href(["records", plugin.id, child.id], { text: String(row[stream.primary_key[0] ?? ""] ?? "") })}
                      aria-label={`${child.title} of ${key_text(stream.primary_key, row)}`}>{child.title}<Icon name="chevron" /></a>
                  ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ column, row }: { column: Column; row: RecordRow }) {
  const text = cell_text(column, row);
  if (!text) return <td class="muted">–</td>;
  if (column.numeric) return <td class="num">{text}</td>;
  if (is_time_type(column.type)) return <td class="nowrap"><time dateTime={text} title={`${absolute(text)} · ${text}`}>{moment(text)}</time></td>;
  return <td><span class="clip" title={text.length > 40 ? text : undefined}>{text}</span></td>;
}

export function ColumnChooser({ columns, chosen }: { columns: Column[]; chosen: Column[] }) {
  const [open, set_open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      set_open(false);
      box.current?.querySelector("button")?.focus();
    };
    const on_press = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) set_open(false);
    };
    document.addEventListener("keydown", on_key);
    document.addEventListener("pointerdown", on_press);
    return () => {
      document.removeEventListener("keydown", on_key);
      document.removeEventListener("pointerdown", on_press);
    };
  }, [open]);
  const names = chosen.map((column) => column.name);
  const set_names = (next: string[]) => {
    const ordered = columns.map((column) => column.name).filter((name) => next.includes(name));
    const usual = default_columns(columns);
    change_query({ columns: ordered.join(",") === usual.join(",") ? undefined : ordered.join(",") });
  };
  return (
    <div class="popover-anchor" ref={box}>
      <button type="button" class="button button-plain button-small" aria-expanded={open} aria-controls={id} onClick={() => set_open(!open)}>
        <Icon name="columns" /><span>Columns ({chosen.length} of {columns.length})</span>
      </button>
      {open && (
        <div class="popover" id={id} role="group" aria-label="Columns">
          <div class="popover-tools">
            <Button small kind="quiet" onClick={() => set_names(default_columns(columns))}>Usual</Button>
            <Button small kind="quiet" onClick={() => set_names(columns.map((column) => column.name))}>All</Button>
          </div>
          {columns.map((column) => (
            <Checkbox key={column.name} label={<>{column.heading} <code class="muted">{column.name}</code></>} checked={names.includes(column.name)}
              disabled={names.length === 1 && names[0] === column.name}
              on_change={(on) => set_names(on ? [...names, column.name] : names.filter((name) => name !== column.name))} />
          ))}
        </div>
      )}
    </div>
  );
}
