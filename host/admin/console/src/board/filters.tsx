// The badges as counts to press, and the filters of the list of connections. All of it stands in the address.
import type { Badge as BadgeId } from "../api_types";
import { badge_titles, worst_first } from "../badges";
import { orders, usual_order, type Filters } from "../board";
import type { ConnectionFacets, FacetCount } from "../board_types";
import { Badge } from "../components/badge";
import { SearchField, Select } from "../components/fields";
import { Icon } from "../components/icons";
import { number } from "../format";
import { change_query, push_query } from "../router";

export function BadgeBar({ facets, chosen }: { facets: ConnectionFacets; chosen: string | undefined }) {
  const all = worst_first.reduce((sum, badge) => sum + facets.badges[badge], 0);
  const pick = (badge: BadgeId | undefined) => push_query({ badge: badge === chosen ? undefined : badge });
  return (
    <div class="badge-bar" role="group" aria-label="Filter by badge">
      <button type="button" class="chip" aria-pressed={!chosen} onClick={() => pick(undefined)}><b>{number(all)}</b> All</button>
      {worst_first.filter((badge) => facets.badges[badge] > 0 || badge === chosen).map((badge) => (
        <button key={badge} type="button" class="chip chip-badge" aria-pressed={badge === chosen} onClick={() => pick(badge)}
          aria-label={`${badge_titles[badge]}: ${facets.badges[badge]}`}>
          <Badge badge={badge} count={facets.badges[badge]} />
        </button>
      ))}
      {(facets.paused > 0) && <PausedChip count={facets.paused} />}
    </div>
  );
}

function PausedChip({ count }: { count: number }) {
  const on = /[?&]paused=true/.test(location.hash);
  return (
    <button type="button" class="chip chip-badge" aria-pressed={on} onClick={() => push_query({ paused: on ? undefined : "true" })} aria-label={`Paused: ${count}`}>
      <span class="badge tone-neutral badge-paused"><Icon name="pause" /><b>{number(count)}</b>Paused</span>
    </button>
  );
}

const activity_words: Record<string, string> = { idle: "Idle", queued: "Queued", running: "Syncing", waiting_for_budget: "Waiting for rate budget", throttled: "Throttled",
  retrying: "Trying again", sleeping: "Waiting for the channel" };

export function BoardFilters({ facets, filters, sort, as_rows }: { facets: ConnectionFacets; filters: Filters; sort: string; as_rows: boolean }) {
  const choices = (all: string, counts: FacetCount[], words: (one: FacetCount) => string = (one) => one.title) =>
    [{ value: "", text: all }, ...counts.map((one) => ({ value: one.value, text: `${words(one)} (${number(one.count)})` }))];
  const offered = (counts: FacetCount[], chosen: string | undefined) => counts.length > 1 || Boolean(chosen);
  return (
    <div class="filters" role="search" aria-label="Connections">
      <SearchField label="Search" placeholder="Name, account, id" value={filters.text ?? ""} on_change={(text) => change_query({ text })} />
      {offered(facets.workspaces ?? [], filters.workspace) && <Select label="Workspace" value={filters.workspace ?? ""} choices={choices("All workspaces", facets.workspaces ?? [])} on_change={(workspace) => push_query({ workspace })} />}
      {offered(facets.channels, filters.channel) && <Select label="Channel" value={filters.channel ?? ""} choices={choices("All channels", facets.channels)} on_change={(channel) => push_query({ channel })} />}
      {offered(facets.regions, filters.region) && <Select label="Region" value={filters.region ?? ""} choices={choices("All regions", facets.regions)} on_change={(region) => push_query({ region })} />}
      {(facets.tags.length > 0 || filters.tag) && <Select label="Tag" value={filters.tag ?? ""} choices={choices("All tags", facets.tags)} on_change={(tag) => push_query({ tag })} />}
      {offered(facets.activities, filters.activity) && <Select label="State" value={filters.activity ?? ""} choices={choices("Any state", facets.activities, (one) => activity_words[one.value] ?? one.value)} on_change={(activity) => push_query({ activity })} />}
      <Select label="Order" value={sort} choices={orders.map((order) => ({ value: order.id, text: order.title }))} on_change={(next) => push_query({ sort: next === usual_order ? undefined : next })} />
      <div class="switch" role="group" aria-label="View">
        <button type="button" aria-pressed={!as_rows} onClick={() => choose_layout("cards")}><Icon name="cards" />Cards</button>
        <button type="button" aria-pressed={as_rows} onClick={() => choose_layout("rows")}><Icon name="queue" />Rows</button>
      </div>
    </div>
  );
}

const layout_key = "mooring-connections-layout";

function choose_layout(layout: "cards" | "rows"): void {
  try {
    localStorage.setItem(layout_key, layout);
  } catch {
    // The address keeps it.
  }
  change_query({ view: layout });
}

// What the address says, else what was chosen last, else what suits the number.
export function layout_of(query: Record<string, string>, count: number): "cards" | "rows" {
  const wanted = query["view"] ?? kept_layout();
  if (wanted === "cards" || wanted === "rows") return wanted;
  return count > 24 ? "rows" : "cards";
}

function kept_layout(): string | null {
  try {
    return localStorage.getItem(layout_key);
  } catch {
    return null;
  }
}
