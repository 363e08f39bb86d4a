// Runs and streams of the mock. A run that is started ends by itself after a few seconds.
import { ads_streams } from "./mock_ads.mjs";
import { iso, set_badge, with_details } from "./mock_data.mjs";

export function streams_of(state, connection) {
  const run = state.runs.find((one) => one.connection_id === connection.id && one.state === "running");
  const failed = connection.status.badge === "sync_error";
  const rows = state.records.orders.filter((row) => row._connection_id === connection.id).length;
  const common = { mode: "incremental", interval_s: 900, stale_after_s: 86_400, last_success_at: connection.status.last_success_at, last_attempt_at: connection.status.last_success_at, last_run_id: "", consecutive_failures: 0, failure: null, last_run_failed: false, state: "idle", state_until: null, next_run_at: null, progress: null };
  if (connection.channel === "harbor_ads") return ads_streams(connection, Date.now(), common);
  return [
    { ...common, id: "orders", title: "Orders", fed_by: null, rows, last_run_failed: failed, failure: failed ? { kind: "server", message: "The server answered 503 five times in a row." } : null, consecutive_failures: failed ? 2 : 0,
      state: connection.status.activity, state_until: connection.status.activity_until, next_run_at: connection.grant?.state === "active" ? iso(Date.now() + 8 * 60_000) : null, progress: run ? { ...run.progress, rows_read: run.rows_read } : null },
    { ...common, id: "order_items", title: "Order items", fed_by: "orders", rows: rows * 2 },
  ];
}

export function start_run(state, connection, emit) {
  const run = { id: `run_new_${state.next++}`, connection_id: connection.id, stream: connection.channel === "harbor_ads" ? "campaigns" : "orders", trigger: "manual", actor: "console", state: "running", queued_at: iso(Date.now()), started_at: iso(Date.now()), finished_at: null, requests: 0, pages: 0, rows_read: 0, rows_written: 0, rows_changed: 0, progress: { done: 0, total: 8, note: "" }, waiting_for: "", waiting_until: null, failure: null };
  state.runs.unshift(run);
  connection.status.activity = "running";
  const timer = setInterval(() => {
    if (run.state === "running") {
      run.progress.done += 1;
      run.pages = run.requests = run.progress.done;
      run.rows_read = run.rows_written = run.progress.done * 100;
    }
    if (run.progress.done >= 8 || run.state === "cancelled") end_run(state, connection, run, timer, emit);
    emit(state, "run", connection.id);
  }, 600);
  state.timers.add(timer);
  emit(state, "run", connection.id);
  return run;
}

function end_run(state, connection, run, timer, emit) {
  clearInterval(timer);
  if (run.state === "running") {
    run.state = "succeeded";
    set_badge(connection, "connected", Date.now());
  }
  run.finished_at = iso(Date.now());
  connection.status.activity = "idle";
  state.activity.unshift(with_details({ id: `act_new_${state.next++}`, at: iso(Date.now()), connection_id: connection.id, kind: `run.${run.state}`, severity: "info", status: null, endpoint: "", request_id: "", message: `Orders synced: ${run.rows_read} rows read, ${run.rows_written} written.`, actor: "console", run_id: run.id, stream: "orders" }));
  emit(state, "connection", connection.id);
  emit(state, "activity", connection.id);
}
