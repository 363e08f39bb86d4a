// A list that a plugin declares: `#/views/{channel}/{view}`. What is looked at stands in the address.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Connection, Plugin } from "../api_types";
import { Empty, Loading, Problem } from "../components/basics";
import { ColumnChooser } from "../components/column_chooser";
import { PageHead, Tabs } from "../components/layout";
import { useNow } from "../components/time";
import { noun_of } from "../noun";
import { href, push_query, type Route } from "../router";
import { useKeptResource, useResource } from "../store";
import { chosen_view_columns, usual_sort, view_columns, view_row_key } from "../view_columns";
import { day_of, facet_query, is_view_filtered, list_query, period_of, view_filter_of } from "../view_query";
import type { View, ViewPage as Rows, ViewRow } from "../view_types";
import { BulkBar } from "./bulk_bar";
import { FreshnessBanners } from "./banners";
import { NoRows } from "./no_rows";
import { PageSteps, remember_page } from "./paging";
import { RegionBar } from "./region_bar";
import { RowPanel } from "./row_panel";
import { SavedViews } from "./saved_views";
import { Totals } from "./totals";
import { ViewFilters } from "./filters";
import { ViewTable } from "./table";

export const page_size = 100;
const live_quiet_ms = 10_000; // a list of 60,000 rows is not summed anew with every commit

export function ViewPage({ route }: { route: Route }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const connections = useResource(`connections:of:${route.path[1] ?? ""}`, ["connections"], () => api.connections({ channel: route.path[1], limit: 200 }));
  const plugin = plugins.data?.items.find((one) => one.id === route.path[1] && one.state === "loaded");
  const view = plugin?.views?.find((one) => one.id === route.path[2]) ?? (route.path[2] ? undefined : plugin?.views?.[0]);
  const error = plugins.error && !plugins.data ? plugins.error : null;
  if (!plugin || !view || !connections.data) {
    return (
      <div class="page page-wide">
        <PageHead title={view?.title ?? "List"} name={view?.title ?? "List"} />
        {error && <Problem error={error} retry={plugins.reload} />}
        {connections.error && <Problem error={connections.error} retry={connections.reload} />}
        {!error && !connections.error && (!plugins.data || (view && !connections.data)) && <Loading lines={10} />}
        {plugins.data && !view && <Empty icon="views" title="There is no such list"><p>Its plugin may not be loaded.</p><a class="button button-plain" href={href(["plugins"])}>Open Plugins</a></Empty>}
      </div>
    );
  }
  const own = connections.data.items.filter((one) => one.channel === plugin.id);
  return <Content key={`${plugin.id}/${view.id}`} plugin={plugin} view={view} connections={own} route={route} />;
}

interface ContentProps {
  plugin: Plugin;
  view: View;
  connections: Connection[];
  route: Route;
}

function Content({ plugin, view, connections, route }: ContentProps) {
  const { query } = route;
  const today = day_of(useNow());
  const filter = view_filter_of(query);
  const counted = facet_query(filter), asked = list_query(filter, Date.parse(today));
  const sort = filter.sort || usual_sort(view);
  const address = { ...asked, sort, after: query["after"], limit: page_size };
  const stream = plugin.streams.find((one) => one.id === view.stream);
  const key = `view:${plugin.id}/${view.id}`;
  const list = useKeptResource(`${key}:${JSON.stringify(address)}`, ["views"], () => api.view(plugin.id, view.id, address), live_quiet_ms);
  const facets = useKeptResource(`${key}:facets:${JSON.stringify(counted)}`, ["views"], () => api.facets(plugin.id, view.id, counted), live_quiet_ms);
  const [chosen, set_chosen] = useState<Map<string, ViewRow>>(new Map());
  const columns = view_columns(view, stream, noun_of(plugin));
  const shown = chosen_view_columns(columns, query["columns"]);
  const usual = columns.filter((column) => column.usual).map((column) => column.id);
  const data = list.data;
  remember_page(query, list.old ? null : data?.next ?? null);
  const toggle_all = (keys: string[], on: boolean) => set_chosen((old) => {
    const next = new Map(old);
    for (const row of data?.items ?? []) {
      const row_key = view_row_key(row);
      if (!keys.includes(row_key)) continue;
      if (on) next.set(row_key, row);
      else next.delete(row_key);
    }
    return next;
  });
  const selection = { chosen: new Set(chosen.keys()), toggle: (row_key: string, on: boolean) => toggle_all([row_key], on), toggle_all };
  const nothing = data?.items.length === 0;
  return (
    <div class="page page-wide view-page">
      <PageHead title={<>{view.title} <span class="muted head-note">{plugin.name}</span></>} name={`${view.title}, ${plugin.name}`}>
        <SavedViews page={`/views/${plugin.id}/${view.id}`} query={query} />
      </PageHead>
      <div class="view-bar">
        <ViewTabs plugin={plugin} view={view} query={query} />
        <RegionBar plugin={plugin} connections={connections} region={filter.region} facets={facets.data} />
      </div>
      <FreshnessBanners plugin={plugin} connections={connections} region={filter.region} />
      <ViewFilters view={view} noun={noun_of(plugin)} filter={filter} facets={facets.data} connections={connections} today={today} stream={stream} columns={columns} sort={sort}>
        <ColumnChooser columns={columns.map(({ id, heading, kind }) => ({ id, heading, always: kind === "name" }))} chosen={shown.map((one) => one.id)} usual={usual} />
      </ViewFilters>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {list.error?.code === "cursor_invalid" && <p><a class="button button-plain" href={href(route.path, { ...query, after: undefined, page: undefined })}>Go to the first page</a></p>}
      {!data && !list.error && <Loading lines={12} />}
      {data && !nothing && <Totals view={view} page={data} period={period_of(filter, Date.parse(today))} busy={list.old} />}
      {nothing && !list.error && <NoRows view={view} plugin={plugin} connections={connections} region={filter.region} filtered={is_view_filtered(query)} later={Boolean(query["after"])} />}
      {data && !nothing && is_by_currency(view, data, sort) && <p class="result-line">Currency by currency, sorted within each: amounts are not converted.</p>}
      {data && !nothing && (
        <ViewTable view={view} columns={shown} page={data} sort={sort} busy={list.old} selection={stream?.annotatable === false ? null : selection} />
      )}
      {data && !nothing && <PageSteps query={query} shown={data.items.length} total={data.total} next={data.next} size={page_size} />}
      {chosen.size > 0 && <BulkBar view={view} plugin={plugin} rows={[...chosen.values()]} on_clear={() => set_chosen(new Map())} />}
      {query["row"] && (
        <RowPanel key={query["row"]} plugin={plugin} view={view} stream={stream} connections={connections} row_key={query["row"]} rows={data?.items} period={asked}
          on_close={() => push_query({ row: undefined })} />
      )}
    </div>
  );
}

// Sorted by money, where there is money of several currencies.
function is_by_currency(view: View, page: Rows, sort: string): boolean {
  const by_money = view.metrics.some((one) => one.kind === "money" && one.field === sort.replace(/^-/, ""));
  return by_money && (page.totals ?? []).filter((one) => one.count > 0 && one.currency).length > 1;
}

// The lists of one channel beside each other; what does not belong to one list alone goes along.
function ViewTabs({ plugin, view, query }: { plugin: Plugin; view: View; query: Record<string, string> }) {
  const views = plugin.views ?? [];
  if (views.length < 2) return <span />;
  const keep = { region: query["region"], connection: query["connection"], marketplace: query["marketplace"], range: query["range"], from: query["from"], to: query["to"] };
  return <Tabs label={`Lists of ${plugin.name}`} items={views.map((one) => ({ title: one.title, current: one.id === view.id, to: href(["views", plugin.id, one.id], keep) }))} />;
}
