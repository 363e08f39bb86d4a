// A list of rows of one height, of which only those in sight are in the document; the page scrolls as ever. Near its end it
// asks for more.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { window_of, type Window } from "../board";

interface Props<T> {
  items: T[];
  total: number; // with those that are not read yet
  row_px: number;
  label: string;
  key_of: (item: T) => string;
  render: (item: T, index: number) => ComponentChildren;
  more: (() => void) | null;
}

const ask_at_rows = 40; // before the end of what has been read, once one has scrolled
const spare_rows = 6; // drawn above and below what is in sight

export function WindowList<T>({ items, total, row_px, label, key_of, render, more }: Props<T>) {
  const ref = useRef<HTMLUListElement>(null);
  const [shown, set_shown] = useState<Window>({ from: 0, to: Math.min(items.length, 25) });
  const look = () => {
    const top = ref.current?.getBoundingClientRect().top ?? 0;
    const next = window_of(items.length, row_px, -top, window.innerHeight, spare_rows);
    set_shown((old) => (old.from === next.from && old.to === next.to ? old : next));
    const wanted = next.from > 0 ? next.to > items.length - ask_at_rows : next.to >= items.length;
    if (more && wanted && top < window.innerHeight * 2) more();
  };
  const latest = useRef(look);
  latest.current = look;
  useLayoutEffect(look, [items.length, row_px]);
  useEffect(() => {
    let frame = 0;
    const on_move = () => {
      if (frame) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        latest.current();
      });
    };
    window.addEventListener("scroll", on_move, { passive: true });
    window.addEventListener("resize", on_move);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", on_move);
      window.removeEventListener("resize", on_move);
    };
  }, []);
  const to = Math.min(shown.to, items.length);
  return (
    <ul class="window-list" aria-label={label} ref={ref}
      style={{ paddingTop: `${shown.from * row_px}px`, paddingBottom: `${Math.max(0, items.length - to) * row_px}px` }}>
      {items.slice(shown.from, to).map((item, at) => (
        <li key={key_of(item)} class="window-row" style={{ height: `${row_px}px` }} aria-setsize={total} aria-posinset={shown.from + at + 1}>{render(item, shown.from + at)}</li>
      ))}
    </ul>
  );
}
