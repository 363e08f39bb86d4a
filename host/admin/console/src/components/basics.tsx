// Small pieces that every page uses: buttons, notes, empty and loading states, key-value lists, copy.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Role } from "../access_types";
import type { ApiError } from "../api_client";
import type { SeverityColor } from "../api_types";
import { why_not } from "../role";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  label?: string; // for screen readers, when the words alone are not enough
  small?: boolean;
  first?: boolean; // has the focus when its dialog opens
  needs?: Role; // whoever has less sees the button, and why it does nothing
  title?: string;
}

export function Button({ children, onClick, kind = "plain", icon, busy, disabled, type = "button", label, small, first, needs, title }: ButtonProps) {
  const refusal = why_not(needs);
  // Enter in a field of a form presses its button too: then nothing is sent either.
  const press = busy || refusal ? (event: Event) => event.preventDefault() : onClick;
  return (
    <button type={type} class={`button button-${kind}${small ? " button-small" : ""}`} onClick={press}
      disabled={disabled && !refusal} aria-disabled={refusal ? "true" : undefined} title={refusal || title} aria-busy={busy ? "true" : undefined}
      aria-label={label} data-first={first ? "" : undefined}>
      {busy ? <span class="spinner" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export function LinkButton({ to, children, icon, kind = "plain", download, small, label }: {
  to: string; children: ComponentChildren; icon?: IconName; kind?: string; download?: boolean; small?: boolean; label?: string;
}) {
  return (
    <a class={`button button-${kind}${small ? " button-small" : ""}`} href={to} download={download ? "" : undefined} aria-label={label}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

export function External({ to, children }: { to: string; children: ComponentChildren }) {
  if (!/^https?:\/\//.test(to)) return <>{children}</>; // text from a manifest never becomes another kind of link
  return <a href={to} target="_blank" rel="noreferrer noopener">{children} <Icon name="external" /><span class="sr-only"> (opens a new tab)</span></a>;
}

const note_icons: Record<SeverityColor, IconName> = { red: "error", amber: "warning", green: "check", neutral: "info" };

export function Note({ tone = "neutral", title, children, alert }: {
  tone?: SeverityColor; title?: ComponentChildren; children?: ComponentChildren; alert?: boolean;
}) {
  return (
    <div class={`note tone-${tone}`} role={alert ? "alert" : undefined}>
      <Icon name={note_icons[tone]} />
      <div>
        {title && <p class="note-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

// The host's hints are for programs too: a path of the API helps nobody who looks at a page.
export function hint_for_people(hint: string): string {
  if (!hint || hint.includes("/api/v1/")) return "";
  return /[.!?]$/.test(hint) ? hint : `${hint}.`;
}

// What went wrong, what to do, and the id that finds it in the log of the host.
export function Problem({ error, retry }: { error: ApiError; retry?: () => void }) {
  const hint = hint_for_people(error.hint);
  return (
    <Note tone="red" title={error.detail} alert>
      {hint && <p>{hint.split("`").map((part, at) => (at % 2 ? <code>{part}</code> : part))}</p>}
      {error.fields.length > 0 && <ul>{error.fields.map((field) => <li>{field.pointer.replace(/^\//, "")}: {field.message}</li>)}</ul>}
      <p class="note-foot">
        {retry && <Button small onClick={retry} icon="refresh">Try again</Button>}
        {error.request_id && <small>Request <code>{error.request_id}</code></small>}
      </p>
    </Note>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

// Shown only when an answer takes its time: a flash of bones is worse than a blank.
export function Loading({ lines = 3, cards = 0 }: { lines?: number; cards?: number }) {
  const [late, set_late] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => set_late(true), 150);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div class="loading" role="status">
      <span class="sr-only">Loading</span>
      {late && cards > 0 && <div class="cards">{bones(cards, "bone bone-card")}</div>}
      {late && cards === 0 && bones(lines, "bone")}
    </div>
  );
}

function bones(count: number, look: string) {
  return Array.from({ length: count }, (_, index) => <div key={index} class={look} />);
}

export function Facts({ rows, wide }: { rows: [ComponentChildren, ComponentChildren][]; wide?: boolean }) {
  return (
    <dl class={wide ? "facts facts-wide" : "facts"}>
      {rows.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Copyable({ text, children, what }: { text: string; children?: ComponentChildren; what: string }) {
  const [copied, set_copied] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      set_copied(true);
      timer.current = window.setTimeout(() => set_copied(false), 1500);
    } catch {
      // No clipboard without HTTPS: the text can still be selected.
    }
  };
  return (
    <span class="copyable">
      {children ?? <code>{text}</code>}
      <button type="button" class="icon-button" onClick={() => void copy()} aria-label={copied ? "Copied" : `Copy ${what}`}
        title={copied ? "Copied" : `Copy ${what}`}>
        <Icon name={copied ? "check" : "copy"} />
      </button>
    </span>
  );
}

export function Section({ title, children, aside, id }: { title: string; children: ComponentChildren; aside?: ComponentChildren; id?: string }) {
  return (
    <section class="section" aria-label={title} id={id}>
      <div class="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function ShowMore({ more, busy, error, children }: {
  more: (() => void) | null; busy?: boolean; error?: ApiError | null; children?: ComponentChildren;
}) {
  if (!more && !error) return null;
  return (
    <div class="show-more">
      {error && <Problem error={error} />}
      {more && <Button onClick={more} busy={busy ?? false}>{children ?? "Load more"}</Button>}
    </div>
  );
}
