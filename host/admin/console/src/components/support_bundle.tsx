// Asks for the support bundle: how far back, of which connection; tells how it goes and hands the file over.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import { size } from "../format";
import { Button, Note, Problem } from "./basics";
import { ConnectionPicker } from "./connection_picker";
import { Select } from "./fields";

const windows = [
  { value: "1", text: "Last day" },
  { value: "7", text: "Last 7 days" },
  { value: "30", text: "Last 30 days" },
  { value: "90", text: "Last 90 days" },
];

type State = { kind: "idle" } | { kind: "making"; bytes: number } | { kind: "done"; name: string; bytes: number } | { kind: "failed"; error: ApiError };

export function SupportBundle({ connection: fixed }: { connection?: string }) {
  const [days, set_days] = useState("7");
  const [connection, set_connection] = useState(fixed ?? "");
  const [state, set_state] = useState<State>({ kind: "idle" });
  const make = async () => {
    set_state({ kind: "making", bytes: 0 });
    const since = new Date(Date.now() - Number(days) * 86_400_000).toISOString();
    try {
      const file = await api.support_bundle({ since, connection }, (bytes) => set_state({ kind: "making", bytes }));
      save(file.blob, file.name);
      set_state({ kind: "done", name: file.name, bytes: file.blob.size });
    } catch (problem) {
      set_state({ kind: "failed", error: as_api_error(problem) });
    }
  };
  return (
    <div class="support-bundle">
      <p>One HTML page for whoever helps you: status explained, runs, activity, configuration, budgets and metrics. Secrets and e-mail addresses are
        taken out; names and ids of accounts are in it, so look it through before you send it. It opens without a network.</p>
      <div class="filters">
        <Select label="Runs and activity of" value={days} choices={windows} on_change={set_days} />
        {!fixed && <ConnectionPicker value={connection} on_change={set_connection} />}
        <Button kind="primary" icon="download" busy={state.kind === "making"} onClick={() => void make()}>Make a support bundle</Button>
      </div>
      <div role="status">
        {state.kind === "making" && <p class="muted">{state.bytes === 0 ? "The host puts it together…" : `Reading: ${size(state.bytes)}`}</p>}
        {state.kind === "done" && <Note tone="green" title="The support bundle is in your downloads."><p><code>{state.name}</code>, {size(state.bytes)}</p></Note>}
      </div>
      {state.kind === "failed" && <Problem error={state.error} retry={() => void make()} />}
    </div>
  );
}

function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
