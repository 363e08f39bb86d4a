// Marketplaces: which of them are synced. Right after connecting this is the step "Choose marketplaces".
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Marketplace } from "../api_types";
import { Button, Empty, Loading, Note, Problem, Section } from "../components/basics";
import { Checkbox } from "../components/fields";
import { start_sync } from "../components/next_action";
import { Time } from "../components/time";
import { say } from "../components/toast";
import { plural } from "../format";
import { href, navigate } from "../router";
import { change_kept, invalidate, useResource } from "../store";
import type { TabProps } from "./connection";

export function MarketplacesTab({ connection, route }: TabProps) {
  const { id } = connection;
  const list = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  // After consent the provider's redirect ends here without a query: nothing selected yet tells the same.
  const step = route.query["step"] === "choose" || (connection.grant !== null && connection.marketplaces_selected === 0);
  const title = step ? "Choose marketplaces" : "Marketplaces";
  return (
    <Section title={title}>
      {step && <p class="section-lead">The account is connected. Choose the marketplaces whose data you want; you can change this at any time without a new sign-in.</p>}
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading />}
      {list.data && list.data.items.length === 0 && (
        <Empty icon="connections" title="No marketplace is known yet"><p>The channel tells them when the account is connected.</p></Empty>
      )}
      {list.data && list.data.items.length > 0 && (
        <Picker connection={connection} items={list.data.items} step={step} on_saved={(items) => list.change((old) => ({ ...old, items }))} />
      )}
    </Section>
  );
}

interface PickerProps {
  connection: Connection;
  items: Marketplace[];
  step: boolean;
  on_saved: (items: Marketplace[]) => void;
}

function Picker({ connection, items, step, on_saved }: PickerProps) {
  const usable = items.filter((item) => item.available);
  const unusable = items.filter((item) => !item.available);
  const now = items.filter((item) => item.selected).map((item) => item.id);
  const [chosen, set_chosen] = useState<string[] | null>(null); // null: not touched, follow the host
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  // In the first step everything that can be used is proposed.
  const selected = chosen ?? (step && now.length === 0 ? usable.map((item) => item.id) : now);
  const changed = selected.length !== now.length || selected.some((one) => !now.includes(one));
  const removed = now.filter((one) => !selected.includes(one)).length;
  const toggle = (id: string, on: boolean) => set_chosen(on ? [...selected, id] : selected.filter((one) => one !== id));
  const save = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const saved = changed ? await api.select_marketplaces(connection.id, connection.version, selected) : null;
      if (saved) on_saved(saved.items);
      // The head of the page shows the new state at once, not after the next event.
      const fresh = await api.connection(connection.id);
      change_kept<Connection>(`connection:${connection.id}`, () => fresh);
      set_chosen(null);
      invalidate([`connection:${connection.id}`, "connections", `streams:${connection.id}`]);
      if (step) {
        await start_sync(connection);
        navigate(href(["connections", connection.id]));
      } else {
        say(`${plural(selected.length, "marketplace")} selected.`);
      }
    } catch (problem) {
      set_error(as_api_error(problem));
      invalidate([`connection:${connection.id}`]);
    }
    set_busy(false);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <div class="picker" role="group" aria-label="Marketplaces">
        <div class="picker-head">
          <b role="status">{selected.length} of {usable.length} selected</b>
          <span>
            <Button small kind="quiet" onClick={() => set_chosen(usable.map((item) => item.id))}>Select all</Button>
            <Button small kind="quiet" onClick={() => set_chosen([])}>Select none</Button>
          </span>
        </div>
        <div class="picker-list">{usable.map((item) => <Item key={item.id} item={item} checked={selected.includes(item.id)} toggle={toggle} />)}</div>
      </div>
      {unusable.length > 0 && (
        <div class="picker picker-unusable">
          <h3>Not available to this account</h3>
          <ul>{unusable.map((item) => <li key={item.id}><b>{item.name}</b> <span class="muted">{item.country_code}</span><p class="field-help">{item.note || "The channel does not offer it to this account."}</p></li>)}</ul>
        </div>
      )}
      {removed > 0 && <Note tone="neutral" title={`${plural(removed, "marketplace")} will no longer be synced.`}><p>The data that is held stays.</p></Note>}
      {error && <Problem error={error} />}
      <div class="form-actions">
        {!step && changed && <Button onClick={() => set_chosen(null)}>Undo</Button>}
        <Button kind="primary" type="submit" busy={busy} disabled={selected.length === 0 || (!step && !changed)}>{step ? "Start sync" : "Save"}</Button>
        {selected.length === 0 && <span class="muted">Choose at least one. To stop everything, disconnect.</span>}
      </div>
    </form>
  );
}

function Item({ item, checked, toggle }: { item: Marketplace; checked: boolean; toggle: (id: string, on: boolean) => void }) {
  const facts = [item.country_code, item.currency, item.time_zone].filter(Boolean).join(" · ");
  return (
    <Checkbox checked={checked} on_change={(on) => toggle(item.id, on)}
      label={<><b>{item.name}</b> <span class="muted">{facts}</span></>}
      help={<>{item.note && <>{item.note} · </>}<code>{item.id}</code>{item.first_seen_at && <> · first seen <Time at={item.first_seen_at} /></>}</>} />
  );
}
