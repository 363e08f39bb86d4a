// A channel that cannot be connected yet: which keys are missing, where they go, and what to do then.
import type { Plugin, Region } from "../api_types";
import { toml_for } from "../missing_keys";
import { Copyable } from "./basics";

export function MissingConfig({ plugin, region }: { plugin: Plugin; region: Region }) {
  const { table, toml, whole } = toml_for(plugin, region);
  return (
    <div class="missing">
      <p>{whole ? <>This channel needs your application's credentials. Add them to the configuration file:</>
        : <>Some of your application's credentials are missing. Add them below <code>{table}</code> in the configuration file:</>}</p>
      <Copyable text={toml} what="the example"><pre tabIndex={0} aria-label="Example for the configuration file">{toml}</pre></Copyable>
      <p class="muted">A secret is read from a file or from the environment: <code>{"{ file = \"...\" }"}</code> or <code>{"{ env = \"...\" }"}</code>.
        Check with <code>mooring validate</code>, then restart the host.</p>
    </div>
  );
}
