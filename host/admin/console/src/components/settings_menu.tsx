// Colors and the zone of times: what a person chooses for this browser.
import { useState } from "preact/hooks";
import { choose_theme, chosen_theme, themes } from "../theme";
import { choose_zone, local_zone_name, useZone, type TimeZone } from "../time_zone";
import { Popover } from "./popover";

export function SettingsMenu() {
  const [theme, set_theme] = useState(chosen_theme);
  const zone = useZone();
  const zones: { id: TimeZone; title: string }[] = [
    { id: "local", title: `My zone (${local_zone_name()})` }, { id: "utc", title: "UTC" },
  ];
  return (
    <Popover text="Display" label="Display" icon="screen" kind="quiet button-small settings-button">
      {() => (
        <div class="settings-menu">
          <Choice title="Colors" items={themes} value={theme} on_change={(chosen) => { choose_theme(chosen); set_theme(chosen); }} />
          <Choice title="Times" items={zones} value={zone} on_change={choose_zone} />
        </div>
      )}
    </Popover>
  );
}

function Choice<T extends string>({ title, items, value, on_change }: {
  title: string; items: { id: T; title: string }[]; value: T; on_change: (value: T) => void;
}) {
  return (
    <fieldset class="menu-choice">
      <legend>{title}</legend>
      {items.map((item) => (
        <label key={item.id}><input type="radio" name={title} checked={item.id === value} onChange={() => on_change(item.id)} /><span>{item.title}</span></label>
      ))}
    </fieldset>
  );
}
