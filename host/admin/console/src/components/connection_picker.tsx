// Chooses one of any number of connections by typing a part of its name, account or id: a combobox, the host searches.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Connection } from "../api_types";
import { board_api } from "../board_api";
import { useConnectionNames } from "../connection_names";
import { useResource } from "../store";
import { Icon } from "./icons";

const offered_at_most = 12;
const pause_ms = 200;

type Line = Pick<Connection, "id" | "label" | "channel_name" | "region_name" | "account_id">;

export function ConnectionPicker({ value, on_change, channel, label = "Connection", all = "All connections" }: {
  value: string; on_change: (id: string) => void; channel?: string | undefined; label?: string; all?: string;
}) {
  const id = useId();
  const [text, set_text] = useState<string | null>(null); // null: nobody types
  const [asked, set_asked] = useState("");
  const [at, set_at] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const open = text !== null;
  const names = useConnectionNames(value ? [value] : []);
  const found = useResource(`picker:${channel ?? ""}:${open ? asked : "-"}`, ["connections"], () => open
    ? board_api.list({ text: asked, channel, fields: "compact", sort: "label", limit: offered_at_most })
    : Promise.resolve({ items: [], next: null }), 1_000);
  useEffect(() => {
    if (text === null) return undefined;
    const timer = window.setTimeout(() => set_asked(text.trim()), pause_ms);
    return () => window.clearTimeout(timer);
  }, [text]);
  const lines: Line[] = found.data?.items ?? [];
  const current = Math.min(at, lines.length - 1);
  const close = () => {
    set_text(null);
    set_asked("");
    set_at(0);
  };
  const pick = (line: Line | undefined) => {
    if (!line) return;
    close();
    on_change(line.id);
  };
  const on_key = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return set_text("");
      set_at(Math.max(0, Math.min(lines.length - 1, current + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (text.trim() === asked && !found.loading) pick(lines[current]); // not of the answer to what was typed before
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // a dialog around it stays
      event.stopPropagation();
      close();
    }
  };
  return (
    <div class="filter seek" ref={box} onFocusOut={(event) => { if (!box.current?.contains(event.relatedTarget as Node | null)) close(); }}>
      <label for={id}>{label}</label>
      <Icon name="search" />
      <input id={id} type="text" role="combobox" autocomplete="off" spellcheck={false} aria-expanded={open} aria-autocomplete="list" aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open && lines[current] ? `${id}-${current}` : undefined} placeholder={all} value={text ?? (value ? names.get(value) ?? value : "")}
        onFocus={(event) => event.currentTarget.select()} onInput={(event) => { set_text(event.currentTarget.value); set_at(0); }} onKeyDown={on_key} onClick={() => { if (!open) set_text(""); }} />
      {value && !open && <button type="button" class="seek-clear" aria-label={`${label}: ${all}`} onClick={() => on_change("")}><Icon name="close" /></button>}
      {open && (
        <ul class="seek-list" id={`${id}-list`} role="listbox" aria-label={label}>
          {lines.map((line, index) => (
            <li key={line.id} id={`${id}-${index}`} role="option" aria-selected={index === current} onPointerDown={(event) => { event.preventDefault(); pick(line); }}>
              <b class="clip">{line.label}</b><small class="clip">{line.channel_name} {line.region_name}{line.account_id && `, ${line.account_id}`}</small>
            </li>
          ))}
          {found.data && lines.length === 0 && <li class="seek-none" role="option" aria-disabled="true" aria-selected={false}>No connection is called that.</li>}
          {found.data?.next && <li class="seek-none" role="option" aria-disabled="true" aria-selected={false}>Type more to narrow it down.</li>}
        </ul>
      )}
    </div>
  );
}
