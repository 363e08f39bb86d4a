// Marketplaces: which of them are synced. Right after connecting this is the step "Choose marketplaces"; after a reconnect,
// a look at the choice that was kept.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Marketplace } from "../api_types";
import { Button, Empty, Loading, Note, Problem, Section } from "../components/basics";
import { ChecklistSection } from "../components/checklist";
import { CheckupButton } from "../components/checkup_button";
import { MarketplacePicker } from "../components/marketplace_picker";
import { start_sync } from "../components/next_action";
import { say } from "../components/toast";
import { plural } from "../format";
import { is_guess, proposed_choice } from "../marketplace_choice";
import { as_heading, noun_of } from "../noun";
import { current_route, href, navigate } from "../router";
import { change_kept, invalidate, useResource } from "../store";
import type { TabProps } from "./connection";

type Step = "" | "choose" | "confirm";

export function MarketplacesTab({ connection, plugin, route }: TabProps) {
  const { id } = connection;
  const noun = noun_of(plugin);
  const list = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  // After consent the provider's redirect ends here without a query: nothing selected yet tells the same.
  const first = route.query["step"] === "choose" || (connection.grant !== null && connection.marketplaces_selected === 0);
  const step: Step = first ? "choose" : route.query["step"] === "confirm" ? "confirm" : "";
  const title = { "": `${as_heading(noun)}s`, choose: `Choose ${noun}s`, confirm: `Confirm ${noun}s` }[step];
  const fresh = (list.data?.items ?? []).filter((item) => item.new && item.available && !item.selected);
  return (
    <>
    <Section title={title} aside={step === "" && connection.grant?.state === "active" && <CheckupButton connection={id} text={`Look for new ${noun}s`} />}>
      {step === "choose" && <p class="section-lead">The account is connected. Choose the {noun}s whose data you want; you can change this at any time without a new sign-in.</p>}
      {step === "confirm" && list.data && <Kept items={list.data.items} noun={noun} />}
      {step !== "choose" && fresh.length > 0 && <NewOnes items={fresh} noun={noun} />}
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading />}
      {list.data && list.data.items.length === 0 && (
        <Empty icon="connections" title={`No ${noun} is known yet`}><p>The channel tells them when the account is connected.</p></Empty>
      )}
      {list.data && list.data.items.length > 0 && (
        <Picker connection={connection} noun={noun} items={list.data.items} step={step} on_saved={(items) => list.change((old) => ({ ...old, items }))} />
      )}
    </Section>
    {step === "" && <ChecklistSection connection={connection} noun={noun} />}
    </>
  );
}

// After a reconnect: the old choice is there, and the account may have other marketplaces now.
function Kept({ items, noun }: { items: Marketplace[]; noun: string }) {
  const kept = items.filter((item) => item.selected && item.available).length;
  const gone = items.filter((item) => item.selected && !item.available);
  return (
    <Note tone={gone.length ? "amber" : "green"} title={`Confirm which ${noun}s to sync`}>
      <p>The account is connected again. Your choice was kept: {plural(kept, noun)}. Change it if you like, then confirm.</p>
      {gone.length > 0 && <p>No longer available: {gone.map((item) => item.name).join(", ")}. What is held of them stays.</p>}
    </Note>
  );
}

function NewOnes({ items, noun }: { items: Marketplace[]; noun: string }) {
  return (
    <Note title={`${plural(items.length, `new ${noun}`)} ${items.length === 1 ? "is" : "are"} available`}>
      <p>{items.slice(0, 6).map((item) => item.name).join(", ")}{items.length > 6 && " and others"}. Tick what you want to sync.</p>
    </Note>
  );
}

interface PickerProps {
  connection: Connection;
  noun: string;
  items: Marketplace[];
  step: Step;
  on_saved: (items: Marketplace[]) => void;
}

function Picker({ connection, noun, items, step, on_saved }: PickerProps) {
  const usable = items.filter((item) => item.available);
  const now = usable.filter((item) => item.selected).map((item) => item.id);
  const gone = items.some((item) => item.selected && !item.available);
  const [chosen, set_chosen] = useState<string[] | null>(null); // null: not touched, follow the host
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const is_first = step === "choose" && now.length === 0;
  const selected = chosen ?? (is_first ? proposed_choice(items) : now);
  const changed = selected.length !== now.length || selected.some((one) => !now.includes(one)) || (step !== "" && gone);
  const removed = now.filter((one) => !selected.includes(one)).length;
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
        if (current_route().path[2] === "marketplaces") navigate(href(["connections", connection.id])); // else the person has gone on
      } else {
        say(`${plural(selected.length, noun)} selected.`);
      }
    } catch (problem) {
      set_error(as_api_error(problem));
      invalidate([`connection:${connection.id}`]);
    }
    set_busy(false);
  };
  const words = { "": "Save", choose: "Start sync", confirm: "Confirm and sync" }[step];
  return (
    <form onSubmit={(event) => void save(event)}>
      {is_first && is_guess(items) && (
        <Note tone="neutral" title={`The provider does not tell which ${noun}s this account has`}>
          <p>What it probably has is ticked. Tick others only if the account has them: what it has not is refused.</p>
        </Note>
      )}
      <MarketplacePicker items={items} noun={noun} selected={selected} on_change={set_chosen} />
      {removed > 0 && <Note tone="neutral" title={`${plural(removed, noun)} will no longer be synced.`}><p>The data that is held stays.</p></Note>}
      {error && <Problem error={error} />}
      <div class="form-actions">
        {!step && changed && <Button onClick={() => set_chosen(null)}>Undo</Button>}
        <Button needs="operator" kind="primary" type="submit" busy={busy} disabled={selected.length === 0 || (!step && !changed)}>{words}</Button>
        {selected.length === 0 && <span class="muted">Choose at least one. To stop everything, disconnect.</span>}
      </div>
    </form>
  );
}
