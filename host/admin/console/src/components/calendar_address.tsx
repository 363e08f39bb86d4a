// An address by which a calendar program reads what ends, and nothing else. Shown once; revoked among the API tokens.
import { useState } from "preact/hooks";
import { access_api } from "../access_api";
import { as_api_error, type ApiError } from "../api_client";
import { can } from "../role";
import { href } from "../router";
import { invalidate_now } from "../store";
import { Button, Copyable, Note, Problem, Section } from "./basics";
import { TextField } from "./fields";

export function CalendarAddress() {
  return (
    <Section title="In your own calendar">
      <p class="section-lead">A calendar program subscribes by an address of its own: it reads these dates and nothing else, with alarms 30, 14, 7 and 1 days before. Whoever has the address can read them; revoke it under <a href={href(["users", "tokens"])}>Users and tokens</a>.</p>
      {can("administrator") ? <MakeAddress /> : <p class="muted">An administrator makes such an address. Without one, save the file above now and then.</p>}
    </Section>
  );
}

function MakeAddress() {
  const [name, set_name] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const [address, set_address] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const made = await access_api.make_token(name.trim(), ["calendar"], null);
      set_address(made.calendar_url ?? "");
      invalidate_now(["api-tokens"]);
    } catch (failure) {
      set_error(as_api_error(failure));
    }
    set_busy(false);
  };
  if (address)
    return (
      <Note tone="green" title="Copy it now: it is not shown again">
        <Copyable text={address} what="calendar address"><code class="break">{address}</code></Copyable>
        <p>Give it to your calendar program as a subscription. Mooring stores no more than its hash.</p>
      </Note>
    );
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {error && <Problem error={error} />}
      <TextField label="Whose calendar" value={name} on_change={set_name} required help="So that you know later which address this is, for example: Anna's phone." />
      <div class="form-actions"><Button type="submit" icon="calendar" busy={busy} disabled={!name.trim()}>Make an address</Button></div>
    </form>
  );
}
