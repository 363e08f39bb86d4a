// What was sent, what waits, and what was given up.
import { useState } from "preact/hooks";
import { alert_api } from "../alert_api";
import type { AlertDelivery } from "../alert_types";
import { Tag } from "../components/badge";
import { Button, Empty, Loading, Problem, ShowMore } from "../components/basics";
import { Select } from "../components/fields";
import { Time } from "../components/time";
import { say, say_error } from "../components/toast";
import type { SeverityColor } from "../api_types";
import { plural } from "../format";
import { href, push_query, type Route } from "../router";
import { invalidate_now, usePaged, useResource } from "../store";

const states: Record<AlertDelivery["state"], { text: string; tone: SeverityColor }> = {
  held: { text: "Held", tone: "neutral" },
  waiting: { text: "Waiting", tone: "amber" },
  delivered: { text: "Delivered", tone: "green" },
  dead: { text: "Given up", tone: "red" },
  dropped: { text: "Not sent", tone: "neutral" },
};

export function Deliveries({ route }: { route: Route }) {
  const { destination = "", state = "" } = route.query;
  const list = usePaged<AlertDelivery>(`alert-deliveries:${destination}:${state}`, ["alerts"], (cursor) =>
    alert_api.deliveries({ destination, state, cursor }));
  const destinations = useResource("alert-destinations", ["alerts"], alert_api.destinations);
  const items = list.items ?? [];
  return (
    <>
      <div class="filters">
        <Select label="Destination" value={destination} on_change={(value) => push_query({ destination: value })}
          choices={[{ value: "", text: "All" }, ...(destinations.data?.items ?? []).map((one) => ({ value: one.id, text: one.name }))]} />
        <Select label="State" value={state} on_change={(value) => push_query({ state: value })}
          choices={[{ value: "", text: "All" }, ...Object.entries(states).map(([value, { text }]) => ({ value, text }))]} />
      </div>
      {list.error && !list.items && <Problem error={list.error} retry={list.reload} />}
      {!list.items && !list.error && <Loading lines={4} />}
      {list.items?.length === 0 && <Empty icon="alerts" title={destination || state ? "Nothing fits these filters" : "Nothing was sent yet"} />}
      {items.length > 0 && <ul class="plain-list delivery-list" aria-label="Deliveries">{items.map((one) => <Delivery key={one.id} delivery={one} />)}</ul>}
      <ShowMore more={list.more} busy={list.loading_more} error={list.more_error} />
    </>
  );
}

function Delivery({ delivery }: { delivery: AlertDelivery }) {
  const [busy, set_busy] = useState(false);
  const state = states[delivery.state];
  const again = async () => {
    set_busy(true);
    try {
      await alert_api.retry(delivery.id);
      say("It is being sent again.");
      invalidate_now(["alerts"]);
    } catch (error) {
      say_error(error);
    }
    set_busy(false);
  };
  return (
    <li class="delivery" data-row={delivery.id}>
      <Tag tone={state.tone}>{state.text}</Tag>
      <div>
        <p><a href={href(["activity", delivery.entry_id])}>{delivery.title}</a> <span class="muted">to {delivery.destination}</span></p>
        <p class="muted">
          <Time at={delivery.created_at} />
          {delivery.attempts > 0 && ` · ${plural(delivery.attempts, "attempt")}`}
          {delivery.repeats > 0 && ` · ${plural(delivery.repeats, "repeat")} in it`}
          {delivery.status !== null && ` · status ${delivery.status}`}
          {(delivery.state === "waiting" || delivery.state === "held") && <> · next <Time at={delivery.due_at} /></>}
        </p>
        {delivery.reason && <p>{delivery.reason}</p>}
        {delivery.answer && delivery.state !== "delivered" && <p class="break"><code>{delivery.answer}</code></p>}
      </div>
      {(delivery.state === "dead" || delivery.state === "waiting") &&
        <Button small icon="refresh" needs="operator" busy={busy} onClick={() => void again()} label={`Send again: ${delivery.title}`}>Send again</Button>}
    </li>
  );
}
