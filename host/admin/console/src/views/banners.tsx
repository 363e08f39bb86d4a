// Regions whose rows are as of their last sync, because they are not connected: named, with the way back.
import type { Connection, Plugin } from "../api_types";
import { Badge } from "../components/badge";
import { Icon } from "../components/icons";
import { NextActionButton } from "../components/next_action";
import { Time } from "../components/time";
import { href } from "../router";

interface Props {
  plugin: Plugin;
  connections: Connection[];
  region: string;
}

export const not_live: string[] = ["not_connected", "revoked", "expired"];

export function FreshnessBanners({ plugin, connections, region }: Props) {
  const out = connections.filter((one) => (!region || one.region === region) && one.account_id !== "" && not_live.includes(one.status.badge));
  return <>{out.map((connection) => <Banner key={connection.id} plugin={plugin} connection={connection} />)}</>;
}

function Banner({ plugin, connection }: { plugin: Plugin; connection: Connection }) {
  const { status } = connection;
  return (
    <section class={`banner tone-${status.severity}`} aria-label={`${connection.region_name}: ${status.title}`}>
      <Icon name="clock" />
      <p>
        <b>{connection.region_name}</b> <Badge badge={status.badge} title={status.title} />{" "}
        <span>Its rows are as of the last sync, <Time at={status.last_success_at} empty="which never ended" />.</span>{" "}
        <a href={href(["connections", connection.id])}>{connection.label}</a>
      </p>
      <NextActionButton connection={connection} plugin={plugin} small words_of={{ connect: "Reconnect" }} />
    </section>
  );
}
