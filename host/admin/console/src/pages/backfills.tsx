// Backfills of all connections: what is under way first, then what has ended.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { BackfillCard } from "../components/backfill_card";
import { BackfillDialog } from "../components/backfill_dialog";
import { Button, Empty, Loading, Problem, ShowMore } from "../components/basics";
import { ConnectionPicker } from "../components/connection_picker";
import { Select } from "../components/fields";
import { PageHead } from "../components/layout";
import { backfill_api, type Backfill } from "../backfill_types";
import { useConnectionNames } from "../connection_names";
import type { PageProps } from "../places";
import { change_query } from "../router";
import { invalidate, usePaged, useResource } from "../store";

const refresh_ms = 5_000;
const states = [["", "Any state"], ["open", "Not ended"], ["running", "Under way"], ["waiting", "Waiting"], ["paused", "Paused"], ["done", "Done"],
  ["failed", "Failed"], ["cancelled", "Cancelled"]].map(([value = "", text = ""]) => ({ value, text }));

export function BackfillsPage({ route }: PageProps) {
  const { connection = "", state = "", open = "" } = route.query;
  const [asking, set_asking] = useState(false);
  const picked = useResource(`connection:${connection}`, [`connection:${connection}`], () => (connection ? api.connection(connection) : Promise.resolve(null)));
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const backfills = usePaged<Backfill>(`backfills:${connection}:${state}`, ["backfills"], (cursor) => backfill_api.list({ connection, state, cursor, limit: 20 }));
  const items = backfills.items ?? [];
  const under_way = items.some((one) => one.state === "running" || one.state === "planned");
  useEffect(() => {
    if (!under_way) return undefined;
    const timer = window.setInterval(() => invalidate(["backfills"]), refresh_ms); // days within a chunk bring no event
    return () => window.clearInterval(timer);
  }, [under_way]);
  const names = useConnectionNames(items.map((one) => one.connection_id));
  const chosen = picked.data ?? undefined;
  const plugin = plugins.data?.items.find((one) => one.id === chosen?.channel && one.state === "loaded");
  return (
    <div class="page">
      <PageHead title="Backfills" name="Backfills" lead={<p>Ranges of the past that are read beside the planned runs, at the lowest priority.</p>}>
        {chosen && plugin?.streams.some((stream) => stream.backfill) && <Button icon="backfills" needs="operator" onClick={() => set_asking(true)}>Backfill {chosen.label}</Button>}
      </PageHead>
      <div class="filters" role="search" aria-label="Backfills">
        <ConnectionPicker value={connection} on_change={(value) => change_query({ connection: value || undefined })} all="Any connection" />
        <Select label="State" value={state} on_change={(value) => change_query({ state: value })} choices={states} />
      </div>
      {backfills.error && <Problem error={backfills.error} retry={backfills.reload} />}
      {!backfills.items && !backfills.error && <Loading />}
      {backfills.items?.length === 0 && (
        <Empty icon="backfills" title={connection || state ? "No backfill is like that" : "Nothing was backfilled yet"}>
          <p>Choose days in the coverage of a connection, or a connection above, to read more of the past.</p>
        </Empty>
      )}
      <div class="backfills">
        {items.map((one) => <BackfillCard key={one.id} backfill={one} name={names.get(one.connection_id)} open_at_first={one.id === open} />)}
      </div>
      <ShowMore more={backfills.more} busy={backfills.loading_more} error={backfills.more_error} />
      {asking && chosen && plugin && <DialogOf connection={chosen} plugin={plugin} on_close={() => set_asking(false)} />}
    </div>
  );
}

function DialogOf({ connection, plugin, on_close }: Omit<Parameters<typeof BackfillDialog>[0], "marketplaces">) {
  const marketplaces = useResource(`marketplaces:${connection.id}`, [`connection:${connection.id}`], () => api.marketplaces(connection.id));
  if (!marketplaces.data) return null;
  return <BackfillDialog connection={connection} plugin={plugin} marketplaces={marketplaces.data.items} on_close={on_close} />;
}
