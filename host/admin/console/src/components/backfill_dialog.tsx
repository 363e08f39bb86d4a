// Asks for a range of the past: what is read, what it costs, and why it cannot be, before anything starts.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Marketplace, Plugin } from "../api_types";
import { backfill_api, type BackfillDetails, type BackfillOrder } from "../backfill_types";
import { day_of, day_words, estimate_words } from "../backfill_words";
import type { Span } from "../coverage";
import { plural } from "../format";
import { noun_of } from "../noun";
import { href, navigate } from "../router";
import { invalidate, useResource } from "../store";
import { Button, Note, Problem } from "./basics";
import { Dialog } from "./dialog";
import { say } from "./toast";

const pause_ms = 300;
const day_ms = 86_400_000;
const skipped_shown = 4;

interface Props {
  connection: Connection;
  plugin: Plugin;
  marketplaces: Marketplace[];
  on_close: () => void;
  span?: Span | undefined; // of the gap
  stream?: string | undefined;
  marketplace?: string | undefined;
}

export function BackfillDialog({ connection, plugin, marketplaces, on_close, span, stream, marketplace }: Props) {
  const own = useResource(`streams:${connection.id}`, [`streams:${connection.id}`], () => api.streams(connection.id));
  const running = own.data?.items.filter((one) => one.enabled !== false).map((one) => one.id); // of this account's kind, and switched on
  const readable = plugin.streams.filter((one) => one.backfill && (running?.includes(one.id) ?? true));
  const chosen_places = marketplaces.filter((one) => one.selected && one.available);
  const [order, set_order] = useState<BackfillOrder>({
    from: day_of(span?.from ?? Date.now() - 30 * day_ms), to: day_of(span ? span.to - 1 : Date.now() - day_ms),
    streams: stream ? [stream] : [], marketplaces: marketplace ? [marketplace] : [], reason: span ? "gap" : "manual",
  });
  const [plan, set_plan] = useState<BackfillDetails | null>(null);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [asking, set_asking] = useState(true);
  const [starting, set_starting] = useState(false);
  const asked = useRef(0);
  useEffect(() => {
    const ticket = ++asked.current;
    set_asking(true);
    const timer = window.setTimeout(() => {
      backfill_api.estimate(connection.id, order).then((answer) => [answer, null] as const, (error: unknown) => [null, as_api_error(error)] as const).then(([answer, error]) => {
        if (ticket !== asked.current) return;
        set_plan(answer);
        set_problem(error);
        set_asking(false);
      });
    }, pause_ms);
    return () => window.clearTimeout(timer);
  }, [JSON.stringify(order)]);
  const change = (patch: Partial<BackfillOrder>) => set_order({ ...order, ...patch });
  const start = async () => {
    set_starting(true);
    try {
      const made = await backfill_api.start(connection.id, order);
      invalidate(["backfills", `backfills:${connection.id}`, `coverage:${connection.id}`]);
      say(`Backfill of ${connection.label} started.`);
      on_close();
      navigate(href(["backfills"], { open: made.id }));
    } catch (error) {
      set_problem(as_api_error(error));
    }
    set_starting(false);
  };
  return (
    <Dialog title={span ? "Backfill this gap" : `Backfill ${connection.label}`} on_close={on_close}>
      <form class="backfill-form" onSubmit={(event) => { event.preventDefault(); if (plan && !asking) void start(); }}>
        <div class="backfill-days">
          <DayField label="First day" value={order.from} on_change={(from) => change({ from })} />
          <DayField label="Last day" value={order.to} on_change={(to) => change({ to })} />
        </div>
        <Choices legend="Streams" all="All that can be asked for days" chosen={order.streams} items={readable.map((one) => [one.id, one.title])} on_change={(streams) => change({ streams })} />
        {chosen_places.length > 1 && (
          <Choices legend={`${noun_of(plugin)}s`} all="All chosen ones" chosen={order.marketplaces} items={chosen_places.map((one) => [one.id, one.name || one.id])} on_change={(ids) => change({ marketplaces: ids })} />
        )}
        <div aria-live="polite" aria-busy={asking ? "true" : undefined} class={asking ? "backfill-cost backfill-asking" : "backfill-cost"}>
          {problem && <Problem error={problem} />}
          {!problem && plan && <Cost plan={plan} title_of={(id) => readable.find((one) => one.id === id)?.title ?? id} />}
          {!problem && !plan && <p class="muted">Estimating…</p>}
        </div>
        <div class="form-actions">
          <Button onClick={on_close}>Not now</Button>
          <Button kind="primary" type="submit" needs="operator" icon="backfills" busy={starting} disabled={!plan || Boolean(problem) || asking}>Start the backfill</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Cost({ plan, title_of }: { plan: BackfillDetails; title_of: (stream: string) => string }) {
  const left = plan.skipped.length - skipped_shown;
  return (
    <Note title={`${plural(Math.ceil(plan.days_total), "day")} in ${plural(plan.parts_total, "part")}: ${estimate_words(plan.left) || "nothing to read"}`}>
      <p>{plan.left.measured ? "Judged by earlier backfills of this connection." : "Judged by what the channel says of itself: nothing was measured yet."} It runs at the lowest priority; the streams go on as planned.</p>
      {plan.skipped.length > 0 && (
        <ul>{plan.skipped.slice(0, skipped_shown).map((one) => <li key={one.stream + one.marketplace}>{title_of(one.stream)}{one.marketplace && ` (${one.marketplace})`}: {one.reason}.</li>)}
          {left > 0 && <li>and {left} more.</li>}</ul>
      )}
    </Note>
  );
}

function DayField({ label, value, on_change }: { label: string; value: string; on_change: (value: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value} required onInput={(event) => { if (event.currentTarget.value) on_change(event.currentTarget.value); }} />
      <small class="muted">{day_words(Date.parse(value))}</small>
    </div>
  );
}

// None ticked means all.
function Choices({ legend, all, chosen, items, on_change }: { legend: string; all: string; chosen: string[]; items: [string, string][]; on_change: (chosen: string[]) => void }) {
  const toggle = (id: string, on: boolean) => on_change(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <fieldset class="backfill-choices">
      <legend>{legend.charAt(0).toUpperCase() + legend.slice(1)}</legend>
      <label class="check"><input type="checkbox" checked={chosen.length === 0} onChange={() => on_change([])} />{all}</label>
      {items.map(([id, title]) => <label key={id} class="check"><input type="checkbox" checked={chosen.includes(id)} onChange={(event) => toggle(id, event.currentTarget.checked)} />{title}</label>)}
    </fieldset>
  );
}
