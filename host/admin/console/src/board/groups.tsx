// A channel's connections: few in one grid, each region in its place; many in one list for each region, which can be folded.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection, Plugin, Run } from "../api_types";
import { extended, toggled, type ChannelGroup, type Choice } from "../board";
import type { ConnectionGroup } from "../board_types";
import { is_connection, places_of } from "../badges";
import { TinyStrip } from "../components/badge_strip";
import { Button, Loading, Problem } from "../components/basics";
import { ConnectionCard, ConnectionLine, FreeRegionCard } from "../components/connection_card";
import { GroupBadge } from "../components/group_badge";
import { Icon } from "../components/icons";
import { WindowList } from "../components/window_list";
import { ask_to_connect } from "../connecting";
import { number, plural } from "../format";
import { counted_group } from "../groups";
import { href } from "../router";
import type { BadgeStrip } from "../status_types";
import { useStrips } from "../strips";
import { useNear } from "../use_near";
import { first_page, useBoard } from "../use_board";

export interface GroupContext {
  query: Record<string, string | undefined>; // filters and order, for requests
  plugins: Plugin[];
  running: Run[];
  region_strip: (channel: string, region: string) => BadgeStrip | undefined;
  as_rows: boolean;
  choice: Choice;
  on_choice: ((choice: Choice) => void) | null; // null: the person may not change anything
  failing: string[]; // lists that could not be read: what is wrong is told once, at the first of them
  on_failing: (list: string, is: boolean) => void;
}

const line_px = () => (window.innerWidth <= 760 ? 104 : 60);
const cards_a_row = 3, card_px = 300; // about
const unfolded_from = 3; // more lists than this begin folded, but for the first

export function ChannelView({ group, context }: { group: ChannelGroup; context: GroupContext }) {
  const plugin = context.plugins.find((one) => one.id === group.channel && one.state === "loaded");
  return (
    <section class="group" aria-label={group.name}>
      <div class="group-head">
        <h2>{group.name}</h2>
        <GroupBadge group={counted_group(group.badges, { channel: group.channel, title: group.name })} />
        <span class="muted">{channel_words(group)}</span>
        {group.count > 0 && (plugin?.views ?? []).map((view) => <a key={view.id} class="quiet-link" href={href(["views", group.channel, view.id])}>{view.title}<Icon name="chevron" /></a>)}
      </div>
      {group.singles && (group.count > 0 || group.free.length > 0) && <Singles group={group} plugin={plugin} context={context} />}
      {!group.singles && group.regions.map((region, index) => (
        <RegionView key={region.region} region={region} plugin={plugin} context={context} near={index === 0} open={index === 0 || group.regions.length <= unfolded_from} />
      ))}
      {!group.singles && group.free.length > 0 && <div class="cards">{group.free.map((one) => <FreeRegionCard key={one.region.id} {...one} />)}</div>}
    </section>
  );
}

function channel_words(group: ChannelGroup): string {
  const free = group.free.length ? `${plural(group.free.length, "region")} not connected` : "";
  if (!group.count) return "no connection yet";
  return [plural(group.count, "connection"), free].filter(Boolean).join(", ");
}

function run_of(connection: Connection, running: Run[]): Run | undefined {
  return running.filter((run) => run.connection_id === connection.id).sort((a, b) => (b.progress?.total ?? 0) - (a.progress?.total ?? 0))[0];
}

function Singles({ group, plugin, context }: { group: ChannelGroup; plugin: Plugin | undefined; context: GroupContext }) {
  const list = useBoard({ ...context.query, channel: group.channel });
  const connections = list.items ?? [];
  const strip_of = useStrips(context.as_rows ? [] : connections.map((one) => one.id));
  if (list.error && !list.items) return <Problem error={list.error} retry={list.reload} />;
  if (!list.items && group.count > 0) return <Loading cards={Math.min(3, group.count)} />;
  const order = plugin?.regions.map((one) => one.id) ?? [];
  const places = places_of({ channel: group.channel, name: group.name, connections: context.as_rows ? [] : connections, free_regions: group.free }, order);
  return (
    <>
      {context.as_rows && connections.length > 0 && <Rows list={list} total={group.count} label={`Connections of ${group.name}`} plugin={plugin} context={context} />}
      {places.length > 0 && (
        <div class="cards">{places.map((one) => is_connection(one)
          ? <ConnectionCard key={one.id} connection={one} plugin={plugin} run={run_of(one, context.running)} strip={strip_of(one.id)} />
          : <FreeRegionCard key={one.region.id} {...one} />)}</div>
      )}
    </>
  );
}

// A list is read when it is about to be seen: of three long ones, only the first costs anything at first.
function RegionView({ region, plugin, context, near, open }: {
  region: ConnectionGroup; plugin: Plugin | undefined; context: GroupContext; near: boolean; open: boolean;
}) {
  const [folded, set_folded] = useFold(`${region.channel}/${region.region}`, !open);
  const place = useNear<HTMLElement>(near);
  const title = `${region.channel_name} ${region.region_name}`;
  const place_in = plugin?.regions.find((one) => one.id === region.region);
  return (
    <section class="region-group" aria-label={title} ref={place.ref}>
      <h3>
        <button type="button" class="fold" aria-expanded={!folded} onClick={() => set_folded(!folded)}>
          <Icon name={folded ? "chevron" : "down"} /><span>{region.region_name}</span>
        </button>
        <GroupBadge group={counted_group(region.badges, { channel: region.channel, region: region.region, title })} />
        <span class="muted">{plural(region.count, "connection")}</span>
        {region.count > 1 && <TinyStrip strip={context.region_strip(region.channel, region.region)} />}
        {plugin && place_in && (
          <Button small kind="quiet" icon="plus" needs="operator" label={`Connect another account of ${title}`} onClick={() => ask_to_connect({ plugin, region: place_in, connection: null })}>Connect</Button>
        )}
      </h3>
      {!folded && (place.near
        ? <RegionList region={region} plugin={plugin} context={context} />
        : <div style={space_of(region, context)} />)}
    </section>
  );
}

// About as high as the list will be: what stands below it does not come near, and is not read, because this one is not there yet.
function space_of(region: ConnectionGroup, context: GroupContext) {
  const rows = Math.min(region.count, first_page);
  return { minHeight: `${context.as_rows ? rows * line_px() : Math.ceil(rows / cards_a_row) * card_px}px` };
}

function RegionList({ region, plugin, context }: { region: ConnectionGroup; plugin: Plugin | undefined; context: GroupContext }) {
  const list = useBoard({ ...context.query, channel: region.channel, region: region.region });
  const strip_of = useStrips(context.as_rows ? [] : (list.items ?? []).map((one) => one.id));
  const name = `${region.channel}/${region.region}`, failed = Boolean(list.error && !list.items);
  useEffect(() => context.on_failing(name, failed), [failed]);
  useEffect(() => () => context.on_failing(name, false), []);
  if (list.error && !list.items) return (context.failing[0] ?? name) === name ? <Problem error={list.error} retry={list.reload} /> : <NotRead reload={list.reload} />;
  if (!list.items) return <div style={space_of(region, context)}><Loading lines={Math.min(6, region.count)} /></div>;
  const left = region.count - list.items.length;
  return (
    <>
      {context.as_rows
        ? <Rows list={list} total={region.count} label={`Connections of ${region.channel_name} ${region.region_name}`} plugin={plugin} context={context} />
        : <div class="cards">{list.items.map((one) => <ConnectionCard key={one.id} connection={one} plugin={plugin} run={run_of(one, context.running)} strip={strip_of(one.id)} />)}</div>}
      {list.more_error && <Problem error={list.more_error} />}
      {list.more && left > 0 && <div class="show-more"><Button onClick={list.more} busy={list.loading_more}>Show more of {number(left)}</Button></div>}
    </>
  );
}

function NotRead({ reload }: { reload: () => void }) {
  return <p class="muted">These could not be read either. <button type="button" class="link-button" onClick={reload}>Try again</button></p>;
}

function Rows({ list, total, label, plugin, context }: {
  list: ReturnType<typeof useBoard>; total: number; label: string; plugin: Plugin | undefined; context: GroupContext;
}) {
  const items = list.items ?? [];
  const strip_of = useStrips(items.map((one) => one.id));
  const last = useRef("");
  const choose = (id: string) => (event: MouseEvent) => {
    const next = event.shiftKey && last.current ? extended(context.choice, items.map((one) => one.id), last.current, id) : toggled(context.choice, id);
    last.current = id;
    context.on_choice?.(next);
  };
  return (
    <WindowList items={items} total={total} row_px={line_px()} label={label} key_of={(one) => one.id} more={list.more}
      render={(one) => <ConnectionLine connection={one} plugin={plugin} strip={strip_of(one.id)} chosen={context.choice.all || context.choice.ids.has(one.id)} on_choose={context.on_choice && choose(one.id)} />} />
  );
}

// Which groups are folded is kept in the browser.
function useFold(name: string, usual: boolean): [boolean, (folded: boolean) => void] {
  const key = `mooring-fold:${name}`;
  const [folded, set_folded] = useState(() => {
    try {
      const kept = sessionStorage.getItem(key);
      return kept === null ? usual : kept === "1";
    } catch {
      return usual;
    }
  });
  const change = (next: boolean) => {
    set_folded(next);
    try {
      sessionStorage.setItem(key, next ? "1" : "0");
    } catch {
      // It holds until the page is left.
    }
  };
  return [folded, change];
}
