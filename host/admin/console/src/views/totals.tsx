// The sums of everything that the filters leave, one line for each currency: nothing is converted.
import { useState } from "preact/hooks";
import { Button } from "../components/basics";
import { date, number, plural } from "../format";
import { metric_text, ratio_text } from "../view_columns";
import { days_between } from "../view_query";
import type { View, ViewPage } from "../view_types";

const shown_at_first = 4, shown_at_most = 6; // one or two more do not hide

export function Totals({ view, page, period, busy }: { view: View; page: ViewPage; period: { from: string; to: string }; busy: boolean }) {
  const [all, set_all] = useState(false);
  if (!view.metrics.length || !page.totals) return null;
  const totals = [...(page.totals ?? [])].filter((one) => one.count > 0).sort((a, b) => b.count - a.count || a.currency.localeCompare(b.currency));
  const ratios = totals.some((one) => one.ratios) ? view.ratios : [];
  const shown = all || totals.length <= shown_at_most ? totals : totals.slice(0, shown_at_first);
  return (
    <section class={`totals${busy ? " table-busy" : ""}`} aria-label="Totals">
      <div class="table-box" tabIndex={0} role="region" aria-label="Totals by currency">
        <table class="table totals-table">
          <caption>Totals, {date(period.from)} to {date(period.to)} ({plural(days_between(period.from, period.to), "day")})</caption>
          <thead><tr><th scope="col">Currency</th><th scope="col" class="num">{view.title}</th>{[...view.metrics.map((one) => one.title), ...ratios.map((one) => one.title)].map((title) => <th key={title} scope="col" class="num">{title}</th>)}</tr></thead>
          <tbody>
            {shown.map((total) => (
              <tr key={total.currency}>
                <th scope="row">{total.currency || <span class="muted">no sums</span>}</th>
                <td class="num">{number(total.count)}</td>
                {view.metrics.map((metric) => <td key={metric.field} class="num" data-label={metric.title}>{metric_text(metric, total.metrics[metric.field], total.currency) || "–"}</td>)}
                {ratios.map((ratio) => <td key={ratio.id} class="num">{ratio_text(ratio, total.ratios?.[ratio.id]) || "–"}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < totals.length && <Button small kind="quiet" onClick={() => set_all(true)}>Show all {totals.length} currencies</Button>}
    </section>
  );
}
