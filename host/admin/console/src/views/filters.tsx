// The filters above a list. Each stands in the address; a decision can be undone with the back button.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { api } from "../api";
import type { Connection, Marketplace, PluginStream } from "../api_types";
import { Button } from "../components/basics";
import { Icon } from "../components/icons";
import { SearchField, Select, type Choice } from "../components/fields";
import { MultiSelect, type Option } from "../components/multi_select";
import { as_heading } from "../noun";
import { humanize } from "../record_columns";
import { change_query, push_query } from "../router";
import { useResource } from "../store";
import { value_words, type ViewColumn } from "../view_columns";
import { cleared_filters, join_list, list_names, usual_days, type ListFilter, type ViewFilter } from "../view_query";
import type { Facet, Facets, View } from "../view_types";
import { PeriodPicker } from "./period_picker";

interface Props {
  view: View;
  noun: string;
  filter: ViewFilter;
  facets: Facets | undefined;
  connections: Connection[];
  stream: PluginStream | undefined;
  today: string;
  columns: ViewColumn[];
  sort: string;
  children: ComponentChildren;
}

const asked_connections = 12; // more would be too many questions for the sake of country codes
const first_page = { after: undefined, page: undefined, row: undefined };

export function ViewFilters({ view, noun, filter, facets, connections, stream, today, columns, sort, children }: Props) {
  const places = useMarketplaces(connections);
  const title_of = (name: string) => stream?.fields.find((field) => field.name === name)?.title || humanize(name);
  const set = (name: ListFilter) => (values: string[]) => push_query({ [list_names[name]]: join_list(values), ...first_page });
  const filtered = filter.marketplaces.length + filter.states.length + filter.types.length + filter.tags.length > 0
    || filter.deleted || filter.region !== "" || filter.text !== "" || filter.connection !== "";
  const connection = connections.find((one) => one.id === filter.connection);
  return (
    <div class="filters" role="search" aria-label={view.title}>
      <SearchField label="Search" placeholder="Name or id" value={filter.text} on_change={(text) => change_query({ text, ...first_page })} />
      <MoreFilters count={counted(filter)}>
        <MultiSelect label={as_heading(noun)} options={(facets?.marketplaces ?? []).map((one) => place_option(one, places))} chosen={filter.marketplaces} on_change={set("marketplaces")} />
        {view.state_field && <MultiSelect label={title_of(view.state_field)} options={worded(facets?.states)} chosen={filter.states} on_change={set("states")}
          quick={{ text: "Only active", values: view.active_states }}
          also={{ text: "Also what the channel no longer has", short: "with gone", on: filter.deleted, on_change: (on) => push_query({ deleted: on ? "1" : undefined, ...first_page }) }} />}
        {view.type_field && <MultiSelect label={title_of(view.type_field)} options={worded(facets?.types)} chosen={filter.types} on_change={set("types")} />}
        {(stream?.annotatable !== false || filter.tags.length > 0) && <MultiSelect label="Tag" options={(facets?.tags ?? []).map(plain)} chosen={filter.tags} on_change={set("tags")} />}
        <PeriodPicker filter={filter} today={today} />
        <div class="filter-order"><Select label="Order" value={sort} choices={orders_of(columns)} on_change={(next) => push_query({ sort: next, ...first_page })} /></div>
        {connection && <Button small icon="close" onClick={() => push_query({ connection: undefined, ...first_page })}>{connection.label}</Button>}
        {filtered && <Button kind="quiet" onClick={() => push_query(cleared_filters())}>Clear filters</Button>}
        <div class="filters-end">{children}</div>
      </MoreFilters>
    </div>
  );
}

// How many kinds of filters are on: what the folded ones are announced with.
function counted(filter: ViewFilter): number {
  const on = [filter.marketplaces.length > 0, filter.states.length > 0 || filter.deleted, filter.types.length > 0, filter.tags.length > 0,
    filter.connection !== "", filter.days !== usual_days];
  return on.filter(Boolean).length;
}

// On a phone they would fill the first screen: there they stand behind one button. Wider, the button is not there.
function MoreFilters({ count, children }: { count: number; children: ComponentChildren }) {
  const [open, set_open] = useState(false);
  const id = useId();
  return (
    <>
      <button type="button" class="button button-plain filters-toggle" aria-expanded={open} aria-controls={id} onClick={() => set_open(!open)}>
        <span>Filters{count > 0 && ` (${count})`}</span><Icon name="down" />
      </button>
      <div class={open ? "filters-more filters-open" : "filters-more"} id={id}>{children}</div>
    </>
  );
}

// On a phone the rows have no head whose columns could be pressed.
function orders_of(columns: ViewColumn[]): Choice[] {
  return columns.filter((column) => column.sort).flatMap(({ sort, heading, numeric }) => numeric
    ? [{ value: `-${sort}`, text: `${heading}, largest first` }, { value: sort, text: `${heading}, smallest first` }]
    : [{ value: sort, text: `${heading}, A to Z` }, { value: `-${sort}`, text: `${heading}, Z to A` }]);
}

function plain(facet: Facet): Option {
  return { value: facet.value, text: facet.title || facet.value, count: facet.count };
}

function worded(facets: Facet[] | undefined): Option[] {
  return (facets ?? []).map((facet) => ({ value: facet.value, text: facet.title || value_words(facet.value), count: facet.count }));
}

function place_option(facet: Facet, places: Map<string, Marketplace>): Option {
  const known = places.get(facet.value);
  return { value: facet.value, text: facet.title || known?.name || facet.value, mark: known?.country_code || undefined, count: facet.count };
}

function useMarketplaces(connections: Connection[]): Map<string, Marketplace> {
  const asked = connections.filter((one) => one.marketplaces_available > 0).slice(0, asked_connections);
  const list = useResource(`marketplaces:of:${asked.map((one) => one.id).join(",")}`, asked.map((one) => `connection:${one.id}`), async () => {
    const answers = await Promise.allSettled(asked.map((one) => api.marketplaces(one.id)));
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value.items : []));
  }, 30_000);
  return new Map((list.data ?? []).map((one) => [one.id, one]));
}
