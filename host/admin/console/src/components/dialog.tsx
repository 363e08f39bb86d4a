// Dialogs and side panels on the browser's own <dialog>: it keeps the focus inside, closes on Esc and gives it back.
// The focus starts at the element marked data-first when that is in sight, else at the title.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icons";

interface Props {
  title: ComponentChildren;
  on_close: () => void;
  children: ComponentChildren;
  panel?: boolean; // a panel at the side instead of a box in the middle
  wide?: boolean;
  look?: string; // a class of its own
  stays?: boolean; // only what stands in it closes it
}

// What lies below the first screen of a long dialog is not where one begins to read it.
function start_of(dialog: HTMLDialogElement): HTMLElement | null {
  const first = dialog.querySelector<HTMLElement>("[data-first]"), body = dialog.querySelector(".dialog-body");
  const in_sight = first && body && first.getBoundingClientRect().bottom <= body.getBoundingClientRect().bottom;
  return in_sight ? first : dialog.querySelector("h2");
}

export function Dialog({ title, on_close, children, panel, wide, look, stays }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const title_id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    start_of(dialog)?.focus({ preventScroll: true });
    return () => {
      dialog.close();
      before?.focus();
    };
  }, []);
  const on_cancel = (event: Event) => {
    event.preventDefault(); // the page decides; the dialog leaves with its component
    if (!stays) on_close();
  };
  const on_click = (event: MouseEvent) => {
    if (event.target === ref.current && !stays) on_close(); // the backdrop
  };
  return (
    <dialog ref={ref} class={`dialog${panel ? " dialog-panel" : ""}${wide ? " dialog-wide" : ""}${look ? ` ${look}` : ""}`} aria-labelledby={title_id} onCancel={on_cancel} onClick={on_click}>
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={title_id} tabIndex={-1}>{title}</h2>
          {!stays && <button type="button" class="icon-button" aria-label="Close" onClick={on_close}><Icon name="close" /></button>}
        </header>
        <div class="dialog-body">{children}</div>
      </div>
    </dialog>
  );
}
