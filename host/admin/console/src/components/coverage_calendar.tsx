// The days of one coverage line as a calendar: colour, pattern and letter tell the state. A range is chosen by click and
// shift-click, by dragging, or with the arrow keys and shift.
import { useEffect, useRef, useState } from "preact/hooks";
import { day_words, days_words } from "../backfill_words";
import type { Line, Span } from "../coverage";
import { counts_of, day_letters, day_ms, floor_day, gap_at, state_words, weeks_of, type Day, type DayState } from "../day_grid";
import { plural } from "../format";
import { Button } from "./basics";

const year_ms = 366 * day_ms;
const weekdays = ["Mon", "", "Wed", "", "Fri", "", ""];

interface Props {
  line: Line;
  from: number;
  to: number;
  name: string;
  on_backfill: ((span: Span) => void) | null; // nothing: the stream cannot be asked for a range
}

export function CoverageCalendar({ line, from, to, name, on_backfill }: Props) {
  const [until, set_until] = useState(to);
  const begin = Math.max(floor_day(from), floor_day(until) - year_ms + day_ms);
  const weeks = weeks_of(line, begin, until);
  const [focus, set_focus] = useState(floor_day(until - 1));
  const [anchor, set_anchor] = useState<number | null>(null);
  const [chosen, set_chosen] = useState<Span | null>(null);
  const dragging = useRef(false);
  const grid = useRef<HTMLTableElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>(`[data-day="${focus}"]`)?.focus();
    moved.current = false;
  }, [focus]);
  useEffect(() => {
    const box = grid.current?.parentElement;
    if (box) box.scrollLeft = box.scrollWidth; // the newest days are what people look for
    const stop = () => { dragging.current = false; };
    window.addEventListener("pointerup", stop);
    return () => window.removeEventListener("pointerup", stop);
  }, []);
  const choose = (a: number, b: number) => set_chosen({ from: Math.min(a, b), to: Math.max(a, b) + day_ms });
  const pick = (day: Day, extend: boolean) => {
    set_focus(day.at);
    if (extend && anchor !== null) return choose(anchor, day.at);
    set_anchor(day.at);
    const gap = gap_at(line, day.at);
    return gap ? set_chosen(gap) : choose(day.at, day.at);
  };
  const step = (event: KeyboardEvent, days: number) => {
    event.preventDefault();
    const next = Math.min(floor_day(until - 1), Math.max(begin, focus + days * day_ms));
    moved.current = true;
    if (event.shiftKey) {
      const start = anchor ?? focus;
      set_anchor(start);
      choose(start, next);
    }
    set_focus(next);
  };
  const on_key = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1, PageUp: -28, PageDown: 28, Home: -4000, End: 4000 };
    const days = moves[event.key];
    if (days) step(event, days);
    if (event.key === "Escape" && chosen) {
      event.stopPropagation();
      set_chosen(null);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const day = weeks.flatMap((week) => week.days).find((one) => one?.at === focus);
      if (day) pick(day, event.shiftKey);
    }
  };
  const counts = counts_of(weeks);
  return (
    <div class="calendar">
      <div class="calendar-head">
        <p class="muted">{days_words(begin, until)}: {count_words(counts)}</p>
        {(from < begin || until < to) && (
          <span class="calendar-years">
            <Button small kind="quiet" icon="back" disabled={from >= begin} onClick={() => set_until(Math.max(floor_day(from) + day_ms, begin))} label="The year before">Earlier</Button>
            <Button small kind="quiet" disabled={until >= to} onClick={() => set_until(Math.min(to, until + year_ms))} label="The year after">Later</Button>
          </span>
        )}
      </div>
      <div class="calendar-box">
        <table ref={grid} class="calendar-grid" role="grid" aria-label={`Days of ${name}`} aria-multiselectable="true" onKeyDown={on_key}>
          <thead aria-hidden="true">
            <tr><td />{weeks.map((week) => <td key={week.at} class="calendar-month"><span>{week.month}</span></td>)}</tr>
          </thead>
          <tbody>
            {weekdays.map((weekday, row) => (
              <tr key={row}>
                <th aria-hidden="true" class="calendar-weekday">{weekday}</th>
                {weeks.map((week) => {
                  const day = week.days[row];
                  if (!day) return <td key={week.at} aria-hidden="true" />;
                  const is_chosen = Boolean(chosen && day.at >= chosen.from && day.at < chosen.to);
                  return (
                    <td key={week.at} class={`day day-${day.state}${is_chosen ? " day-chosen" : ""}`} role="gridcell" data-day={day.at} tabIndex={day.at === focus ? 0 : -1}
                      aria-selected={is_chosen ? "true" : "false"} aria-label={`${day_words(day.at)}: ${state_words[day.state]}`} title={`${day_words(day.at)}: ${state_words[day.state]}`}
                      onPointerDown={(event) => { dragging.current = true; pick(day, event.shiftKey); }}
                      onPointerEnter={() => { if (dragging.current && anchor !== null && anchor !== day.at) choose(anchor, day.at); }}>
                      {day_letters[day.state]}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="calendar-foot" role="status">
        {chosen ? (
          <>
            <span>{days_words(chosen.from, chosen.to)} ({plural(Math.round((chosen.to - chosen.from) / day_ms), "day")})</span>
            {on_backfill && <Button small icon="backfills" needs="operator" onClick={() => on_backfill(chosen)}>Backfill these days</Button>}
            <Button small kind="quiet" onClick={() => set_chosen(null)}>Choose none</Button>
          </>
        ) : <span class="muted">{on_backfill ? "Choose days, or click a gap, to backfill them." : "This stream cannot be asked for days; it continues by itself."}</span>}
      </div>
    </div>
  );
}

function count_words(counts: Record<DayState, number>): string {
  const order: DayState[] = ["held", "restating", "missing", "failed", "lost"];
  const words: Record<DayState, string> = { held: "held", restating: "still corrected", missing: "missing", failed: "failed", lost: "lost", none: "" };
  return order.filter((state) => counts[state] > 0).map((state) => `${plural(counts[state], "day")} ${words[state]}`).join(", ") || "nothing yet";
}
