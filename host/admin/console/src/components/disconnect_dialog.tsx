// Asks before disconnecting, and says plainly what stops and what stays.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Plugin } from "../api_types";
import { withdrawn_at } from "../consents";
import { noun_of } from "../noun";
import { invalidate } from "../store";
import { Button, External, Problem } from "./basics";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { say } from "./toast";

interface Props {
  connection: Connection;
  plugin: Plugin | undefined;
  on_close: () => void;
  on_done: (help_url: string) => void; // not empty: where the person withdraws the authorization by hand
}

export function DisconnectDialog({ connection, plugin, on_close, on_done }: Props) {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const by_hand = withdrawn_at(plugin, connection);
  const provider = plugin?.name ?? "the provider";
  const can_withdraw = plugin?.oauth?.revocation_documented ?? false;
  const disconnect = async () => {
    set_busy(true);
    try {
      const answer = await api.disconnect(connection.id);
      const help_url = answer.revocation && !answer.revocation.revoked ? answer.revocation.help_url || by_hand : "";
      on_done(help_url);
      say(`${connection.label} is disconnected. All data stays.`);
      invalidate([`connection:${connection.id}`, `streams:${connection.id}`, `runs:${connection.id}`, "connections"]);
      on_close();
    } catch (problem) {
      set_error(as_api_error(problem));
      set_busy(false);
    }
  };
  return (
    <Dialog title={`Disconnect ${connection.label}?`} on_close={on_close}>
      <div class="stays">
        <div>
          <h3>Stops</h3>
          <ul>
            <li><Icon name="stop" />Syncs, also those that are running</li>
            <li><Icon name="clock" />The schedule: nothing is read until you reconnect</li>
            <li><Icon name="key" />The authorization: {can_withdraw ? `it is dropped here, and withdrawn at ${provider}` : "it is dropped here"}</li>
          </ul>
        </div>
        <div>
          <h3>Stays</h3>
          <ul>
            <li><Icon name="check" />All records, in the same tables</li>
            <li><Icon name="check" />Tags and notes, and all history</li>
            <li><Icon name="check" />The choice of {noun_of(plugin)}s, settings and the name</li>
            <li><Icon name="check" />The activity log and the history of runs</li>
            <li><Icon name="check" />The id: reconnecting goes on where this stopped</li>
          </ul>
        </div>
      </div>
      <p class="dialog-note">
        <Icon name="info" />
        <span>
          {can_withdraw
            ? `If ${provider} still lists the authorization afterwards, withdraw it there`
            : `${provider} gives no program a way to withdraw the authorization: afterwards its owner does that there`}
          {by_hand && <>: <External to={by_hand}>{by_hand.replace(/^https?:\/\//, "")}</External></>}
        </span>
      </p>
      {error && <Problem error={error} />}
      <div class="form-actions">
        <Button first onClick={on_close}>Keep connected</Button>
        <Button kind="danger" busy={busy} onClick={() => void disconnect()}>Disconnect</Button>
      </div>
    </Dialog>
  );
}
