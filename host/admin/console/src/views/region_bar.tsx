// The regions of a channel, each with its count and the worst badge of its connections.
import type { Connection, Plugin } from "../api_types";
import { badge_severity, badge_titles, worst_badge } from "../badges";
import { badge_icons } from "../components/badge";
import { Icon } from "../components/icons";
import { number } from "../format";
import { push_query } from "../router";
import type { Facets } from "../view_types";

interface Props {
  plugin: Plugin;
  connections: Connection[];
  region: string;
  facets: Facets | undefined;
}

export function RegionBar({ plugin, connections, region, facets }: Props) {
  if (plugin.regions.length < 2) return null;
  const count_of = (id: string) => facets?.regions.find((one) => one.value === id)?.count ?? (facets ? 0 : undefined);
  const whole = facets?.regions.reduce((sum, one) => sum + one.count, 0);
  const pick = (id: string) => push_query({ region: id || undefined, marketplace: undefined, connection: undefined, after: undefined, page: undefined, row: undefined });
  return (
    <div class="segments" role="group" aria-label="Region">
      <Segment id="" name="All regions" short="All" count={whole} chosen={!region} pick={pick} />
      {plugin.regions.map((one) => (
        <Segment key={one.id} id={one.id} name={one.name} short={one.id} count={count_of(one.id)} chosen={region === one.id} pick={pick}
          connections={connections.filter((connection) => connection.region === one.id)} />
      ))}
    </div>
  );
}

interface SegmentProps {
  id: string;
  name: string;
  short: string;
  count: number | undefined;
  chosen: boolean;
  connections?: Connection[];
  pick: (id: string) => void;
}

function Segment({ id, name, short, count, chosen, connections, pick }: SegmentProps) {
  const badge = connections ? worst_badge(connections) ?? "not_connected" : null;
  return (
    <button type="button" class={`segment${connections?.length === 0 ? " segment-empty" : ""}`} aria-pressed={chosen} title={badge ? `${name}: ${badge_titles[badge]}` : name} onClick={() => pick(id)}>
      {badge && <span class={`segment-badge tone-${badge_severity[badge]}`}><Icon name={badge_icons[badge]} /><span class="sr-only">{badge_titles[badge]}: </span></span>}
      <b><span aria-hidden={id ? "true" : undefined}>{short}</span>{id && <span class="sr-only">{name}</span>}</b>
      {count !== undefined && <span class="segment-count">{number(count)}</span>}
    </button>
  );
}
