// Incidents: failures that many connections share, and one of them with the connections that it met.
import { alert_api } from "../alert_api";
import { api } from "../api";
import type { Incident } from "../alert_types";
import { Tag } from "../components/badge";
import { Empty, Facts, Loading, Problem, Section, ShowMore } from "../components/basics";
import { Select } from "../components/fields";
import { incident_tone } from "../components/incident_banner";
import { Time } from "../components/time";
import { plural } from "../format";
import { href, push_query, type Route } from "../router";
import { usePaged, useResource } from "../store";
import { incident_words } from "./words";

export function Incidents({ route }: { route: Route }) {
  const { state = "" } = route.query;
  const list = usePaged<Incident>(`incidents:${state}`, ["incidents"], (cursor) => alert_api.incidents({ state, cursor }));
  const items = list.items ?? [];
  return (
    <>
      <div class="filters">
        <Select label="State" value={state} on_change={(value) => push_query({ state: value })}
          choices={[{ value: "", text: "All" }, { value: "open", text: "Going on" }, { value: "resolved", text: "Over" }]} />
      </div>
      {list.error && !list.items && <Problem error={list.error} retry={list.reload} />}
      {!list.items && !list.error && <Loading lines={3} />}
      {list.items?.length === 0 && (
        <Empty icon="check" title={state === "open" ? "No incident goes on" : "There was no incident"}>
          <p>When several connections meet the same trouble within 15 minutes, it is told here once.</p>
        </Empty>
      )}
      {items.length > 0 && <ul class="plain-list delivery-list" aria-label="Incidents">{items.map((one) => <Line key={one.id} incident={one} />)}</ul>}
      <ShowMore more={list.more} busy={list.loading_more} error={list.more_error} />
    </>
  );
}

function Line({ incident }: { incident: Incident }) {
  return (
    <li class="delivery" data-row={incident.id}>
      <Tag tone={incident_tone(incident)}>{incident.resolved_at ? "Over" : "Going on"}</Tag>
      <div>
        <p><a href={href(["alerts", "incidents", incident.id])}>{incident.title}</a></p>
        <p class="muted">Since <Time at={incident.opened_at} />{incident.resolved_at ? <>, over <Time at={incident.resolved_at} /></> : `, ${plural(incident.failing, "connection")} ${incident_words(incident).still}`}</p>
      </div>
    </li>
  );
}

export function IncidentPart({ id }: { id: string }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const found = useResource(`incident:${id}`, ["incidents"], () => alert_api.incident(id));
  const incident = found.data;
  if (found.error && !incident) return <Problem error={found.error} retry={found.reload} />;
  if (!incident) return <Loading lines={5} />;
  const streams = plugins.data?.items.find((one) => one.id === incident.channel)?.streams ?? [];
  const title_of = (stream: string) => streams.find((one) => one.id === stream)?.title ?? stream;
  return (
    <>
      <p><a href={href(["alerts", "incidents"])}>All incidents</a></p>
      <Section title={incident.title} aside={<Tag tone={incident_tone(incident)}>{incident.resolved_at ? "Over" : "Going on"}</Tag>}>
        <Facts wide rows={[
          ["Began", <Time at={incident.opened_at} />], ["Last seen", <Time at={incident.last_seen_at} />],
          ["Over", incident.resolved_at ? <><Time at={incident.resolved_at} />. {incident.resolution}</> : "not yet: Mooring tries again by itself"],
          ["Operation", <code class="break">{incident.operation}</code>], ["What was said", <span class="break">{incident.message || "–"}</span>],
          ["Connections", `${incident.connections} met it, ${incident.failing} ${incident_words(incident).still}`],
          ["Proof", incident.entry_id ? <a href={href(["activity", incident.entry_id])}>Entry of the activity log</a> : "–"],
        ]} />
      </Section>
      <Section title="Connections that it met">
        {incident.affected.length < incident.connections && <p class="muted">The first {incident.affected.length} of {incident.connections}, those that still meet it first.</p>}
        <ul class="plain-list delivery-list">
          {incident.affected.map((one) => (
            <li key={one.connection_id} class="delivery" data-row={one.connection_id}>
              <Tag tone={one.recovered_at ? "green" : incident_tone(incident)}>{one.recovered_at ? "Recovered" : incident_words(incident).now}</Tag>
              <div><p><a href={href(["connections", one.connection_id])}>{one.label}</a> <span class="muted">{title_of(one.stream)}</span></p>
                <p class="muted">Since <Time at={one.first_seen_at} />{one.recovered_at && <>, recovered <Time at={one.recovered_at} /></>}</p></div>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
