// The filter bar of the activity log: text, severity and time at hand, the rest behind one button, chips of what is
// filtered. Everything stands in the address.
import { useId } from "preact/hooks";
import { activity_api } from "../activity_api";
import { chips_of, is_filtered, is_short, kinds, no_filter, query_of, ranges, text_least, type ActivityFilter, type FilterField } from "../activity_filter";
import { api } from "../api";
import { from_input, to_input } from "../format";
import { change_query } from "../router";
import { useResource } from "../store";
import { Button, LinkButton } from "./basics";
import { ConnectionPicker } from "./connection_picker";
import { SearchField, Select, type Choice } from "./fields";
import { Icon } from "./icons";
import { Popover } from "./popover";

interface Props {
  filter: ActivityFilter;
  connection: string; // of the page; empty: all
  names: Map<string, string> | null; // labels of connections; null: the page is of one connection
}

export function ActivityFilters({ filter, connection, names }: Props) {
  const exported = { ...query_of(filter, Date.now()), connection: connection || filter.connection };
  const severities = [{ value: "", text: "All" }, { value: "warning", text: "Warnings and errors" }, { value: "error", text: "Errors only" }];
  const help = useId();
  const chips = chips_of(filter, names);
  return (
    <>
      <div class="filters" role="search" aria-label="Activity">
        <SearchField label="Search" placeholder="Text, endpoint, request id" value={filter.text} on_change={(text) => change_query({ text })} />
        <Select label="Severity" value={filter.severity} on_change={(severity) => change_query({ severity })} choices={severities} />
        <Select label="Time" value={filter.range} on_change={(range) => change_query({ range, since: undefined, until: undefined })}
          choices={[{ value: "", text: "All time" }, ...Object.entries(ranges).map(([value, range]) => ({ value, text: range.text })), { value: "custom", text: "From and to" }]} />
        {filter.range === "custom" && <>
          <When label="From" value={filter.since} on_change={(since) => change_query({ range: "custom", since })} />
          <When label="To" value={filter.until} on_change={(until) => change_query({ range: "custom", until })} />
        </>}
        <Popover text={chips.length ? `More filters (${chips.length})` : "More filters"} label="More filters" kind="plain" marked={chips.length > 0}>
          {(close) => <MoreFilters filter={filter} names={names} close={close} />}
        </Popover>
        <div class="filters-end">
          <LinkButton small icon="download" download to={activity_api.export_url("csv", exported)} label="Export as CSV">CSV</LinkButton>
          <LinkButton small icon="download" download to={activity_api.export_url("ndjson", exported)} label="Export as NDJSON">NDJSON</LinkButton>
        </div>
      </div>
      <p class="sr-only" id={help} role="status">{is_short(filter.text) ? short_text : ""}</p>
      {is_short(filter.text) && <p class="field-help" aria-hidden="true">{short_text}</p>}
      {is_filtered(filter) && (
        <ul class="chips" aria-label="Active filters">
          {chips.map((chip) => (
            <li key={chip.name}>
              <button type="button" class="chip chip-filter" aria-label={`Remove filter ${chip.text}`} onClick={() => change_query(chip.without)}>
                <span class="clip">{chip.text}</span><Icon name="close" />
              </button>
            </li>
          ))}
          <li><Button small kind="quiet" onClick={() => change_query(no_filter)}>Clear all filters</Button></li>
        </ul>
      )}
    </>
  );
}

const short_text = `Type ${text_least} characters or more to search.`;

function MoreFilters({ filter, names, close }: { filter: ActivityFilter; names: Map<string, string> | null; close: () => void }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const channels = (plugins.data?.items ?? []).filter((plugin) => plugin.state === "loaded");
  const regions = new Map(channels.filter((plugin) => !filter.channel || plugin.id === filter.channel)
    .flatMap((plugin) => plugin.regions.map((region) => [region.id, region.name] as const)));
  const set = (name: FilterField) => (value: string) => change_query({ [name]: value || undefined });
  return (
    <form class="more-filters" onSubmit={(event) => { event.preventDefault(); close(); }}>
      {names && <>
        <ConnectionPicker value={filter.connection} on_change={set("connection")} channel={filter.channel || undefined} />
        <Select label="Channel" value={filter.channel} on_change={set("channel")} choices={choices(channels.map((one) => [one.id, one.name]), filter.channel)} />
        <Select label="Region" value={filter.region} on_change={set("region")} choices={choices([...regions], filter.region)} />
      </>}
      <Select label="Kind" value={filter.kind} on_change={set("kind")} choices={choices(Object.entries(kinds), filter.kind)} />
      <Select label="Method" value={filter.method} on_change={set("method")} choices={choices(["GET", "POST", "PUT", "PATCH", "DELETE"].map((one) => [one, one]), filter.method)} />
      <Typed label="Status" hint="429 or 4xx" value={filter.status} on_change={set("status")} pattern="[1-5]([0-9][0-9]|xx)" />
      <Typed label="Operation" hint="GET https://host/path/{id}" value={filter.operation} on_change={set("operation")} wide />
      <Typed label="Request id" value={filter.request} on_change={set("request")} />
      <Typed label="By" hint="user:ann" value={filter.actor} on_change={set("actor")} />
      <Typed label="Stream" hint="orders" value={filter.stream} on_change={set("stream")} />
      <Typed label="Run" hint="run_..." value={filter.run} on_change={set("run")} />
      <div class="more-filters-end"><Button small type="submit" icon="check">Done</Button></div>
    </form>
  );
}

function choices(known: [string, string][], value: string): Choice[] {
  const other = value && !known.some(([one]) => one === value) ? [{ value, text: value }] : [];
  return [{ value: "", text: "All" }, ...known.map(([one, text]) => ({ value: one, text })), ...other];
}

// Taken when the field is left or Enter is pressed: these are whole values, not beginnings.
function Typed({ label, hint, value, on_change, pattern, wide }: {
  label: string; hint?: string; value: string; on_change: (value: string) => void; pattern?: string; wide?: boolean;
}) {
  const id = useId();
  return (
    <div class={wide ? "filter filter-wide" : "filter"}>
      <label for={id}>{label}</label>
      <input id={id} type="text" value={value} placeholder={hint} pattern={pattern} autocomplete="off" spellcheck={false}
        onChange={(event) => {
          if (event.currentTarget.checkValidity()) on_change(event.currentTarget.value.trim());
        }} />
    </div>
  );
}

// The address holds the moment itself, so that it is the same one for everybody who is sent it.
function When({ label, value, on_change }: { label: string; value: string; on_change: (value: string | undefined) => void }) {
  const id = useId();
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <input id={id} type="datetime-local" value={to_input(from_input(value) ?? "")}
        onChange={(event) => on_change(from_input(event.currentTarget.value))} />
    </div>
  );
}
