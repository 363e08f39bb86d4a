// The days that a list sums: the last 7, 14, 30 or 60, or from one day to another.
import { useId, useState } from "preact/hooks";
import { Button } from "../components/basics";
import { Popover } from "../components/popover";
import { date } from "../format";
import { push_query } from "../router";
import { period_of, period_problem, preset_days, usual_days, type ViewFilter } from "../view_query";

const first_page = { after: undefined, page: undefined };

export function PeriodPicker({ filter, today }: { filter: ViewFilter; today: string }) {
  const period = period_of(filter, Date.parse(today));
  const text = filter.days ? `Last ${filter.days} days` : `${date(period.from)} – ${date(period.to)}`;
  return (
    <div class="filter filter-multi">
      <span class="filter-label" aria-hidden="true">Period</span>
      <Popover start kind="plain" icon="calendar" label="Period" button_label={`Period: ${text}`} text={<span class="clip">{text}</span>}>
        {(close) => <Choices filter={filter} period={period} close={close} />}
      </Popover>
    </div>
  );
}

function Choices({ filter, period, close }: { filter: ViewFilter; period: { from: string; to: string }; close: () => void }) {
  const [from, set_from] = useState(period.from);
  const [to, set_to] = useState(period.to);
  const [problem, set_problem] = useState("");
  const pick = (days: number) => {
    push_query({ range: days === usual_days ? undefined : String(days), from: undefined, to: undefined, ...first_page });
    close();
  };
  const apply = (event: Event) => {
    event.preventDefault();
    const found = period_problem(from, to);
    set_problem(found);
    if (found) return;
    push_query({ range: undefined, from, to, ...first_page });
    close();
  };
  return (
    <>
      <div class="period-presets">
        {preset_days.map((days) => <button key={days} type="button" class="chip" aria-pressed={filter.days === days} onClick={() => pick(days)}>Last {days} days</button>)}
      </div>
      <form class="period-custom" onSubmit={apply}>
        <Day label="From" value={from} on_change={set_from} />
        <Day label="To" value={to} on_change={set_to} />
        {problem && <p class="field-help field-error" role="alert">{problem}</p>}
        <Button type="submit" small>Show these days</Button>
      </form>
    </>
  );
}

function Day({ label, value, on_change }: { label: string; value: string; on_change: (value: string) => void }) {
  const id = useId();
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value} onInput={(event) => on_change(event.currentTarget.value)} />
    </div>
  );
}
