// A destination of alerts: whether it works, what it is told in words, and a test whose outcome is seen here.
import { useState } from "preact/hooks";
import { alert_api } from "../alert_api";
import type { AlertDestination, AlertOutcome } from "../alert_types";
import { Tag } from "../components/badge";
import { Button, Facts, Note } from "../components/basics";
import { Time } from "../components/time";
import { say_error } from "../components/toast";
import { absolute, plural } from "../format";
import { href } from "../router";
import { invalidate_now } from "../store";
import { health_words, kind_titles } from "./words";

interface Props {
  destination: AlertDestination;
  on_edit: () => void;
  on_secret: (secret: string) => void;
}

export function DestinationCard({ destination, on_edit, on_secret }: Props) {
  const [outcome, set_outcome] = useState<AlertOutcome | null>(null);
  const [busy, set_busy] = useState("");
  const health = health_words[destination.health];
  const own = destination.managed_by === "console";
  const act = async (name: string, work: () => Promise<void>) => {
    set_busy(name);
    try {
      await work();
    } catch (error) {
      say_error(error);
    }
    set_busy("");
    invalidate_now(["alerts"]);
  };
  const test = () => act("test", async () => set_outcome(await alert_api.test(destination.id)));
  const rotate = () => act("rotate", async () => on_secret((await alert_api.rotate_secret(destination.id)).secret ?? ""));
  const toggle = () => act("toggle", async () => void await alert_api.change(destination, { enabled: !destination.enabled }));
  return (
    <article class={`card edge-${health.tone} alert-card`} aria-label={destination.name} data-row={destination.id} data-row-link="">
      <header class="card-head"><h3>{destination.name}</h3><Tag tone={health.tone}>{health.text}</Tag></header>
      <Facts rows={[
        [kind_titles[destination.kind], <code class="break">{destination.address}</code>],
        ["Last sent", <Time at={destination.last_success_at} />],
        ["Waiting", destination.waiting ? <a href={deliveries_of(destination, "waiting")}>{plural(destination.waiting, "alert")}</a> : "none"],
        ["Given up", destination.dead ? <a href={deliveries_of(destination, "dead")}>{plural(destination.dead, "alert")}</a> : "none"],
      ]} />
      {destination.health === "failing" && (
        <Note tone="red" title={`Alerts have not arrived since ${absolute(destination.failing_since ?? "")}.`}>
          <p>{destination.last_answer || "There is no answer."} Mooring goes on trying with every new alert.</p>
        </Note>
      )}
      <ul class="rule-words">{destination.rules_text.map((line) => <li key={line}>{line}</li>)}</ul>
      {destination.previous_secret_until && new Date(destination.previous_secret_until).getTime() > Date.now() &&
        <p class="muted">The secret before signs too, until {absolute(destination.previous_secret_until)}.</p>}
      <div aria-live="polite">{outcome && <Outcome outcome={outcome} />}</div>
      <footer class="card-foot">
        <Button small icon="play" needs="operator" busy={busy === "test"} onClick={() => void test()} label={`Send a test to ${destination.name}`}>Send a test</Button>
        {own && <Button small icon="edit" needs="administrator" onClick={on_edit} label={`Edit ${destination.name}`}>Edit</Button>}
        {own && destination.kind === "webhook" && <Button small icon="key" needs="administrator" busy={busy === "rotate"} onClick={() => void rotate()} label={`New secret for ${destination.name}`}>New secret</Button>}
        {own && <Button small kind="quiet" needs="administrator" busy={busy === "toggle"} onClick={() => void toggle()}>{destination.enabled ? "Switch off" : "Switch on"}</Button>}
        {!own && <span class="muted">Declared in the configuration</span>}
      </footer>
    </article>
  );
}

function deliveries_of(destination: AlertDestination, state: string): string {
  return href(["alerts", "deliveries"], { destination: destination.id, state });
}

function Outcome({ outcome }: { outcome: AlertOutcome }) {
  const status = outcome.status === null ? "" : ` Status ${outcome.status}.`;
  if (outcome.delivered) return <Note tone="green" title={`The test arrived in ${outcome.took_ms} ms.${status}`} />;
  return <Note tone="red" title={`The test did not arrive.${status}`}><p class="break">{outcome.answer || "There was no answer."}</p></Note>;
}
