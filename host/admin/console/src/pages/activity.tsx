// Activity of all connections.
import { ActivityView } from "../components/activity_view";
import { PageHead } from "../components/layout";
import type { Route } from "../router";

export function ActivityPage({ route }: { route: Route }) {
  return (
    <div class="page">
      <PageHead title="Activity" name="Activity" lead="Everything that happened to the connections, newest first." />
      <ActivityView connection="" route={route} />
    </div>
  );
}
