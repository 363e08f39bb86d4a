// One entry at an address of its own: `#/activity/act_...`. Its run's calls, and what else was told of the run.
import { activity_api } from "../activity_api";
import { entry_words } from "../activity_text";
import type { ActivityEntry } from "../api_types";
import { entry_href, EntryFacts, EntryTools } from "../components/activity_entry";
import { SeverityTag } from "../components/badge";
import { Empty, Loading, Problem, Section } from "../components/basics";
import { Icon } from "../components/icons";
import { PageHead } from "../components/layout";
import { RunCallTable } from "../components/run_calls";
import { Time } from "../components/time";
import { useConnectionNames } from "../connection_names";
import { href, type Route } from "../router";
import { useResource } from "../store";

export function ActivityEntryPage({ route }: { route: Route }) {
  const id = route.path[1] ?? "";
  const read = useResource(`entry:${id}`, [], () => activity_api.entry(id));
  const entry = read.data;
  const names = useConnectionNames(entry ? [entry.connection_id] : []);
  return (
    <div class="page">
      <a class="crumb" href={href(["activity"])}><Icon name="back" />Activity</a>
      <PageHead title="Activity entry" name={entry ? entry.message || entry.kind : "Activity entry"} />
      {!entry && !read.error && <Loading lines={8} />}
      {read.error?.status === 404 && (
        <Empty icon="search" title="This entry is not in the log">
          <p>It may be older than what the log keeps.</p>
          <a class="button button-plain" href={href(["activity"])}>Open Activity</a>
        </Empty>
      )}
      {read.error && read.error.status !== 404 && <Problem error={read.error} retry={read.reload} />}
      {entry && (
        <div class="entry-page">
          <EntryTools entry={entry} page />
          <EntryFacts entry={entry} names={names} />
          {entry.run_id && <Run entry={entry} />}
        </div>
      )}
    </div>
  );
}

function Run({ entry }: { entry: ActivityEntry }) {
  const read = useResource(`run-calls:${entry.run_id}`, ["runs"], () => activity_api.run_calls(entry.run_id));
  const entries = read.data?.entries ?? [];
  return (
    <>
      <Section title="Calls of the run"><RunCallTable run={entry.run_id} /></Section>
      {entries.length > 1 && (
        <Section title="Entries of the same run">
          <ol class="entries">
            {entries.map((one) => (
              <li key={one.id} class={`entry entry-${one.severity}`} aria-current={one.id === entry.id ? "true" : undefined}>
                <div class="entry-meta"><Time at={one.at} log /><SeverityTag severity={one.severity} /></div>
                <div class="entry-main">
                  <p class="entry-message">{one.id === entry.id ? <b>{entry_words(one)}</b> : <a href={entry_href(one.id)}>{entry_words(one)}</a>}</p>
                  <p class="entry-facts"><code>{one.kind}</code>{one.endpoint && <code class="break">{one.endpoint}</code>}</p>
                </div>
              </li>
            ))}
          </ol>
          {read.data?.next && <p><a href={href(["activity"], { run: entry.run_id })}>All entries of the run</a></p>}
        </Section>
      )}
    </>
  );
}
