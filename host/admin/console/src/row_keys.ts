// j and k go through the rows of a list, wherever a page marks them: data-row on a row, data-row-link on what opens it.
import { useShortcuts } from "./shortcuts";

const rows = () => [...document.querySelectorAll<HTMLElement>("main [data-row]")];

export function current_row(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
}

function go(step: 1 | -1): void | false {
  const all = rows(), at = current_row();
  const from = at ? all.indexOf(at) : -1;
  const next = from < 0 ? first_in_sight(all) : all[from + step];
  if (!next) return all.length ? undefined : false;
  (next.querySelector<HTMLElement>("[data-row-link]") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function first_in_sight(all: HTMLElement[]): HTMLElement | undefined {
  return all.find((row) => row.getBoundingClientRect().top >= 52) ?? all[0];
}

// `run`: what r does on a row; without one, r reads the page again.
export function useRowKeys(what: string, run?: (id: string) => void, choose?: (id: string) => void): void {
  const on_row = (act: (id: string) => void) => () => {
    const id = current_row()?.dataset["row"];
    if (!id) return false;
    act(id);
    return undefined;
  };
  useShortcuts([
    { keys: "j", help: `Next ${what}`, run: () => go(1) },
    { keys: "k", help: `Previous ${what}`, run: () => go(-1) },
    ...(run ? [{ keys: "r", help: `Sync the ${what} with the focus, else read the page again`, run: on_row(run) }] : []),
    ...(choose ? [{ keys: "x", help: `Choose the ${what} with the focus`, run: on_row(choose) }] : []),
  ]);
}
