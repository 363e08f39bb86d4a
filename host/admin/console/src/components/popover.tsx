// A button that opens a small box beside it. Esc closes it and gives the focus back; so does a press elsewhere.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons";

interface Props {
  text: ComponentChildren; // of the button
  label: string; // of the box
  icon?: IconName;
  button_label?: string;
  kind?: string;
  start?: boolean; // the box begins at the button's left edge
  marked?: boolean | undefined; // the button stands out: something is chosen
  disabled?: boolean;
  children: (close: () => void) => ComponentChildren;
}

export function Popover({ text, label, icon, button_label, kind = "plain button-small", start, marked, disabled, children }: Props) {
  const [open, set_open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    set_open(false);
    box.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    };
    const on_press = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) set_open(false);
    };
    document.addEventListener("keydown", on_key);
    document.addEventListener("pointerdown", on_press);
    return () => {
      document.removeEventListener("keydown", on_key);
      document.removeEventListener("pointerdown", on_press);
    };
  }, [open]);
  return (
    <div class={start ? "popover-anchor popover-start" : "popover-anchor"} ref={box}>
      <button type="button" class={`button button-${kind}${marked ? " button-marked" : ""}`} aria-expanded={open} aria-controls={open ? id : undefined}
        aria-label={button_label} disabled={disabled} onClick={() => set_open(!open)}>
        {icon && <Icon name={icon} />}<span>{text}</span><Icon name="down" />
      </button>
      {open && <div class="popover" id={id} role="group" aria-label={label}>{children(close)}</div>}
    </div>
  );
}
