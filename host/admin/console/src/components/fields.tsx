// Form fields with their labels; search fields wait until the typing pauses.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { list_with, parts_of } from "../setting_list";
import { Icon } from "./icons";

const pause_ms = 250;

interface FieldProps {
  label: string;
  help?: ComponentChildren;
  error?: string | undefined;
  value: string;
  on_change: (value: string) => void;
  type?: string;
  required?: boolean;
  autofocus?: boolean;
  min?: number | undefined;
  max?: number | undefined;
  disabled?: boolean;
  mono?: boolean;
  autocomplete?: string;
  suggestions?: string[];
}

export function TextField({ label, help, error, value, on_change, type = "text", required, autofocus, min, max, disabled, mono, autocomplete = "off", suggestions }: FieldProps) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autofocus) ref.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input ref={ref} id={id} data-first={autofocus ? "" : undefined} class={mono ? "mono" : undefined} type={type} value={value} required={required} min={min} max={max} disabled={disabled}
        list={suggestions?.length ? `${id}-known` : undefined} autocomplete={autocomplete} autocapitalize="off" spellcheck={false} aria-invalid={error ? "true" : undefined}
        aria-describedby={help || error ? `${id}-help` : undefined} onInput={(event) => on_change(event.currentTarget.value)} />
      {suggestions && suggestions.length > 0 && <datalist id={`${id}-known`}>{suggestions.map((one) => <option key={one} value={one} />)}</datalist>}
      {(help || error) && <p id={`${id}-help`} class={error ? "field-help field-error" : "field-help"}>{error ?? help}</p>}
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
}

export function SelectField({ label, help, error, value, choices, on_change, disabled }: {
  label: string; help?: ComponentChildren; error?: string | undefined; value: string; choices: Choice[]; on_change: (value: string) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} aria-invalid={error ? "true" : undefined} aria-describedby={help || error ? `${id}-help` : undefined}
        onChange={(event) => on_change(event.currentTarget.value)}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
      {(help || error) && <p id={`${id}-help`} class={error ? "field-help field-error" : "field-help"}>{error ?? help}</p>}
    </div>
  );
}

export function Select({ label, value, choices, on_change }: {
  label: string; value: string; choices: Choice[]; on_change: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => on_change(event.currentTarget.value)}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
    </div>
  );
}

export function SearchField({ label, value, on_change, placeholder }: {
  label: string; value: string; on_change: (value: string) => void; placeholder?: string;
}) {
  const id = useId();
  const [text, set_text] = useState(value);
  const timer = useRef(0);
  const typed = useRef(value);
  useEffect(() => {
    if (value !== typed.current) { // changed from outside, by a link or the back button
      typed.current = value;
      set_text(value);
    }
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const on_input = (next: string) => {
    set_text(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      typed.current = next;
      on_change(next);
    }, pause_ms);
  };
  return (
    <div class="filter filter-search">
      <label for={id}>{label}</label>
      <div class="search">
        <Icon name="search" />
        <input id={id} type="search" value={text} placeholder={placeholder} data-search="" autocomplete="off" spellcheck={false}
          onInput={(event) => on_input(event.currentTarget.value)} />
      </div>
    </div>
  );
}

// Some of the choices, as one text: "A,B". At least one stays chosen.
export function ChecksField({ label, help, error, value, choices, on_change, disabled }: {
  label: string; help?: ComponentChildren; error?: string | undefined; value: string; choices: string[]; on_change: (value: string) => void;
  disabled?: boolean;
}) {
  const id = useId();
  const chosen = parts_of(value);
  const is_last = (choice: string) => list_with(value, choices, choice, false) === "";
  return (
    <fieldset class="field checks" aria-invalid={error ? "true" : undefined} aria-describedby={help || error ? `${id}-help` : undefined}>
      <legend>{label}</legend>
      <div class="checks-choices">
        {choices.map((choice) => (
          <Checkbox key={choice} label={choice} checked={chosen.includes(choice)} disabled={Boolean(disabled) || (chosen.includes(choice) && is_last(choice))}
            on_change={(on) => on_change(list_with(value, choices, choice, on))} />
        ))}
      </div>
      {(help || error) && <p id={`${id}-help`} class={error ? "field-help field-error" : "field-help"}>{error ?? help}</p>}
    </fieldset>
  );
}

export function Checkbox({ label, checked, on_change, disabled, help }: {
  label: ComponentChildren; checked: boolean; on_change: (checked: boolean) => void; disabled?: boolean; help?: ComponentChildren;
}) {
  const id = useId();
  return (
    <div class={disabled ? "checkbox checkbox-disabled" : "checkbox"}>
      <input id={id} type="checkbox" checked={checked} disabled={disabled} aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => on_change(event.currentTarget.checked)} />
      <div>
        <label for={id}>{label}</label>
        {help && <p id={`${id}-help`} class="field-help">{help}</p>}
      </div>
    </div>
  );
}
