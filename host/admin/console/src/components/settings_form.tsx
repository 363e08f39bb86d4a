// Name and settings of a connection. Somebody else's change in between is noticed (412) and not overwritten.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Plugin, PluginSetting } from "../api_types";
import { board_api } from "../board_api";
import { is_boolean_type } from "../record_columns";
import { can } from "../role";
import { invalidate, useResource } from "../store";
import { Button, Note, Problem } from "./basics";
import { Checkbox, ChecksField, SelectField, TextField } from "./fields";
import { say } from "./toast";

export function SettingsForm({ connection, plugin }: { connection: Connection; plugin: Plugin | undefined }) {
  const [label, set_label] = useState(connection.label);
  const [workspace, set_workspace] = useState(connection.workspace);
  const facets = useResource("facets:{}", ["connections"], () => board_api.facets({}), 1_000);
  const [settings, set_settings] = useState<Record<string, string>>({});
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const declared = connection.managed_by === "file";
  const fixed = declared || !can("operator");
  const value_of = (setting: PluginSetting) => settings[setting.key] ?? connection.settings[setting.key] ?? setting.default;
  const changed_settings = Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== connection.settings[key]));
  const moved = (workspace.trim() || "default") !== connection.workspace;
  const changed = label.trim() !== connection.label || moved || Object.keys(changed_settings).length > 0;
  const save = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const body: { label?: string; workspace?: string; settings?: Record<string, string> } = {};
      if (moved) body.workspace = workspace.trim();
      if (label.trim() !== connection.label) body.label = label.trim();
      if (Object.keys(changed_settings).length) body.settings = changed_settings;
      await api.change_connection(connection.id, connection.version, body);
      say("Saved.");
      invalidate([`connection:${connection.id}`, "connections"]);
    } catch (problem) {
      set_error(as_api_error(problem));
      set_busy(false);
    }
  };
  const field_error = (key: string) => error?.fields.find((field) => field.pointer.endsWith(`/${key}`))?.message;
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      {declared && <Note title="Declared in the configuration file"><p>Change it there and restart the host: what has changed in the file is applied at the next start.</p></Note>}
      <TextField label="Name" value={label} on_change={set_label} required disabled={fixed} error={field_error("label")} />
      <TextField label="Workspace" value={workspace} on_change={set_workspace} disabled={fixed} error={field_error("workspace")}
        suggestions={(facets.data?.workspaces ?? []).map((one) => one.value)} help="Whose business it belongs to. A new name makes a new workspace." />
      {plugin?.settings.filter((setting) => has_setting(connection, setting)).map((setting) => (
        <SettingField key={setting.key} setting={setting} value={value_of(setting)} disabled={fixed} error={field_error(setting.key)}
          on_change={(value) => set_settings({ ...settings, [setting.key]: value })} />
      ))}
      {error && <Problem error={error} />}
      <div class="form-actions"><Button needs="operator" kind="primary" type="submit" busy={busy} disabled={declared || !changed || !label.trim()}>Save</Button></div>
    </form>
  );
}

// Some settings are for one kind of account only.
function has_setting(connection: Connection, setting: PluginSetting): boolean {
  return !setting.accounts?.length || !connection.account_kind || setting.accounts.includes(connection.account_kind);
}

interface FieldProps {
  setting: PluginSetting;
  value: string;
  disabled: boolean;
  error: string | undefined;
  on_change: (value: string) => void;
}

function SettingField({ setting, value, disabled, error, on_change }: FieldProps) {
  const title = setting.title || setting.key;
  if (is_boolean_type(setting.type)) {
    return <Checkbox label={title} checked={value === "true"} disabled={disabled} on_change={(on) => on_change(on ? "true" : "false")} />;
  }
  if (setting.type === "list") {
    return <ChecksField label={title} value={value} choices={setting.choices ?? []} disabled={disabled} error={error} on_change={on_change}
      help={`Default ${setting.default.replace(/,/g, ", ")}`} />;
  }
  if (setting.choices?.length) {
    const known = setting.choices.includes(value) ? setting.choices : [value, ...setting.choices];
    const text = (choice: string) => (setting.choices?.includes(choice) ? choice : `${choice || "nothing"} (not allowed)`);
    return <SelectField label={title} value={value} disabled={disabled} error={error} on_change={on_change}
      help={`Default ${setting.default}`} choices={known.map((choice) => ({ value: choice, text: text(choice) }))} />;
  }
  const limits = [setting.minimum != null && `at least ${setting.minimum}`, setting.maximum != null && `at most ${setting.maximum}`].filter(Boolean).join(", ");
  const help = [`Default ${setting.default || "empty"}`, limits].filter(Boolean).join("; ");
  return <TextField label={title} type={setting.type === "integer" ? "number" : "text"} value={value} on_change={on_change} disabled={disabled}
    min={setting.minimum ?? undefined} max={setting.maximum ?? undefined} help={help} error={error} />;
}
