// Adds or changes a destination, with a live preview of what it will get.
import { useState } from "preact/hooks";
import { alert_api, type DestinationFields } from "../alert_api";
import { as_api_error, type ApiError } from "../api_client";
import type { AlertDestination, AlertKind, AlertRules, AlertSeverity, DestinationKind } from "../alert_types";
import { badge_titles } from "../badges";
import { Button, Loading, Problem } from "../components/basics";
import { Dialog } from "../components/dialog";
import { Checkbox, Select, TextField } from "../components/fields";
import { invalidate_now, useResource } from "../store";
import { addresses_in, alert_kinds, kind_titles, trouble_badges, usual_rules } from "./words";

interface Props {
  destination?: AlertDestination | undefined;
  on_close: () => void;
  on_secret: (secret: string) => void;
}

export function DestinationDialog({ destination, on_close, on_secret }: Props) {
  const [kind, set_kind] = useState<DestinationKind>(destination?.kind ?? "webhook");
  const [name, set_name] = useState(destination?.name ?? "");
  const [address, set_address] = useState(destination?.kind === "email" ? destination.address : "");
  const [rules, set_rules] = useState<AlertRules>(destination?.rules ?? usual_rules());
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
  const save = () => run(async () => {
    const fields: DestinationFields = { name: name.trim(), rules };
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
      <form class="form alert-form" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        {error && <Problem error={error} />}
        {!destination && <Select label="How" value={kind} on_change={(value) => { set_kind(value as DestinationKind); set_address(""); }}
          choices={(Object.keys(kind_titles) as DestinationKind[]).map((value) => ({ value, text: kind_titles[value] }))} />}
        <TextField label="Name" value={name} on_change={set_name} required autofocus help="As you will find it in the list." />
        <AddressField kind={kind} destination={destination} value={address} on_change={set_address} />
        <RuleFields rules={rules} on_change={set_rules} />
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

function RuleFields({ rules, on_change }: { rules: AlertRules; on_change: (rules: AlertRules) => void }) {
  const chosen = (kind: AlertKind) => rules.kinds.length === 0 || rules.kinds.includes(kind);
  const toggle = (kind: AlertKind, on: boolean) => {
    const before = alert_kinds.map((one) => one.value).filter(chosen);
    on_change({ ...rules, kinds: on ? [...before, kind] : before.filter((one) => one !== kind) });
  };
  const badge_on = (badge: string) => rules.badges.length === 0 || rules.badges.includes(badge);
  const toggle_badge = (badge: string, on: boolean) => {
    const before = trouble_badges.filter(badge_on) as string[];
    on_change({ ...rules, badges: on ? [...before, badge] : before.filter((one) => one !== badge) });
  };
  return (
    <>
      <fieldset class="alert-kinds"><legend>Tell about</legend>
        {alert_kinds.map((one) => <Checkbox key={one.value} label={one.title} help={one.help} checked={chosen(one.value)} on_change={(on) => toggle(one.value, on)} />)}
      </fieldset>
      {chosen("badge") && <fieldset class="alert-badges"><legend>Badges</legend>
        {trouble_badges.map((badge) => <Checkbox key={badge} label={badge_titles[badge]} checked={badge_on(badge)} on_change={(on) => toggle_badge(badge, on)} />)}
      </fieldset>}
      <Checkbox label="Tell also when it is over" checked={rules.recovered} on_change={(recovered) => on_change({ ...rules, recovered })} />
      <div class="alert-times">
        <Select label="At least" value={rules.min_severity} on_change={(value) => on_change({ ...rules, min_severity: value as AlertSeverity })}
          choices={[{ value: "info", text: "Everything" }, { value: "warning", text: "Warnings" }, { value: "error", text: "Errors" }]} />
        <Select label="Only when it lasts" value={String(rules.delay_s)} on_change={(value) => on_change({ ...rules, delay_s: Number(value) })}
          choices={with_own([[0, "Tell at once"], [300, "5 minutes"], [900, "15 minutes"], [3600, "1 hour"]], rules.delay_s)} />
        <Select label="Repeats as one within" value={String(rules.quiet_s)} on_change={(value) => on_change({ ...rules, quiet_s: Number(value) })}
          choices={with_own([[0, "Tell each"], [900, "15 minutes"], [3600, "1 hour"], [21600, "6 hours"], [86400, "1 day"]], rules.quiet_s)} />
      </div>
      <details class="more"><summary>Only some connections</summary>
        <ListField label="Channels" values={rules.channels} on_change={(channels) => on_change({ ...rules, channels })} help="Ids, separated by commas. Empty: all." />
        <ListField label="Regions" values={rules.regions} on_change={(regions) => on_change({ ...rules, regions })} help="Like NA, EU. Empty: all." />
        <ListField label="Connections" values={rules.connections} on_change={(connections) => on_change({ ...rules, connections })} help="Ids, separated by commas. Empty: all." />
      </details>
    </>
  );
}

function ListField({ label, values, on_change, help }: { label: string; values: string[]; on_change: (values: string[]) => void; help: string }) {
  const [text, set_text] = useState(values.join(", ")); // as it is typed: a comma at the end is no value yet
  return <TextField label={label} value={text} help={help} on_change={(next) => { set_text(next); on_change(addresses_in(next)); }} />;
}

// What was chosen elsewhere stays a choice.
function with_own(choices: [number, string][], own: number) {
  const all: [number, string][] = choices.some(([value]) => value === own) ? choices : [...choices, [own, `${own} s`]];
  return all.map(([value, text]) => ({ value: String(value), text }));
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
