// Short confirmations at the edge of the page, read out politely.
import { useEffect, useState } from "preact/hooks";
import { as_api_error } from "../api_client";
import type { SeverityColor } from "../api_types";
import { Icon } from "./icons";

interface Toast {
  id: number;
  tone: SeverityColor;
  text: string;
  hint: string;
  said_at: number;
}

let toasts: Toast[] = [];
let next_id = 1;
const watchers = new Set<(toasts: Toast[]) => void>();

function publish(next: Toast[]): void {
  toasts = next;
  watchers.forEach((watcher) => watcher(next));
}

function dismiss(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

export function say(text: string, tone: SeverityColor = "green", hint = ""): void {
  const id = next_id++;
  publish([...toasts.slice(-3), { id, tone, text, hint, said_at: performance.now() }]);
  if (tone === "green") window.setTimeout(() => dismiss(id), 6000); // a failure stays until it is read, or the page left
}

// They belong to the page they came from. One that was said just now came with the change of page: "Saved", and away.
export function forget_toasts(): void {
  publish(toasts.filter((toast) => performance.now() - toast.said_at < 1000));
}

export function say_error(error: unknown): void {
  const problem = as_api_error(error);
  say(problem.detail, "red", problem.hint);
}

export function Toasts() {
  const [shown, set_shown] = useState(toasts);
  useEffect(() => {
    watchers.add(set_shown);
    return () => {
      watchers.delete(set_shown);
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite" aria-label="Messages">
      {shown.map((toast) => (
        <div key={toast.id} class={`toast tone-${toast.tone}`}>
          <Icon name={toast.tone === "red" ? "error" : "check"} />
          <div>
            <p>{toast.text}</p>
            {toast.hint && <p class="toast-hint">{toast.hint}</p>}
          </div>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}><Icon name="close" /></button>
        </div>
      ))}
    </div>
  );
}
