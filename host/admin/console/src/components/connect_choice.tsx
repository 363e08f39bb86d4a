// Which account is to be connected: a channel and a region, also of a region that has connections already.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Plugin, Region } from "../api_types";
import { useResource } from "../store";
import { Button, Loading, Note, Problem } from "./basics";
import { Dialog } from "./dialog";
import { SelectField } from "./fields";

export function ConnectChoice({ on_chosen, on_close }: { on_chosen: (plugin: Plugin, region: Region) => void; on_close: () => void }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const [channel, set_channel] = useState("");
  const [region_id, set_region] = useState("");
  const loaded = (plugins.data?.items ?? []).filter((one) => one.state === "loaded" && one.regions.length > 0);
  const plugin = loaded.find((one) => one.id === channel) ?? loaded[0];
  const region = plugin?.regions.find((one) => one.id === region_id) ?? plugin?.regions[0];
  return (
    <Dialog title="Connect an account" on_close={on_close}>
      {plugins.error && <Problem error={plugins.error} retry={plugins.reload} />}
      {!plugins.data && !plugins.error && <Loading lines={3} />}
      {plugins.data && !plugin && <Note tone="amber" title="No channel is loaded."><p>The Plugins page says why.</p></Note>}
      {plugin && region && (
        <form class="form" onSubmit={(event) => { event.preventDefault(); on_chosen(plugin, region); }}>
          <SelectField label="Channel" value={plugin.id} on_change={set_channel} choices={loaded.map((one) => ({ value: one.id, text: one.name }))} />
          <SelectField label="Region" value={region.id} on_change={set_region} choices={plugin.regions.map((one) => ({ value: one.id, text: one.name }))}
            help="A region may have any number of accounts, each with a connection of its own." />
          <div class="form-actions">
            <Button onClick={on_close}>Not now</Button>
            <Button kind="primary" type="submit" needs="operator">Continue</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
