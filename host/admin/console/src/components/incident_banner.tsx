// An incident that goes on: what fails, for how many, and since when. The Overview and Alerts show it; it takes no space
// while there is none.
import { incident_words } from "../alerts/words";
import { alert_api } from "../alert_api";
import type { Incident } from "../alert_types";
import { plural } from "../format";
import { href } from "../router";
import { useResource } from "../store";
import { Icon } from "./icons";
import { Time } from "./time";

export function OpenIncidents() {
  const open = useResource("incidents:open", ["incidents"], () => alert_api.incidents({ state: "open", limit: 20 }));
  return <IncidentBanner incidents={open.data?.items ?? []} />;
}

export function IncidentBanner({ incidents }: { incidents: Incident[] }) {
  if (!incidents.length) return null;
  return <div class="incident-banners" role="status" aria-label="Incidents">{incidents.map((one) => <Banner key={one.id} incident={one} />)}</div>;
}

function Banner({ incident }: { incident: Incident }) {
  return (
    <section class={`banner tone-${incident_tone(incident)}`} aria-label={`Incident: ${incident.title}`}>
      <Icon name="warning" />
      <p>
        <b>{incident.title}</b>{" "}
        <span>Since <Time at={incident.opened_at} />; {incident.failing === 0 ? "none" : plural(incident.failing, "connection")} {incident_words(incident).still}. Mooring tries again by itself.</span>
      </p>
      <a class="button button-plain button-small" href={href(["alerts", "incidents", incident.id])}>See incident</a>
    </section>
  );
}

export function incident_tone(incident: Incident) {
  if (incident.resolved_at) return "green";
  return incident.failure_class === "throttled" ? "amber" : "red";
}
