import { ActivityView } from "../components/activity_view";
import type { TabProps } from "./connection";

export function ActivityTab({ connection, route }: TabProps) {
  return <ActivityView connection={connection.id} route={route} />;
}
