// Adds or changes a destination, with a live preview of what it will get.
import { useRef, useState } from "preact/hooks";
import { alert_api, type DestinationFields } from "../alert_api";
import { as_api_error, type ApiError } from "../api_client";
import type { AlertDestination, AlertKind, AlertRules, DestinationKind } from "../alert_types";
import { Button, Loading, Problem } from "../components/basics";
import { Dialog } from "../components/dialog";
import { Select, TextField } from "../components/fields";
import { invalidate_now, useResource } from "../store";
import { errors_of, opened_rules, stored_rules, type RuleErrors } from "./rule_choice";
import { RuleFields } from "./rule_fields";
import { addresses_in, kind_titles, usual_rules } from "./words";

interface Props {
  destination?: AlertDestination | undefined;
  on_close: () => void;
  on_secret: (secret: string) => void;
}

export function DestinationDialog({ destination, on_close, on_secret }: Props) {
  const [kind, set_kind] = useState<DestinationKind>(destination?.kind ?? "webhook");
  const [name, set_name] = useState(destination?.name ?? "");
  const [address, set_address] = useState(destination?.kind === "email" ? destination.address : "");
  const [rules, set_rules] = useState<AlertRules>(() => opened_rules(destination?.rules ?? usual_rules()));
  const [refused, set_refused] = useState<RuleErrors>({});
  const form = useRef<HTMLFormElement>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const [sure, set_sure] = useState(false);
  const run = async (work: () => Promise<void>) => {
    set_busy(true);
    set_error(null);
    try {
      await work();
      invalidate_now(["alerts"]);
      on_close();
    } catch (problem) {
      set_error(as_api_error(problem));
    }
    set_busy(false);
  };
  const choose = (next: AlertRules) => {
    set_rules(next);
    if (Object.keys(refused).length) set_refused(errors_of(next));
  };
  const submit = () => {
    const errors = errors_of(rules);
    set_refused(errors);
    if (Object.keys(errors).length === 0) return void save();
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[data-invalid]")?.focus());
  };
  const save = () => run(async () => {
    const fields: DestinationFields = { name: name.trim(), rules: stored_rules(rules) };
    if (kind === "email") fields.to = addresses_in(address);
    else if (address.trim()) fields.url = address.trim();
    if (destination) await alert_api.change(destination, fields);
    else {
      const made = await alert_api.create(kind, fields);
      if (made.secret) on_secret(made.secret);
    }
  });
  const remove = () => run(async () => { if (destination) await alert_api.remove(destination.id); });
  return (
    <Dialog wide title={destination ? `Edit ${destination.name}` : "Add a destination"} on_close={on_close}>
      <form class="form alert-form" ref={form} onSubmit={(event) => { event.preventDefault(); submit(); }}>
        {error && <Problem error={error} />}
        {!destination && <Select label="How" value={kind} on_change={(value) => { set_kind(value as DestinationKind); set_address(""); }}
          choices={(Object.keys(kind_titles) as DestinationKind[]).map((value) => ({ value, text: kind_titles[value] }))} />}
        <TextField label="Name" value={name} on_change={set_name} required autofocus help="As you will find it in the list." />
        <AddressField kind={kind} destination={destination} value={address} on_change={set_address} />
        <RuleFields rules={rules} errors={refused} on_change={choose} />
        <Preview kind={kind} first={rules.kinds[0] ?? "badge"} />
        <div class="form-actions">
          <Button type="submit" kind="primary" busy={busy} needs="administrator">{destination ? "Save" : "Add"}</Button>
          <Button onClick={on_close}>Cancel</Button>
          {destination && (sure
            ? <Button kind="danger" icon="trash" busy={busy} onClick={() => void remove()}>Delete it with its deliveries</Button>
            : <Button kind="quiet" icon="trash" needs="administrator" onClick={() => set_sure(true)}>Delete</Button>)}
        </div>
      </form>
    </Dialog>
  );
}

function AddressField({ kind, destination, value, on_change }: {
  kind: DestinationKind; destination: AlertDestination | undefined; value: string; on_change: (value: string) => void;
}) {
  if (kind === "email")
    return <TextField label="Recipients" value={value} on_change={on_change} required help="One or more addresses, separated by commas. The mail server stands in the configuration, [smtp]." />;
  const kept = destination ? `Leave it empty to keep ${destination.address}` : "";
  const help = kind === "slack" ? "The address of an incoming webhook of Slack, or of what understands the same. It is a secret, so it is not shown again." : "An https:// address. Each call is signed; you get the secret when it is saved.";
  return <TextField label="Address" type="url" mono value={value} on_change={on_change} required={!destination} help={kept ? `${kept}. ${help}` : help} />;
}

function Preview({ kind, first }: { kind: DestinationKind; first: AlertKind }) {
  const preview = useResource(`alert-preview:${kind}:${first}`, [], () => alert_api.preview(kind, first));
  if (preview.error) return <Problem error={preview.error} retry={preview.reload} />;
  if (!preview.data) return <Loading lines={2} />;
  const headers = Object.entries(preview.data.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <details class="more" open><summary>What is sent, as an example</summary>
      <pre class="code alert-preview" tabIndex={0} aria-label="Example of what is sent">{headers && `${headers}\n\n`}{pretty(preview.data.body)}</pre>
    </details>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
