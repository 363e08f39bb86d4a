// The HTTP calls of a run, summed up by operation and status. Those that failed are entries of the log as well.
import { activity_api } from "../activity_api";
import { number, size } from "../format";
import { useResource } from "../store";
import { took } from "./activity_entry";
import { Loading, Problem } from "./basics";

export function RunCallTable({ run }: { run: string }) {
  const read = useResource(`run-calls:${run}`, ["runs"], () => activity_api.run_calls(run));
  const calls = read.data;
  if (read.error?.status === 404) return <p class="muted">The run is older than what is kept of runs.</p>;
  if (read.error) return <Problem error={read.error} retry={read.reload} />;
  if (!calls) return <Loading lines={2} />;
  if (!calls.items.length) {
    return <p class="muted">{calls.complete ? "The run made no calls." : "The calls are summed up when the run is over."}</p>;
  }
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Calls of the run">
      <table class="table table-tight run-calls">
        <caption>Calls of the run</caption>
        <thead>
          <tr>
            <th scope="col">Operation</th><th scope="col">Status</th><th scope="col" class="num">Calls</th>
            <th scope="col" class="num">Average</th><th scope="col" class="num">Slowest</th><th scope="col" class="num">Received</th>
          </tr>
        </thead>
        <tbody>
          {calls.items.map((one) => (
            <tr key={`${one.operation} ${one.status}`} class={one.status === null || one.status >= 400 ? "failing" : undefined}>
              <th scope="row"><code class="break">{one.operation}</code></th>
              <td>{one.status ?? "no answer"}</td>
              <td class="num">{number(one.calls)}</td>
              <td class="num">{took(Math.round(one.total_ms / Math.max(1, one.calls)))}</td>
              <td class="num">{took(one.slowest_ms)}</td>
              <td class="num">{size(one.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
