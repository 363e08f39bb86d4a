// Filters of the data browser: a form for one more condition, and the conditions in force, each of which can be taken away.
import { useId, useState } from "preact/hooks";
import { condition_of, filter_text, filters_of, needs_value, op_words, ops_of, query_of, value_problem, type FilterOp, type RecordFilter } from "../record_filters";
import type { Column } from "../record_columns";
import { change_query } from "../router";
import { Button } from "./basics";
import { Select } from "./fields";
import { Icon } from "./icons";
import { Popover } from "./popover";

const set_filters = (filters: RecordFilter[]) => change_query({ where: query_of(filters), row: undefined });

export function AddFilter({ columns, where }: { columns: Column[]; where: string | undefined }) {
  const filters = filters_of(where);
  return (
    <Popover icon="plus" label="Add a filter" text="Filter" start marked={filters.length > 0}
      button_label={filters.length ? `Filter: ${filters.length} in force` : "Filter"}>
      {(close) => <FilterForm columns={columns} add={(filter) => {
        const same = filters.some((one) => condition_of(one) === condition_of(filter));
        if (!same) set_filters([...filters, filter]);
        close();
      }} />}
    </Popover>
  );
}

export function ActiveFilters({ columns, where }: { columns: Column[]; where: string | undefined }) {
  const filters = filters_of(where);
  if (!filters.length) return null;
  return (
    <ul class="record-filters" aria-label="Filters in force">
      {filters.map((filter, index) => {
        const text = filter_text(filter, columns);
        return (
          <li key={condition_of(filter)}>
            <button type="button" class="chip" aria-label={`Remove the filter: ${text}`} onClick={() => set_filters(filters.filter((_, at) => at !== index))}>
              <span class="clip">{text}</span><Icon name="close" />
            </button>
          </li>
        );
      })}
      {filters.length > 1 && <li><Button small kind="quiet" onClick={() => set_filters([])}>Remove all</Button></li>}
    </ul>
  );
}

function FilterForm({ columns, add }: { columns: Column[]; add: (filter: RecordFilter) => void }) {
  const [name, set_name] = useState(columns[0]?.name ?? "");
  const column = columns.find((one) => one.name === name) ?? columns[0];
  const ops = ops_of(column?.type ?? "text");
  const [wanted, set_op] = useState<FilterOp>(ops[0] ?? "eq");
  const op = ops.includes(wanted) ? wanted : ops[0] ?? "eq";
  const [value, set_value] = useState("");
  const [tried, set_tried] = useState(false);
  if (!column) return null;
  const problem = value_problem(column.type, op, value);
  const submit = (event: Event) => {
    event.preventDefault();
    set_tried(true);
    if (!problem) add({ column: column.name, op, value: needs_value(op) ? value : "" });
  };
  const choose = (next: string) => {
    set_name(next);
    set_value("");
    set_tried(false);
  };
  return (
    <form class="filter-form" onSubmit={submit}>
      <Select label="Column" value={column.name} choices={columns.map((one) => ({ value: one.name, text: one.heading }))} on_change={choose} />
      <Select label="Comparison" value={op} choices={ops.map((one) => ({ value: one, text: op_words(one, column.type) }))} on_change={(next) => set_op(next as FilterOp)} />
      {needs_value(op) && <Value type={column.type} value={value} on_change={set_value} problem={tried ? problem : ""} />}
      <Button kind="primary" type="submit" small>Add</Button>
    </form>
  );
}

function Value({ type, value, on_change, problem }: { type: string; value: string; on_change: (value: string) => void; problem: string }) {
  const id = useId();
  if (type === "boolean")
    return <Select label="Value" value={value} choices={[{ value: "", text: "Choose" }, { value: "true", text: "Yes" }, { value: "false", text: "No" }]} on_change={on_change} />;
  const day = type === "timestamp" || type === "date";
  return (
    <div class="filter">
      <label for={id}>Value</label>
      <input id={id} type={day ? "date" : "text"} inputMode={type === "integer" || type === "decimal" ? "decimal" : undefined} value={value} autocomplete="off" spellcheck={false}
        aria-invalid={problem ? "true" : undefined} aria-describedby={`${id}-help`} onInput={(event) => on_change(event.currentTarget.value)} />
      <p id={`${id}-help`} class={problem ? "field-help field-error" : "field-help"}>{problem || (type === "timestamp" ? "From its first moment, in UTC" : "")}</p>
    </div>
  );
}
