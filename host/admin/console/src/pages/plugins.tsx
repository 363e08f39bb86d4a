// Plugins: what is loaded, what was refused and why, and what each one may do.
import { api } from "../api";
import type { Plugin, PluginStream } from "../api_types";
import { board_api } from "../board_api";
import { Tag } from "../components/badge";
import { Copyable, Empty, Facts, Loading, Note, Problem } from "../components/basics";
import { MissingConfig } from "../components/missing_config";
import { PageHead } from "../components/layout";
import { duration, number, plural, rate, size } from "../format";
import { href, type Route } from "../router";
import { useResource } from "../store";
import { quiet_ms } from "../use_board";

const trouble = (plugin: Plugin) => (plugin.stuck ? 2 : plugin.state === "refused" ? 1 : 0);

export function PluginsPage(_: { route: Route }) {
  const list = useResource("plugins", ["plugins"], api.plugins);
  const items = [...(list.data?.items ?? [])].sort((a, b) => trouble(b) - trouble(a));
  return (
    <div class="page">
      <PageHead title="Plugins" name="Plugins" lead="Each plugin brings one channel. It may call only the hosts that it declares." />
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading lines={4} />}
      {list.data && items.length === 0 && <Empty icon="plugins" title="No plugin file was found"><p>Put one into a plugin folder and restart the host. The folders stand in the configuration, key <code>plugin_folders</code>.</p></Empty>}
      {items.map((plugin) => plugin.state === "refused" ? <Refused key={plugin.path} plugin={plugin} /> : <Loaded key={plugin.path} plugin={plugin} />)}
    </div>
  );
}

const remedies: Record<string, string> = {
  file: "The file must belong to root or to the host's user, and nobody else may write to it or to its folder.",
  note: "It holds no manifest: build it with mooring_add_plugin(), or take it out of the plugin folder.",
  manifest: "Correct plugin.toml and build the plugin again.",
  abi: "Build it with an SDK of this host's major version, or update the host.",
  duplicate: "Two files bring the same channel. Keep one of them.",
  copy: "Look at the free space and the permissions of the data folder.",
  probe: "It failed when it was tried in a process of its own. Take it out of the folder and tell its author.",
  load: "It could not be loaded. Build it on this system, with this compiler's libraries.",
};

function Refused({ plugin }: { plugin: Plugin }) {
  const step = plugin.refusal?.step ?? "";
  const remedy = remedies[step] ?? "Correct the file or take it out of the folder.";
  return (
    <article class="card plugin edge-amber" data-row={plugin.id} data-row-link="" aria-label={plugin.name || plugin.id}>
      <header class="card-head"><h2>{plugin.name || plugin.id}</h2><Tag tone="amber" icon="warning">Refused</Tag></header>
      <Note tone="amber" title={plugin.refusal?.message ?? "No reason was given."}>
        <p>{remedy} Then restart the host.</p>
      </Note>
      <Facts wide rows={[["File", <code class="break">{plugin.path}</code>], ["Step", <code>{step || "–"}</code>], ["Size", size(plugin.size_bytes)]]} />
      <p class="muted">The host runs on without it.</p>
    </article>
  );
}

function Loaded({ plugin }: { plugin: Plugin }) {
  const unset = plugin.regions.find((region) => !region.configured);
  return (
    <article class="card plugin" data-row={plugin.id} data-row-link="" aria-label={plugin.name}>
      <header class="card-head">
        <h2>{plugin.name} <span class="muted">{plugin.version}</span></h2>
        {plugin.stuck ? <Tag tone="red" icon="error">Stuck</Tag> : <Tag tone="green" icon="check">Loaded</Tag>}
      </header>
      {plugin.stuck && (
        <Note tone="red" title="Its code did not come back several times, so its runs fail at once.">
          <p>Restart the host, and tell its author. Data that was read stays. <a href={href(["activity"], { kind: "plugin" })}>What happened</a></p>
        </Note>
      )}
      <p class="reason">{plugin.description}</p>
      {unset && <Note tone="neutral" title={`${unset.name} cannot be connected yet.`}><MissingConfig plugin={plugin} region={unset} /></Note>}
      <UsedBy channel={plugin.id} />
      <h3>Streams</h3>
      <div class="stream-list">{plugin.streams.map((stream) => <Stream key={stream.id} plugin={plugin} stream={stream} />)}</div>
      <div class="columns columns-tight">
        <div class="column"><h3>Rate budgets</h3><Budgets plugin={plugin} /></div>
        <div class="column">
          <h3>Hosts it may call</h3>
          <ul class="code-list">{plugin.hosts.map((host) => <li key={host}><code class="break">{host}</code></li>)}</ul>
        </div>
      </div>
      <Settings plugin={plugin} />
      <Views plugin={plugin} />
      <details class="more"><summary>Endpoints and file</summary>
        {plugin.regions.map((region) => (
          <div key={region.id}>
            <h4>{region.name} ({region.id})</h4>
            <Facts wide rows={Object.entries(region.endpoints).map(([name, url]) => [name.replace(/_/g, " "), <code class="break">{url}</code>])} />
          </div>
        ))}
        <h4>File</h4>
        <Facts wide rows={[
          ["Path", <code class="break">{plugin.path}</code>], ["SHA-256", <Copyable text={plugin.sha256} what="SHA-256"><code class="break">{plugin.sha256}</code></Copyable>],
          ["Size", size(plugin.size_bytes)], ["ABI", plugin.abi], ["Grant lasts", plugin.oauth?.grant_lifetime_days ? plural(plugin.oauth.grant_lifetime_days, "day") : "no limit known"],
        ]} />
      </details>
    </article>
  );
}

const named_max = 5;

function UsedBy({ channel }: { channel: string }) {
  const list = useResource(`connections:using:${channel}`, ["connections"], () => board_api.list({ channel, fields: "compact", sort: "label", limit: named_max }));
  const facets = useResource("facets:{}", ["connections"], () => board_api.facets({}), quiet_ms);
  if (!list.data || !facets.data) return null;
  const users = list.data.items;
  const count = facets.data.channels.find((one) => one.value === channel)?.count ?? users.length;
  if (!users.length) return <p class="muted">No connection uses it yet.</p>;
  return (
    <p>Used by {users.map((one, index) => <>{index > 0 && ", "}<a href={href(["connections", one.id])}>{one.label}</a></>)}
      {count > users.length && <> and <a href={href(["connections"], { channel })}>{plural(count - users.length, "other", "others")}</a></>}.</p>
  );
}

function Settings({ plugin }: { plugin: Plugin }) {
  if (!plugin.settings.length) return null;
  return (
    <details class="more"><summary>Settings of a connection <span class="muted">{plural(plugin.settings.length, "setting")}</span></summary>
      <div class="table-box" tabIndex={0} role="region" aria-label={`Settings of ${plugin.name}`}>
        <table class="table table-tight">
          <thead><tr><th scope="col">Setting</th><th scope="col">Title</th><th scope="col">Type</th><th scope="col">Default</th></tr></thead>
          <tbody>{plugin.settings.map((one) => <tr key={one.key}><th scope="row"><code>{one.key}</code></th><td>{one.title}</td><td>{one.type}</td><td>{one.default || "–"}</td></tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}

function Views({ plugin }: { plugin: Plugin }) {
  const views = plugin.views ?? [];
  if (!views.length) return null;
  return (
    <details class="more"><summary>Lists with sums <span class="muted">{plural(views.length, "list")}</span></summary>
      <ul class="plain-list">{views.map((view) => <li key={view.id}><a href={href(["views", plugin.id, view.id])}>{view.title}</a> <span class="muted">of {view.stream}, {plural(view.metrics.length, "metric")}</span></li>)}</ul>
    </details>
  );
}

function Stream({ plugin, stream }: { plugin: Plugin; stream: PluginStream }) {
  const facts = stream.fed_by ? `comes with ${plugin.streams.find((one) => one.id === stream.fed_by)?.title ?? stream.fed_by}`
    : `${stream.mode}, every ${duration(stream.interval_s)}`;
  return (
    <details class="more">
      <summary><b>{stream.title}</b> <span class="muted">{facts} · {plural(stream.fields.length, "field")}{stream.retention_days ? ` · the channel keeps ${plural(stream.retention_days, "day")}` : ""}</span></summary>
      <p><a href={href(["records", plugin.id, stream.id])}>Browse {stream.title}</a> <span class="muted">Key: <code>{stream.primary_key.join(", ")}</code></span></p>
      <div class="table-box" tabIndex={0} role="region" aria-label={`Fields of ${stream.title}`}>
        <table class="table table-tight">
          <thead><tr><th scope="col">Field</th><th scope="col">Title</th><th scope="col">Type</th><th scope="col">Personal data</th></tr></thead>
          <tbody>{stream.fields.map((field) => <tr key={field.name}><th scope="row"><code>{field.name}</code></th><td>{field.title || "–"}</td><td>{field.type}</td><td>{field.pii ? "yes" : "no"}</td></tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}

function Budgets({ plugin }: { plugin: Plugin }) {
  if (!plugin.budgets.length) return <p class="muted">none</p>;
  return (
    <table class="table table-tight">
      <thead><tr><th scope="col">Budget</th><th scope="col">Rate</th><th scope="col" class="num">Burst</th></tr></thead>
      <tbody>{plugin.budgets.map((budget) => <tr key={budget.id}><th scope="row"><code>{budget.id}</code></th><td>{rate(budget.rate_per_s)}</td><td class="num">{number(budget.burst)}</td></tr>)}</tbody>
    </table>
  );
}
