// What is shown while nothing is connected: the places that can be connected, and what keeps a channel from being there.
import type { Plugin } from "../api_types";
import { channel_groups } from "../board";
import { Empty, Note } from "../components/basics";
import { FreeRegionCard } from "../components/connection_card";
import { plural } from "../format";
import { href } from "../router";

export function Welcome({ plugins }: { plugins: Plugin[] }) {
  const groups = channel_groups([], plugins, []);
  const refused = plugins.filter((plugin) => plugin.state === "refused").length;
  if (!groups.length) return <NoPlugins refused={refused} />;
  return (
    <>
      {refused > 0 && <RefusedNote count={refused} />}
      {groups.map((group) => (
        <section key={group.channel} class="group" aria-label={group.name}>
          <div class="group-head"><h2>{group.name}</h2><span class="muted">no connection yet</span></div>
          <div class="cards">{group.free.map((one) => <FreeRegionCard key={one.region.id} {...one} />)}</div>
        </section>
      ))}
    </>
  );
}

export function RefusedNote({ count }: { count: number }) {
  return (
    <Note tone="amber">
      <p>{plural(count, "plugin file was", "plugin files were")} refused. <a href={href(["plugins"])}>See why</a></p>
    </Note>
  );
}

function NoPlugins({ refused }: { refused: number }) {
  return (
    <Empty icon="plugins" title={refused ? "No plugin could be loaded" : "No plugin is installed"}>
      <p>A plugin brings a channel, such as a marketplace. Without one there is nothing to connect.</p>
      <a class="button button-primary" href={href(["plugins"])}>Open Plugins</a>
    </Empty>
  );
}
