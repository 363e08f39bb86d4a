// Start page: every connection with its badge, grouped by channel; a filter bar when there are many.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Badge as BadgeId, Connection, Plugin, Run } from "../api_types";
import { badge_titles, count_badges, group_by_channel, is_connection, matches, places_of, sort_connections, worst_badge, worst_first, type Group } from "../badges";
import { Badge } from "../components/badge";
import { Button, Empty, Loading, Note, Problem } from "../components/basics";
import { ConnectionCard, ConnectionRow, FreeRegionCard } from "../components/connection_card";
import { SearchField, Select } from "../components/fields";
import { Icon } from "../components/icons";
import { PageHead } from "../components/layout";
import { number, plural } from "../format";
import { type ConnectionList } from "../live";
import { as_heading, noun_of } from "../noun";
import { change_query, href, type Route } from "../router";
import { useResource } from "../store";

const page_size = 200;
const read_at_most = 5_000;
const cards_at_most = 24; // more than this reads better as rows
const filters_from = 7;
const rows_step = 100;

async function read_all(): Promise<ConnectionList> {
  const items: Connection[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.connections({ limit: page_size, cursor });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor && items.length < read_at_most);
  return { items, complete: !cursor };
}

export function ConnectionsPage({ route }: { route: Route }) {
  const list = useResource("connections", ["connections"], read_all);
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const runs = useResource("runs:running", ["runs"], () => api.runs({ state: "running", limit: 200 }));
  const error = list.error && !list.data ? list.error : plugins.error && !plugins.data ? plugins.error : null;
  return (
    <div class="page">
      <PageHead title="Connections" name="Connections" />
      {error && <Problem error={error} retry={() => { list.reload(); plugins.reload(); }} />}
      {!error && (!list.data || !plugins.data) && <Loading cards={3} />}
      {list.data && plugins.data && (
        <Content list={list.data} plugins={plugins.data.items} running={runs.data?.items ?? []} route={route} />
      )}
    </div>
  );
}

interface ContentProps {
  list: ConnectionList;
  plugins: Plugin[];
  running: Run[];
  route: Route;
}

function Content({ list, plugins, running, route }: ContentProps) {
  const { query } = route;
  const filtering = Boolean(query["badge"] || query["channel"] || query["region"] || query["text"]);
  const shown = sort_connections(list.items.filter((connection) => matches(connection, query)));
  const groups = group_by_channel(shown, plugins);
  const all_groups = group_by_channel(list.items, plugins);
  const free = new Map(all_groups.map((group) => [group.channel, group.free_regions]));
  const as_rows = query["view"] ? query["view"] === "rows" : list.items.length > cards_at_most;
  const refused = plugins.filter((plugin) => plugin.state === "refused");
  if (!list.items.length && !all_groups.some((group) => group.free_regions.length)) return <NoPlugins refused={refused} />;
  const visible = groups
    .map((group) => ({ ...group, free_regions: filtering ? [] : free.get(group.channel) ?? [] }))
    .filter((group) => group.connections.length || group.free_regions.length);
  return (
    <>
      {refused.length > 0 && <RefusedNote count={refused.length} />}
      {!list.complete && <Note tone="amber" title={`The first ${number(list.items.length)} connections are shown.`} />}
      {list.items.length > 1 && <BadgeBar connections={list.items} chosen={query["badge"]} />}
      {(list.items.length >= filters_from || filtering) && <Filters connections={list.items} query={query} as_rows={as_rows} />}
      <p class="sr-only" role="status">{plural(shown.length, "connection")} shown</p>
      {visible.map((group) => <GroupView key={group.channel} group={group} plugins={plugins} running={running} as_rows={as_rows} />)}
      {visible.length === 0 && (
        <Empty icon="search" title="No connection matches these filters">
          <a class="button button-plain" href={href(["connections"])}>Clear the filters</a>
        </Empty>
      )}
    </>
  );
}

function BadgeBar({ connections, chosen }: { connections: Connection[]; chosen: string | undefined }) {
  const counts = count_badges(connections);
  const pick = (badge: BadgeId | undefined) => change_query({ badge: badge === chosen ? undefined : badge });
  return (
    <div class="badge-bar" role="group" aria-label="Filter by badge">
      <button type="button" class="chip" aria-pressed={!chosen} onClick={() => pick(undefined)}><b>{number(connections.length)}</b> All</button>
      {worst_first.filter((badge) => counts[badge] > 0 || badge === chosen).map((badge) => (
        <button key={badge} type="button" class="chip chip-badge" aria-pressed={badge === chosen} onClick={() => pick(badge)}
          aria-label={`${badge_titles[badge]}: ${counts[badge]}`}>
          <Badge badge={badge} count={counts[badge]} />
        </button>
      ))}
    </div>
  );
}

function Filters({ connections, query, as_rows }: { connections: Connection[]; query: Record<string, string>; as_rows: boolean }) {
  const channels = new Map(connections.map((connection) => [connection.channel, connection.channel_name]));
  const regions = new Map(connections.map((connection) => [connection.region, connection.region_name]));
  const choices = (all: string, map: Map<string, string>) =>
    [{ value: "", text: all }, ...[...map].map(([value, text]) => ({ value, text }))];
  return (
    <div class="filters" role="search" aria-label="Connections">
      <SearchField label="Search" placeholder="Name, account, id" value={query["text"] ?? ""} on_change={(text) => change_query({ text })} />
      {channels.size > 1 && <Select label="Channel" value={query["channel"] ?? ""} choices={choices("All channels", channels)} on_change={(channel) => change_query({ channel })} />}
      {regions.size > 1 && <Select label="Region" value={query["region"] ?? ""} choices={choices("All regions", regions)} on_change={(region) => change_query({ region })} />}
      <div class="switch" role="group" aria-label="View">
        <button type="button" aria-pressed={!as_rows} onClick={() => change_query({ view: "cards" })}><Icon name="cards" />Cards</button>
        <button type="button" aria-pressed={as_rows} onClick={() => change_query({ view: "rows" })}><Icon name="queue" />Rows</button>
      </div>
    </div>
  );
}

interface GroupProps {
  group: Group;
  plugins: Plugin[];
  running: Run[];
  as_rows: boolean;
}

function GroupView({ group, plugins, running, as_rows }: GroupProps) {
  const [limit, set_limit] = useState(rows_step);
  const plugin = plugins.find((one) => one.id === group.channel && one.state === "loaded");
  const shown = group.connections.slice(0, limit);
  const left = group.connections.length - shown.length;
  const cards = as_rows ? group.free_regions : places_of({ ...group, connections: shown }, plugin?.regions.map((one) => one.id) ?? []);
  const run_of = (connection: Connection) => running.filter((run) => run.connection_id === connection.id)
    .sort((a, b) => (b.progress?.total ?? 0) - (a.progress?.total ?? 0))[0];
  return (
    <section class="group" aria-label={group.name}>
      <GroupHead group={group} plugin={plugin} />
      {as_rows && shown.length > 0 && <ConnectionTable connections={shown} plugin={plugin} name={group.name} />}
      {left > 0 && <div class="show-more"><Button onClick={() => set_limit(limit + rows_step)}>Show {number(Math.min(left, rows_step))} more of {number(left)}</Button></div>}
      {cards.length > 0 && (
        <div class="cards">{cards.map((one) => is_connection(one)
          ? <ConnectionCard key={one.id} connection={one} plugin={plugin} run={run_of(one)} />
          : <FreeRegionCard key={one.region.id} {...one} />)}</div>
      )}
    </section>
  );
}

// The worst badge of the group and how many have it; of a channel's lists the way to them.
function GroupHead({ group, plugin }: { group: Group; plugin: Plugin | undefined }) {
  const worst = worst_badge(group.connections);
  const counts = count_badges(group.connections);
  return (
    <div class="group-head">
      <h2>{group.name}</h2>
      {worst && <Badge badge={worst} count={counts[worst]} />}
      <span class="muted">{group_words(group)}</span>
      {group.connections.length > 0 && (plugin?.views ?? []).map((view) => <a key={view.id} class="quiet-link" href={href(["views", group.channel, view.id])}>{view.title}<Icon name="chevron" /></a>)}
    </div>
  );
}

function group_words(group: Group): string {
  const free = group.free_regions.length ? `${plural(group.free_regions.length, "region")} not connected` : "";
  if (!group.connections.length) return "no connection yet";
  return [plural(group.connections.length, "connection"), free].filter(Boolean).join(", ");
}

function ConnectionTable({ connections, plugin, name }: { connections: Connection[]; plugin: Plugin | undefined; name: string }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={`Connections of ${name}`}>
      <table class="table table-stack">
        <thead>
          <tr><th scope="col">Badge</th><th scope="col">Connection</th><th scope="col">Region</th><th scope="col" class="only-wide">Account</th>
            <th scope="col" class="num only-wide">{as_heading(noun_of(plugin))}s</th><th scope="col">Last success</th><th scope="col"><span class="sr-only">Next action</span></th></tr>
        </thead>
        <tbody>{connections.map((connection) => <ConnectionRow key={connection.id} connection={connection} plugin={plugin} run={undefined} />)}</tbody>
      </table>
    </div>
  );
}

function RefusedNote({ count }: { count: number }) {
  return (
    <Note tone="amber">
      <p>{plural(count, "plugin file was", "plugin files were")} refused. <a href={href(["plugins"])}>See why</a></p>
    </Note>
  );
}

function NoPlugins({ refused }: { refused: Plugin[] }) {
  return (
    <Empty icon="plugins" title={refused.length ? "No plugin could be loaded" : "No plugin is installed"}>
      <p>A plugin brings a channel, such as a marketplace. Without one there is nothing to connect.</p>
      <a class="button button-primary" href={href(["plugins"])}>Open Plugins</a>
    </Empty>
  );
}
