// Which columns a table shows. The choice stands in the address, so that a link and a saved view keep it.
import { change_query } from "../router";
import { Button } from "./basics";
import { Checkbox } from "./fields";
import { Popover } from "./popover";

interface Props {
  columns: { id: string; heading: string; note?: string; always?: boolean }[];
  chosen: string[];
  usual: string[];
}

export function ColumnChooser({ columns, chosen, usual }: Props) {
  const set_chosen = (next: string[]) => {
    const ordered = columns.map((column) => column.id).filter((id) => next.includes(id));
    change_query({ columns: ordered.join(",") === usual.join(",") ? undefined : ordered.join(",") });
  };
  return (
    <Popover icon="columns" label="Columns" text="Columns" button_label={`Columns: ${chosen.length} of ${columns.length}`}>
      {() => <>
        <div class="popover-tools">
          <Button small kind="quiet" onClick={() => set_chosen(usual)}>Usual</Button>
          <Button small kind="quiet" onClick={() => set_chosen(columns.map((column) => column.id))}>All</Button>
        </div>
        {columns.map((column) => (
          <Checkbox key={column.id} label={<>{column.heading} {column.note && <code class="muted">{column.note}</code>}</>} checked={chosen.includes(column.id)}
            disabled={column.always || (chosen.length === 1 && chosen[0] === column.id)}
            on_change={(on) => set_chosen(on ? [...chosen, column.id] : chosen.filter((id) => id !== column.id))} />
        ))}
      </>}
    </Popover>
  );
}
