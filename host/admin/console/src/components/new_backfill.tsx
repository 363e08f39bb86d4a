// A backfill from the list of all of them: first the connection, when none is chosen yet, then the days.
import { useState } from "preact/hooks";
import { api } from "../api";
import { useResource } from "../store";
import { BackfillDialog } from "./backfill_dialog";
import { Loading, Note, Problem } from "./basics";
import { ConnectionPicker } from "./connection_picker";
import { Dialog } from "./dialog";

export function NewBackfill({ connection, on_close }: { connection: string; on_close: () => void }) {
  const [id, set_id] = useState(connection);
  const picked = useResource(`connection:${id}`, [`connection:${id}`], () => (id ? api.connection(id) : Promise.resolve(null)));
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => (id ? api.marketplaces(id) : Promise.resolve(null)));
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const chosen = picked.data, places = marketplaces.data;
  const plugin = plugins.data?.items.find((one) => one.id === chosen?.channel && one.state === "loaded");
  const can_read = plugin?.streams.some((stream) => stream.backfill) ?? false;
  if (chosen && places && plugin && can_read) return <BackfillDialog connection={chosen} plugin={plugin} marketplaces={places.items} on_close={on_close} />;
  const failed = [picked, marketplaces, plugins].find((one) => one.error);
  return (
    <Dialog title="New backfill" on_close={on_close}>
      <div class="backfill-form backfill-pick">
        <ConnectionPicker value={id} on_change={set_id} label="Connection" all="Choose a connection" />
        {failed?.error && <Problem error={failed.error} retry={failed.reload} />}
        {id && !failed && (!chosen || !places || !plugins.data) && <Loading lines={2} />}
        {chosen && plugins.data && !plugin && <Note tone="amber" title={`The plugin of ${chosen.channel_name} is not loaded.`}><p>The Plugins page says why.</p></Note>}
        {chosen && plugin && !can_read && <Note title={`${plugin.name} has no stream that can be asked for days.`}><p>Its streams continue by themselves where they stand.</p></Note>}
      </div>
    </Dialog>
  );
}
