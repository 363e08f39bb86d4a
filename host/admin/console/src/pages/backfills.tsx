// Backfills of all connections: what is under way first, then what has ended.
import { useEffect, useState } from "preact/hooks";
import { BackfillCard } from "../components/backfill_card";
import { Button, Empty, Loading, Problem, ShowMore } from "../components/basics";
import { ConnectionPicker } from "../components/connection_picker";
import { Select } from "../components/fields";
import { PageHead } from "../components/layout";
import { NewBackfill } from "../components/new_backfill";
import { backfill_api, type Backfill } from "../backfill_types";
import { useConnectionNames } from "../connection_names";
import type { PageProps } from "../places";
import { change_query } from "../router";
import { invalidate, usePaged } from "../store";

const refresh_ms = 5_000;
const states = [["", "Any state"], ["open", "Not ended"], ["running", "Under way"], ["waiting", "Waiting"], ["paused", "Paused"], ["done", "Done"],
  ["failed", "Failed"], ["cancelled", "Cancelled"]].map(([value = "", text = ""]) => ({ value, text }));

export function BackfillsPage({ route }: PageProps) {
  const { connection = "", state = "", open = "" } = route.query;
  const [asking, set_asking] = useState(false);
  const backfills = usePaged<Backfill>(`backfills:${connection}:${state}`, ["backfills"], (cursor) => backfill_api.list({ connection, state, cursor, limit: 20 }));
  const items = backfills.items ?? [];
  const under_way = items.some((one) => one.state === "running" || one.state === "planned");
  useEffect(() => {
    if (!under_way) return undefined;
    const timer = window.setInterval(() => invalidate(["backfills"]), refresh_ms); // days within a chunk bring no event
    return () => window.clearInterval(timer);
  }, [under_way]);
  const names = useConnectionNames(items.map((one) => one.connection_id));
  return (
    <div class="page">
      <PageHead title="Backfills" name="Backfills" lead={<p>Ranges of the past that are read beside the planned runs, at the lowest priority.</p>}>
        <Button icon="backfills" needs="operator" onClick={() => set_asking(true)}>New backfill</Button>
      </PageHead>
      <div class="filters" role="search" aria-label="Backfills">
        <ConnectionPicker value={connection} on_change={(value) => change_query({ connection: value || undefined })} all="Any connection" />
        <Select label="State" value={state} on_change={(value) => change_query({ state: value })} choices={states} />
      </div>
      {backfills.error && <Problem error={backfills.error} retry={backfills.reload} />}
      {!backfills.items && !backfills.error && <Loading />}
      {backfills.items?.length === 0 && (
        <Empty icon="backfills" title={connection || state ? "No backfill is like that" : "Nothing was backfilled yet"}>
          <p>New backfill, above, reads more of the past; the coverage of a connection shows what is missing.</p>
        </Empty>
      )}
      <div class="backfills">
        {items.map((one) => <BackfillCard key={one.id} backfill={one} name={names.get(one.connection_id)} open_at_first={one.id === open} />)}
      </div>
      <ShowMore more={backfills.more} busy={backfills.loading_more} error={backfills.more_error} />
      {asking && <NewBackfill connection={connection} on_close={() => set_asking(false)} />}
    </div>
  );
}
