// Where alerts go: one card for each destination.
import { useState } from "preact/hooks";
import { alert_api } from "../alert_api";
import type { AlertDestination } from "../alert_types";
import { Button, Copyable, Empty, Loading, Note, Problem } from "../components/basics";
import { useResource } from "../store";
import { DestinationCard } from "./destination_card";
import { DestinationDialog } from "./destination_dialog";

export function Destinations() {
  const list = useResource("alert-destinations", ["alerts"], alert_api.destinations);
  const [editing, set_editing] = useState<AlertDestination | "new" | null>(null);
  const [secret, set_secret] = useState("");
  const items = list.data?.items ?? [];
  const add = <Button kind="primary" icon="plus" needs="administrator" onClick={() => set_editing("new")}>Add a destination</Button>;
  return (
    <>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading cards={2} />}
      {secret && (
        <Note tone="amber" title="The secret that signs, shown this once." alert>
          <p>Keep it where your receiver can read it. <Copyable text={secret} what="the secret"><code class="break">{secret}</code></Copyable></p>
          <p class="note-foot"><Button small onClick={() => set_secret("")}>I have kept it</Button></p>
        </Note>
      )}
      {list.data && items.length === 0 && <Empty icon="alerts" title="Nobody is told yet"><p>Send alerts to a webhook, to Slack, or by e-mail.</p>{add}</Empty>}
      {items.length > 0 && <>
        <div class="alert-add">{add}</div>
        <div class="cards">{items.map((one) => <DestinationCard key={one.id} destination={one} on_edit={() => set_editing(one)} on_secret={set_secret} />)}</div>
      </>}
      {editing && <DestinationDialog destination={editing === "new" ? undefined : editing} on_close={() => set_editing(null)} on_secret={set_secret} />}
    </>
  );
}
