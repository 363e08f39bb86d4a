// Alerts: where they go, what was sent, and incidents that many connections share. Each part has an address.
import { Deliveries } from "../alerts/deliveries";
import { Destinations } from "../alerts/destinations";
import { IncidentPart, Incidents } from "../alerts/incidents";
import { OpenIncidents } from "../components/incident_banner";
import { PageHead, Tabs } from "../components/layout";
import { href, type Route } from "../router";

export function AlertsPage({ route }: { route: Route }) {
  const [, part = "", id = ""] = route.path;
  const tab = part === "deliveries" || part === "incidents" ? part : "";
  return (
    <div class="page">
      <PageHead title="Alerts" name="Alerts" lead="Who is told when something needs attention. An outage that many connections meet is told once." />
      {!id && <OpenIncidents />}
      <Tabs label="Alerts" items={[
        { to: href(["alerts"]), title: "Destinations", current: tab === "" },
        { to: href(["alerts", "deliveries"]), title: "Deliveries", current: tab === "deliveries" },
        { to: href(["alerts", "incidents"]), title: "Incidents", current: tab === "incidents" },
      ]} />
      <div class="alerts-part">
        {tab === "" && <Destinations />}
        {tab === "deliveries" && <Deliveries route={route} />}
        {tab === "incidents" && (id ? <IncidentPart id={id} /> : <Incidents route={route} />)}
      </div>
    </div>
  );
}
