// j and k go through the rows and cards of a list, wherever a page marks them: data-row on each, data-row-link on what opens it
// where that is not the first link or button in it. Enter is the link's own; x presses the row's checkbox.
import { useShortcuts, type Shortcut } from "./shortcuts";

const opener = "a[href], button:not(:disabled), summary";
const check = "input[type=checkbox]:not(:disabled)";
const below_the_bar_px = 52;

const rows = () => [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter((row) => row.getClientRects().length > 0);
const any = (selector: string) => rows().some((row) => row.querySelector(selector));

export function current_row(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
}

function go(step: 1 | -1): void | false {
  const all = rows(), at = current_row();
  const from = at ? all.indexOf(at) : -1;
  const next = from < 0 ? first_in_sight(all) : all[from + step];
  if (!next) return all.length ? undefined : false;
  focus_of(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// A row with nothing to open takes the focus itself.
function focus_of(row: HTMLElement): HTMLElement {
  const found = row.matches("[data-row-link]") ? null : row.querySelector<HTMLElement>("[data-row-link]") ?? row.querySelector<HTMLElement>(opener);
  if (!found) row.tabIndex = -1;
  return found ?? row;
}

function first_in_sight(all: HTMLElement[]): HTMLElement | undefined {
  return all.find((row) => row.getBoundingClientRect().top >= below_the_bar_px) ?? all[0];
}

function choose(): void | false {
  const box = current_row()?.querySelector<HTMLElement>(check);
  if (!box) return false;
  box.click();
}

// On every page; they are in the help where the page has rows.
export const list_keys: Shortcut[] = [
  { keys: "j", help: "Next in the list", here: () => rows().length > 0, run: () => go(1) },
  { keys: "k", help: "Previous in the list", here: () => rows().length > 0, run: () => go(-1) },
  { keys: "Enter", help: "Open what has the focus", here: () => any(opener), run: () => false },
  { keys: "x", help: "Choose what has the focus, or not any more", here: () => any(check), run: choose },
];

// What r does on a row; without one, r reads the page again.
export function useRowRun(what: string, run: ((id: string) => void) | null): void {
  const on_row = () => {
    const id = current_row()?.dataset["row"];
    if (!id || !run) return false;
    run(id);
    return undefined;
  };
  useShortcuts([{ keys: "r", help: `Sync the ${what} with the focus, else read this page again`, here: () => run !== null && rows().length > 0, run: on_row }]);
}
