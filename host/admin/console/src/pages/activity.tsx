// Activity of all connections.
import { api } from "../api";
import { ActivityView } from "../components/activity_view";
import { PageHead } from "../components/layout";
import type { Route } from "../router";
import { useResource } from "../store";

export function useConnectionNames(): Map<string, string> {
  const list = useResource("connections:first", ["connections"], () => api.connections({ limit: 200 }));
  return new Map((list.data?.items ?? []).map((connection) => [connection.id, connection.label]));
}

export function ActivityPage({ route }: { route: Route }) {
  const names = useConnectionNames();
  return (
    <div class="page">
      <PageHead title="Activity" name="Activity" lead="Everything that happened to the connections, newest first." />
      <ActivityView connection="" route={route} names={names} />
    </div>
  );
}
