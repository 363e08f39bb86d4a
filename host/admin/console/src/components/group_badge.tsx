// The badge of a group: its worst badge, and how many have it. Reads the groups once for all that stand on a page.
import { useResource } from "../store";
import { status_api } from "../status_api";
import type { StatusGroup } from "../status_types";
import { group_counts, group_words } from "../status_words";
import { Badge } from "./badge";

const quiet_ms = 3_000; // groups look at every connection

export function useGroups() {
  return useResource("groups", ["connections", "groups"], status_api.groups, quiet_ms);
}

// Nothing is shown of a group without connections.
export function GroupBadge({ group }: { group: StatusGroup | undefined }) {
  if (!group || group.members === 0) return null;
  return (
    <span class="group-badge" title={group_counts(group)}>
      <Badge badge={group.badge} title={group_words(group)} />
      {group.members > 1 && <span class="sr-only">{`${group.title}: ${group_counts(group)}`}</span>}
    </span>
  );
}
