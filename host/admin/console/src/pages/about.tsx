// About: what runs, how much room it takes, what it is made of, and the support bundle.
import { api } from "../api";
import { External, Facts, Loading, Problem, Section } from "../components/basics";
import { PageHead } from "../components/layout";
import { SupportBundle } from "../components/support_bundle";
import { absolute, between, number, size } from "../format";
import type { About } from "../host_types";
import type { Route } from "../router";
import { useResource } from "../store";

export function AboutPage(_: { route: Route }) {
  const about = useResource("about", [], api.about);
  return (
    <div class="page">
      <PageHead title="About" name="About" />
      {about.error && <Problem error={about.error} retry={about.reload} />}
      {!about.data && !about.error && <Loading lines={6} />}
      {about.data && <Shown about={about.data} />}
    </div>
  );
}

// The host tells limits as text; a plain number is one of bytes where its title says so.
function limit_row({ title, value }: { title: string; value: string }): [string, string] {
  if (!/^\d+$/.test(value)) return [title, value];
  const bytes = /, bytes$/.test(title);
  return [title.replace(/, bytes$/, ""), bytes ? size(Number(value)) : number(Number(value))];
}

function Shown({ about }: { about: About }) {
  const { store, data_folder } = about;
  return (
    <>
      <Section title={`Mooring ${about.version}`}>
        <Facts wide rows={[
          ["Runs for", <span title={absolute(about.started_at)}>{between(about.started_at, about.now)}</span>],
          ["Build", about.build], ["Address", <code class="break">{about.public_url}</code>],
          ["SQLite", store.sqlite_version], ["Memory", size(about.resident_bytes)],
          ["Store", `${size(store.file_bytes)}, and ${size(store.wal_bytes)} of write-ahead log`],
          ["Data folder", <><code class="break">{data_folder.path}</code>: {size(data_folder.bytes)}{data_folder.free_bytes !== null && `, ${size(data_folder.free_bytes)} free`}</>],
          ["Writes that wait", number(store.queued_writes)],
        ]} />
      </Section>
      <Section title="Support bundle"><SupportBundle /></Section>
      <Section title="Limits"><div class="facts-limits"><Facts wide rows={about.limits.map(limit_row)} /></div></Section>
      <Section title="Documentation">
        <ul class="plain-list">
          <li><a href="/api/v1/openapi.json">The API as OpenAPI 3.1</a></li>
          <li>The folder <code>docs</code> beside the program: first steps, operation, commands, the API, how to write a plugin.</li>
          <li><code>mooring --help</code> lists the commands; <code>mooring doctor</code> looks for what is wrong.</li>
        </ul>
      </Section>
      <Section title="Licences">
        <div class="table-box" tabIndex={0} role="region" aria-label="Licences">
          <table class="table table-tight">
            <thead><tr><th scope="col">Name</th><th scope="col">For</th><th scope="col">Licence</th></tr></thead>
            <tbody>{about.licences.map((one) => (
              <tr key={one.name}><th scope="row">{one.url ? <External to={one.url}>{one.name}</External> : one.name}</th><td>{one.used_for}</td><td>{one.licence}</td></tr>
            ))}</tbody>
          </table>
        </div>
      </Section>
    </>
  );
}
