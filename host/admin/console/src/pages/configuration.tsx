// Configuration: every key that is in force, where its value comes from, and what it takes to change it. Secrets are never here.
import { api } from "../api";
import { Tag } from "../components/badge";
import { Empty, Loading, Note, Problem, Section } from "../components/basics";
import { SearchField } from "../components/fields";
import { PageHead } from "../components/layout";
import { groups_of, short_key, short_source, source_text } from "../configuration_words";
import { Time } from "../components/time";
import { absolute, plural } from "../format";
import type { Configuration, ConfigurationKey } from "../host_types";
import { change_query, href, type Route } from "../router";
import { useResource } from "../store";

export function ConfigurationPage({ route }: { route: Route }) {
  const loaded = useResource("configuration", [], api.configuration);
  return (
    <div class="page">
      <PageHead title="Configuration" name="Configuration"
        lead="What is in force since the host started. To change a value, edit the file that it comes from and restart the host." />
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {!loaded.data && !loaded.error && <Loading lines={8} />}
      {loaded.data && <Shown configuration={loaded.data} search={route.query["text"] ?? ""} />}
    </div>
  );
}

function Shown({ configuration, search }: { configuration: Configuration; search: string }) {
  const groups = groups_of(configuration.keys, search);
  const count = groups.reduce((sum, group) => sum + group.keys.length, 0);
  return (
    <>
      <Warnings configuration={configuration} />
      <p class="muted read-line">Read {configuration.loaded_at ? absolute(configuration.loaded_at) : ""} from {configuration.files.length
        ? configuration.files.map((file, index) => <>{index > 0 && ", "}<code class="break">{file}</code></>) : "no file"}.</p>
      <div class="filters" role="search" aria-label="Configuration">
        <SearchField label="Search" placeholder="A key, a value or a file" value={search} on_change={(text) => change_query({ text })} />
      </div>
      <p class="result-line" role="status">{search ? `${count} of ${plural(configuration.keys.length, "key")}` : plural(count, "key")}</p>
      {count === 0 && <Empty icon="search" title="No key matches"><p>Search for a part of a key, of its value or of the name of its file.</p></Empty>}
      {groups.map((group) => (
        <Section key={group.title} title={group.title}>
          <Keys title={group.title} keys={group.keys} files={configuration.files} />
        </Section>
      ))}
      {!search && <Declared configuration={configuration} />}
    </>
  );
}

function Warnings({ configuration }: { configuration: Configuration }) {
  if (!configuration.warnings.length) return null;
  return (
    <Note tone="amber" title={`${plural(configuration.warnings.length, "value")} of the configuration cannot be used.`}>
      <ul>{configuration.warnings.map((one) => <li key={one.key}><code>{one.key}</code>: {one.message}. {one.hint} <span class="muted">{one.file}{one.line > 0 && `:${one.line}`}</span></li>)}</ul>
    </Note>
  );
}

function Keys({ title, keys, files }: { title: string; keys: ConfigurationKey[]; files: string[] }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={`Keys of ${title}`}>
      <table class="table table-keys table-stack">
        <thead><tr><th scope="col">Key</th><th scope="col">Value</th><th scope="col">Comes from</th><th scope="col">To change it</th></tr></thead>
        <tbody>{keys.map((key) => (
          <tr key={key.key} data-row={key.key}>
            <th scope="row"><code class="break" title={key.key}>{breakable(short_key(key.key, title))}</code></th>
            <td data-label="Value">{key.secret ? <Tag tone="neutral" icon="key">set</Tag> : <span class="break">{key.value || "–"}</span>}</td>
            <td data-label="Comes from" class={key.source === "default" ? "muted" : undefined}><span class="break" title={source_text(key)}>{short_source(key, files)}</span></td>
            <td data-label="To change it">{key.change === "restart" ? "Edit, restart" : "Move what it names, edit, restart"}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

// A long key breaks where its parts do.
function breakable(key: string) {
  return key.split(/(?<=[._])/).map((part, index) => <>{index > 0 && <wbr />}{part}</>);
}

function Declared({ configuration }: { configuration: Configuration }) {
  if (!configuration.connections.length) return null;
  return (
    <Section title="Declared connections">
      <ul class="plain-list">{configuration.connections.map((one) => (
        <li key={one.name}>
          {one.connection_id ? <a href={href(["connections", one.connection_id])}>{one.name}</a> : <b>{one.name}</b>}
          <span class="muted"> {one.channel}, {one.region}{one.connection_id || one.problem ? "" : ": not made yet"}</span>
          {one.problem && (
            <Note tone="amber" title={one.problem}>
              <p>Tried <Time at={one.tried_at} />. {one.next_at ? <>Tried again <Time at={one.next_at} />, by itself.</> : "Tried again when the host restarts."}</p>
            </Note>
          )}
        </li>
      ))}</ul>
    </Section>
  );
}
