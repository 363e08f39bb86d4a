// What is shown while nothing is connected: the places that can be connected, and what keeps a channel from being there.
import type { Plugin } from "../api_types";
import { channel_groups } from "../board";
import { Empty, Note } from "../components/basics";
import { FreeRegionCard } from "../components/connection_card";
import { plural } from "../format";
import { href } from "../router";

export function Welcome({ plugins }: { plugins: Plugin[] }) {
  const groups = channel_groups([], plugins, []);
  if (!groups.length) return <NoPlugins refused={refused_of(plugins)} />;
  return (
    <>
      <PluginNotes plugins={plugins} />
      {groups.map((group) => (
        <section key={group.channel} class="group" aria-label={group.name}>
          <div class="group-head"><h2>{group.name}</h2><span class="muted">no connection yet</span></div>
          <div class="cards">{group.free.map((one) => <FreeRegionCard key={one.region.id} {...one} />)}</div>
        </section>
      ))}
    </>
  );
}

const refused_of = (plugins: Plugin[]) => plugins.filter((plugin) => plugin.state === "refused").length;

// What is wrong with plugins, where somebody looks at connections.
export function PluginNotes({ plugins }: { plugins: Plugin[] }) {
  const refused = refused_of(plugins), stuck = plugins.filter((plugin) => plugin.stuck);
  return (
    <>
      {stuck.length > 0 && (
        <Note tone="red">
          <p>{stuck.map((plugin) => plugin.name).join(", ")} {stuck.length === 1 ? "is" : "are"} stuck: nothing of {stuck.length === 1 ? "it" : "them"} syncs until the host is restarted. <a href={href(["plugins"])}>See why</a></p>
        </Note>
      )}
      {refused > 0 && (
        <Note tone="amber">
          <p>{plural(refused, "plugin file was", "plugin files were")} refused. <a href={href(["plugins"])}>See why</a></p>
        </Note>
      )}
    </>
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
