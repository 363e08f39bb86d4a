// A list without rows says what to do about it.
import type { Connection, Plugin } from "../api_types";
import { Button, Empty } from "../components/basics";
import { NextActionButton } from "../components/next_action";
import { ask_to_connect } from "../connecting";
import { href, push_query } from "../router";
import { cleared_filters } from "../view_query";
import type { View } from "../view_types";

interface Props {
  view: View;
  plugin: Plugin;
  connections: Connection[];
  region: string;
  filtered: boolean;
  later: boolean; // not the first page
}

export function NoRows({ view, plugin, connections, region, filtered, later }: Props) {
  const here = connections.filter((one) => !region || one.region === region);
  const name = view.title.toLowerCase();
  if (later) return <Empty icon="search" title="This page is past the end of the list"><Button onClick={() => push_query({ after: undefined, page: undefined })}>Go to the first page</Button></Empty>;
  if (here.length === 0) return <NotConnected plugin={plugin} region={region} name={name} />;
  const synced = here.some((one) => one.status.last_success_at !== null); // else there is nothing that a filter could hide
  if (filtered && synced) return <Empty icon="search" title={`No ${name} match these filters`}><Button onClick={() => push_query(cleared_filters())}>Clear the filters</Button></Empty>;
  const waiting = here.find((one) => one.status.action !== "") ?? here[0];
  return (
    <Empty icon="views" title={`No ${name} yet`}>
      <p>They appear here with the first sync.</p>
      {waiting && (waiting.status.action ? <NextActionButton connection={waiting} plugin={plugin} /> : <a class="button button-plain" href={href(["connections", waiting.id])}>Open {waiting.label}</a>)}
    </Empty>
  );
}

function NotConnected({ plugin, region, name }: { plugin: Plugin; region: string; name: string }) {
  const wanted = plugin.regions.find((one) => one.id === region) ?? plugin.regions.find((one) => one.configured) ?? plugin.regions[0];
  if (!wanted) return <Empty icon="views" title="This channel has no regions" />;
  return (
    <Empty icon="connections" title={region ? `${wanted.name} is not connected` : `No ${plugin.name} account is connected`}>
      <p>Connect an account, and its {name} appear here.</p>
      <Button kind="primary" icon="connections" onClick={() => ask_to_connect({ plugin, region: wanted, connection: null })} label={`Connect ${plugin.name} ${wanted.name}`}>Connect {wanted.name}</Button>
    </Empty>
  );
}
