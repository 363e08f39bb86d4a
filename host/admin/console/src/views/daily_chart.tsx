// The days of one metric as bars, with an axis, the day under the pointer or the arrow keys in words, and the same as a table.
import { useState } from "preact/hooks";
import { date, number, plural } from "../format";
import { axis_steps, points_of, trend_words } from "../spark";
import { metric_text } from "../view_columns";
import { day_of } from "../view_query";
import type { ViewMetric, ViewRow } from "../view_types";

interface Props {
  values: ViewRow["sparkline"];
  from: string; // the first day
  metric: ViewMetric | undefined;
  currency: string;
}

const width = 560, height = 168, left = 46, bottom = 20, top = 8;
const day_ms = 86_400_000;

export function DailyChart({ values, from, metric, currency }: Props) {
  const [at, set_at] = useState<number | null>(null);
  const points = points_of(values);
  const steps = axis_steps(Math.max(...points, 0));
  const most = steps.at(-1) || 1;
  const slot = (width - left) / points.length, bar = Math.max(1, slot * 0.72);
  const y = (value: number) => top + (1 - Math.max(0, value) / most) * (height - top - bottom);
  const day = (index: number) => day_of(Date.parse(from) + index * day_ms);
  const text = (index: number) => metric_text(metric, values[index], currency) || "0";
  const title = metric?.title ?? "Value";
  const on_key = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    set_at(Math.min(points.length - 1, Math.max(0, (at ?? (move > 0 ? -1 : points.length)) + move)));
  };
  const on_move = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const index = Math.floor((((event.clientX - box.left) / box.width) * width - left) / slot);
    set_at(index >= 0 && index < points.length ? index : null);
  };
  return (
    <section class="chart" aria-label={`${title} by day`}>
      <div class="chart-head"><h3>{title} by day</h3>
        <p class="num" role="status">{at === null ? `${date(day(0))} to ${date(day(points.length - 1))}` : <><b>{text(at)}</b> on {date(day(at))}</>}</p></div>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title} on ${plural(points.length, "day")}: ${trend_words(points)}`}
        tabIndex={0} onKeyDown={on_key} onPointerMove={on_move} onPointerLeave={() => set_at(null)} onBlur={() => set_at(null)}>
        {steps.map((step) => (
          <g key={step}><line class="chart-line" x1={left} x2={width} y1={y(step)} y2={y(step)} /><text class="chart-text" x={left - 6} y={y(step) + 3.5} text-anchor="end">{short(step)}</text></g>
        ))}
        {points.map((value, index) => <rect key={index} class={index === at ? "chart-bar chart-bar-at" : "chart-bar"} x={left + index * slot + (slot - bar) / 2} y={y(value)} width={bar} height={Math.max(0, height - bottom - y(value))} rx={Math.min(2, bar / 3)} />)}
        {[0, Math.floor((points.length - 1) / 2), points.length - 1].filter((one, index, all) => all.indexOf(one) === index).map((index) => (
          <text key={index} class="chart-text" x={left + (index + 0.5) * slot} y={height - 5} text-anchor={index === 0 ? "start" : index === points.length - 1 ? "end" : "middle"}>{day_label(day(index))}</text>
        ))}
      </svg>
      <details class="more"><summary>As a table</summary>
        <div class="table-box chart-table" tabIndex={0} role="region" aria-label={`${title} by day, as a table`}>
          <table class="table table-tight"><thead><tr><th scope="col">Day</th><th scope="col" class="num">{title}</th></tr></thead>
            <tbody>{points.map((_, index) => <tr key={index}><th scope="row">{date(day(index))}</th><td class="num">{text(index)}</td></tr>)}</tbody></table>
        </div>
      </details>
    </section>
  );
}

function day_label(day: string): string {
  return date(day).replace(/ \d{4}$/, "");
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

function short(value: number): string {
  return value >= 1000 ? compact.format(value) : number(value);
}
