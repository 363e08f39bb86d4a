// The rate budgets of a connection: what is allowed, how much of it is left, and who waits for it.
import type { ConnectionBudget } from "../api_types";
import { clock, number, rate } from "../format";
import { status_api } from "../status_api";
import { useResource } from "../store";
import { Loading, Problem } from "./basics";
import { useNow } from "./time";

const quiet_ms = 2_000; // every call changes them

export function BudgetTable({ connection }: { connection: string }) {
  const list = useResource(`budgets:${connection}`, [`runs:${connection}`], () => status_api.budgets(connection), quiet_ms);
  if (list.error && !list.data) return <Problem error={list.error} retry={list.reload} />;
  if (!list.data) return <Loading lines={3} />;
  if (!list.data.items.length) return <p class="muted">Its plugin is not loaded, or declares none.</p>;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Rate budgets">
      <table class="table table-stack">
        <thead><tr><th scope="col">Calls</th><th scope="col">Allowed</th><th scope="col" class="num">At once</th><th scope="col">Now</th><th scope="col">Left</th><th scope="col" class="num">Waiting</th></tr></thead>
        <tbody>{list.data.items.map((one) => <BudgetRow key={one.id} budget={one} />)}</tbody>
      </table>
    </div>
  );
}

function BudgetRow({ budget }: { budget: ConnectionBudget }) {
  const { rate_now_per_s: now, tokens, burst, waiting } = budget;
  const time = useNow(), until = budget.blocked_until ?? null;
  const blocked = until !== null && Date.parse(until) > time;
  return (
    <tr>
      <th scope="row"><code>{budget.id}</code></th>
      <td data-label="Allowed"><span>{rate(budget.rate_per_s)}{budget.from === "configuration" && <span class="muted"> by configuration</span>}</span></td>
      <td data-label="At once" class="num">{number(burst)}</td>
      <td data-label="Now">{blocked ? <b>nothing until {clock(until, time)}</b> : now === null ? "–" : now === budget.rate_per_s ? <span class="muted">as allowed</span> : rate(now)}</td>
      <td data-label="Left"><Left tokens={blocked ? 0 : tokens} burst={burst} /></td>
      <td data-label="Waiting" class="num">{waiting === null ? "–" : waiting > 0 ? <b>{number(waiting)}</b> : number(0)}</td>
    </tr>
  );
}

function Left({ tokens, burst }: { tokens: number | null; burst: number }) {
  if (tokens === null) return <>–</>;
  const share = burst > 0 ? Math.min(1, Math.max(0, tokens / burst)) : 0;
  const words = `${number(Math.floor(tokens))} of ${number(burst)}`;
  return <span class="budget-left"><span class="volume-bar" role="img" aria-label={words}><i style={{ width: `${share * 100}%` }} /></span><span aria-hidden="true">{words}</span></span>;
}
