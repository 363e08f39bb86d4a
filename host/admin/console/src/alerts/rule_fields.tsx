// The rules of a destination: what it is told about, when, and of which connections.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { api } from "../api";
import type { AlertKind, AlertRules, AlertSeverity } from "../alert_types";
import type { Plugin } from "../api_types";
import { badge_titles } from "../badges";
import { ConnectionPicker } from "../components/connection_picker";
import { Checkbox, Select } from "../components/fields";
import { Icon } from "../components/icons";
import { useConnectionNames } from "../connection_names";
import { plural } from "../format";
import { useResource } from "../store";
import { toggled, type RuleErrors } from "./rule_choice";
import { alert_kinds, trouble_badges } from "./words";

interface Props {
  rules: AlertRules; // every kind and badge that is ticked
  errors: RuleErrors;
  on_change: (rules: AlertRules) => void;
}

export function RuleFields({ rules, errors, on_change }: Props) {
  const toggle = (kind: AlertKind, on: boolean) => on_change({ ...rules, kinds: toggled(rules.kinds, kind, on) });
  const toggle_badge = (badge: string, on: boolean) => on_change({ ...rules, badges: toggled(rules.badges, badge, on) });
  return (
    <>
      <Group title="Tell about" look="alert-kinds" error={errors.kinds}>
        {alert_kinds.map((one) => <Checkbox key={one.value} label={one.title} help={one.help} checked={rules.kinds.includes(one.value)} on_change={(on) => toggle(one.value, on)} />)}
      </Group>
      {rules.kinds.includes("badge") && <Group title="Badges" look="alert-badges" error={errors.badges}>
        {trouble_badges.map((badge) => <Checkbox key={badge} label={badge_titles[badge]} checked={rules.badges.includes(badge)} on_change={(on) => toggle_badge(badge, on)} />)}
      </Group>}
      <Checkbox label="Tell also when it is over" checked={rules.recovered} on_change={(recovered) => on_change({ ...rules, recovered })} />
      <Times rules={rules} on_change={on_change} />
      <Which rules={rules} on_change={on_change} />
    </>
  );
}

function Group({ title, look, error, help, children }: { title: string; look: string; error?: string | undefined; help?: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <fieldset class={look} aria-describedby={error || help ? `${id}-help` : undefined} data-invalid={error ? "" : undefined} tabIndex={error ? -1 : undefined}>
      <legend>{title}</legend>
      {children}
      {(error || help) && <p id={`${id}-help`} class={error ? "field-help field-error" : "field-help"} role={error ? "alert" : undefined}>{error ?? help}</p>}
    </fieldset>
  );
}

function Times({ rules, on_change }: Omit<Props, "errors">) {
  return (
    <div class="alert-times">
      <Select label="At least" value={rules.min_severity} on_change={(value) => on_change({ ...rules, min_severity: value as AlertSeverity })}
        choices={[{ value: "info", text: "Everything" }, { value: "warning", text: "Warnings" }, { value: "error", text: "Errors" }]} />
      <Select label="Only when it lasts" value={String(rules.delay_s)} on_change={(value) => on_change({ ...rules, delay_s: Number(value) })}
        choices={with_own([[0, "Tell at once"], [300, "5 minutes"], [900, "15 minutes"], [3600, "1 hour"]], rules.delay_s)} />
      <Select label="Repeats as one within" value={String(rules.quiet_s)} on_change={(value) => on_change({ ...rules, quiet_s: Number(value) })}
        choices={with_own([[0, "Tell each"], [900, "15 minutes"], [3600, "1 hour"], [21600, "6 hours"], [86400, "1 day"]], rules.quiet_s)} />
    </div>
  );
}

// What was chosen elsewhere stays a choice.
function with_own(choices: [number, string][], own: number) {
  const all: [number, string][] = choices.some(([value]) => value === own) ? choices : [...choices, [own, `${own} s`]];
  return all.map(([value, text]) => ({ value: String(value), text }));
}

// Open from the beginning where something is narrowed: nobody should overlook why an alert did not come.
function Which({ rules, on_change }: Omit<Props, "errors">) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const loaded = (plugins.data?.items ?? []).filter((plugin) => plugin.state !== "refused");
  const narrowed = rules.channels.length + rules.regions.length + rules.connections.length > 0;
  return (
    <details class="more" open={narrowed}><summary>Only some connections</summary>
      <div class="alert-which">
        <Ticks title="Channels" known={loaded.map((one) => [one.id, one.name])} chosen={rules.channels} on_change={(channels) => on_change({ ...rules, channels })} />
        <Ticks title="Regions" known={regions_of(loaded, rules.channels)} chosen={rules.regions} on_change={(regions) => on_change({ ...rules, regions })} />
        <Connections chosen={rules.connections} on_change={(connections) => on_change({ ...rules, connections })} />
      </div>
    </details>
  );
}

function regions_of(plugins: Plugin[], channels: string[]): [string, string][] {
  const chosen = plugins.filter((plugin) => channels.includes(plugin.id)), asked = chosen.length ? chosen : plugins;
  return [...new Map(asked.flatMap((plugin) => plugin.regions.map((region) => [region.id, region.name] as const)))];
}

// What is chosen and not known here any more stays in sight: it must be possible to take it away.
function Ticks({ title, known, chosen, on_change }: { title: string; known: [string, string][]; chosen: string[]; on_change: (values: string[]) => void }) {
  const gone = chosen.filter((value) => !known.some(([id]) => id === value));
  return (
    <Group title={title} look="alert-badges" help={chosen.length ? "" : `None ticked: all ${title.toLowerCase()}.`}>
      {known.map(([id, name]) => <Checkbox key={id} label={name} checked={chosen.includes(id)} on_change={(on) => on_change(toggled(chosen, id, on))} />)}
      {gone.map((id) => <Checkbox key={id} label={<><code>{id}</code> <span class="muted">(not here)</span></>} checked on_change={() => on_change(toggled(chosen, id, false))} />)}
    </Group>
  );
}

function Connections({ chosen, on_change }: { chosen: string[]; on_change: (ids: string[]) => void }) {
  const names = useConnectionNames(chosen);
  return (
    <div class="alert-connections">
      <ConnectionPicker value="" label="Connections" all={chosen.length ? "Add another" : "All connections"} on_change={(id) => { if (id) on_change(toggled(chosen, id, true)); }} />
      {chosen.length > 0 && (
        <ul class="chips" aria-label={plural(chosen.length, "chosen connection")}>
          {chosen.map((id) => (
            <li key={id}>
              <button type="button" class="chip chip-filter" aria-label={`Take ${names.get(id) ?? id} away`} onClick={() => on_change(toggled(chosen, id, false))}>
                <span class="clip">{names.get(id) ?? id}</span><Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
