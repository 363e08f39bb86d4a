// Every connection, grouped by channel and region; found, sorted and counted by the host, so that ten thousand are as quick as
// ten. Filters and order stand in the address.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Plugin } from "../api_types";
import { channel_groups, filters_of, no_choice, usual_order, type Choice, type Filters } from "../board";
import { board_api } from "../board_api";
import type { ConnectionFacets } from "../board_types";
import { BulkBar } from "../board/bulk_bar";
import { BadgeBar, BoardFilters, layout_of } from "../board/filters";
import { ChannelView } from "../board/groups";
import { PluginNotes, Welcome } from "../board/welcome";
import { Button, Empty, Loading, Problem } from "../components/basics";
import { PageHead } from "../components/layout";
import { say, say_error } from "../components/toast";
import { ask_what_to_connect } from "../connecting";
import { number, plural } from "../format";
import { can } from "../role";
import { href, type Route } from "../router";
import { useRowRun } from "../row_keys";
import { useKeptResource, useResource } from "../store";
import { useRegionStrips } from "../strips";
import { quiet_ms } from "../use_board";

const filters_from = 7;

export function ConnectionsPage({ route }: { route: Route }) {
  const filters = filters_of(route.query);
  const facets = useKeptResource(`facets:${JSON.stringify(filters)}`, ["connections"], () => board_api.facets(filters), quiet_ms);
  const everything = useResource("facets:{}", ["connections"], () => board_api.facets({}), quiet_ms);
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const failed = [facets, everything, plugins].find((one) => one.error && !one.data);
  const ready = facets.data && everything.data && plugins.data;
  return (
    <div class="page">
      <PageHead title="Connections" name="Connections">
        {(everything.data?.all ?? 0) > 0 && <Button kind="primary" icon="plus" needs="operator" onClick={ask_what_to_connect}>Connect an account</Button>}
      </PageHead>
      {failed?.error && <Problem error={failed.error} retry={() => { facets.reload(); everything.reload(); plugins.reload(); }} />}
      {!failed && !ready && <Loading cards={3} />}
      {ready && <Content facets={facets.data!} everything={everything.data!} plugins={plugins.data!.items} filters={filters} query={route.query} />}
    </div>
  );
}

interface ContentProps {
  facets: ConnectionFacets;
  everything: ConnectionFacets;
  plugins: Plugin[];
  filters: Filters;
  query: Record<string, string>;
}

async function run_one(id: string): Promise<void> {
  try {
    const { items } = await api.sync(id);
    say(items.length ? `${plural(items.length, "run")} queued.` : "It is syncing already.");
  } catch (error) {
    say_error(error);
  }
}

function Content({ facets, everything, plugins, filters, query }: ContentProps) {
  const [choice, set_choice] = useState<Choice>(no_choice);
  const [failing, set_failing] = useState<string[]>([]);
  const [about, set_about] = useState(JSON.stringify(filters));
  const runs = useResource("runs:running", ["runs"], () => api.runs({ state: "running", limit: 200 }), quiet_ms);
  const region_strip = useRegionStrips(filters);
  const may = can("operator");
  if (about !== JSON.stringify(filters)) { // what was chosen under other filters may not be in sight any more
    set_about(JSON.stringify(filters));
    set_choice(no_choice);
  }
  const sort = query["sort"] ?? usual_order;
  const filtering = Object.keys(filters).length > 0;
  const as_rows = layout_of(query, everything.all) === "rows";
  const groups = channel_groups(facets.groups, plugins, filtering ? null : everything.groups);
  useRowRun("connection", may ? (id) => void run_one(id) : null);
  if (everything.all === 0) return <Welcome plugins={plugins} />;
  const on_failing = (list: string, is: boolean) => set_failing((old) => (old.includes(list) === is ? old : is ? [...old, list] : old.filter((one) => one !== list)));
  const chosen = choice.all || choice.ids.size > 0;
  return (
    <>
      <PluginNotes plugins={plugins} />
      {everything.all > 1 && <BadgeBar facets={facets} chosen={filters.badge} />}
      {(everything.all >= filters_from || filtering) && <BoardFilters facets={facets} filters={filters} sort={sort} as_rows={as_rows} />}
      <p class="sr-only" role="status">{plural(facets.total, "connection")} shown</p>
      {may && as_rows && facets.total > 1 && !chosen && (
        <p class="choose-all"><Button small kind="quiet" onClick={() => set_choice({ all: true, ids: new Set() })}>Choose all {number(facets.total)}</Button></p>
      )}
      {chosen && <BulkBar choice={choice} filters={filters} total={facets.total} tags={everything.tags} on_choice={set_choice} />}
      {groups.map((group) => (
        <ChannelView key={group.channel} group={group}
          context={{ query: { ...filters, sort }, plugins, running: runs.data?.items ?? [], region_strip, as_rows, choice, on_choice: may ? set_choice : null, failing, on_failing }} />
      ))}
      {groups.length === 0 && (
        <Empty icon="search" title="No connection matches these filters">
          <a class="button button-plain" href={href(["connections"])}>Clear the filters</a>
        </Empty>
      )}
    </>
  );
}
