// The keyboard: which keys a page answers, and what the help says of them. A page registers with useShortcuts; the one
// that registered last has a key. Nothing happens while somebody types, in a dialog, or with Ctrl, Alt or Meta.
import { useEffect, useRef } from "preact/hooks";

export interface Shortcut {
  keys: string; // "j", "/", "?", "Enter", or two: "g c"
  help: string; // "Next in the list"
  here?: () => boolean; // whether it does something on the page as it stands; nothing: always
  run: (event: KeyboardEvent) => void | false; // false: not mine after all
}

const sets: { current: Shortcut[] }[] = [];
const pair_within_ms = 1200;
let pending = "", pending_at = 0;

export function useShortcuts(shortcuts: Shortcut[]): void {
  const set = useRef(shortcuts);
  set.current = shortcuts;
  useEffect(() => {
    sets.push(set);
    return () => {
      sets.splice(sets.indexOf(set), 1);
    };
  }, []);
}

const works_here = (one: Shortcut) => !one.here || one.here();

// For the help: what works here and now; what is nearer to the page first, each key once.
export function known_shortcuts(): Shortcut[] {
  const seen = new Set<string>();
  return [...sets].reverse().flatMap((set) => set.current).filter((one) => works_here(one) && !seen.has(one.keys) && seen.add(one.keys));
}

function is_typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, dialog, [contenteditable]") !== null;
}

// A key on a focused link or button is theirs, when it means something to them.
function is_pressing(event: KeyboardEvent): boolean {
  const works = event.key === "Enter" || event.key === " ";
  return works && event.target instanceof Element && event.target.closest("a, button, summary, input") !== null;
}

function run(keys: string, event: KeyboardEvent): boolean {
  for (const set of [...sets].reverse()) {
    for (const one of set.current) {
      if (one.keys !== keys || !works_here(one) || one.run(event) === false) continue;
      event.preventDefault();
      return true;
    }
  }
  return false;
}

export function on_key(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches("main [data-search]")) return event.target.blur();
  if (is_typing(event.target) || is_pressing(event)) return;
  const now = event.timeStamp, before = now - pending_at < pair_within_ms ? pending : "";
  pending = "";
  if (before && run(`${before} ${event.key}`, event)) return;
  if (run(event.key, event)) return;
  if (sets.some((set) => set.current.some((one) => one.keys.startsWith(`${event.key} `)))) {
    pending = event.key;
    pending_at = now;
  }
}

export function listen_to_keys(): () => void {
  document.addEventListener("keydown", on_key);
  return () => document.removeEventListener("keydown", on_key);
}

const search_field = () => document.querySelector<HTMLInputElement>("main [data-search]");
export const has_search = () => search_field() !== null;

// "/" goes to the search field of the page, as in many tools.
export function focus_search(): void | false {
  const field = search_field();
  if (!field) return false;
  field.focus();
  field.select();
}
