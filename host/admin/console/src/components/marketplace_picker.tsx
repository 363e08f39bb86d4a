// The checklist of marketplaces: what is new, a filter when there are many, and those that cannot be had, with the reason.
import { useState } from "preact/hooks";
import type { Marketplace } from "../api_types";
import { plural } from "../format";
import { as_heading } from "../noun";
import { Tag } from "./badge";
import { Button } from "./basics";
import { Checkbox, SearchField } from "./fields";
import { Time } from "./time";

interface Props {
  items: Marketplace[];
  noun: string;
  selected: string[];
  on_change: (selected: string[]) => void;
}

const filter_from = 12;

export function marketplace_matches(item: Marketplace, text: string): boolean {
  const hay = [item.name, item.country_code, item.currency, item.time_zone, item.note, item.id].join("\n").toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}

export function MarketplacePicker({ items, noun, selected, on_change }: Props) {
  const [text, set_text] = useState("");
  const usable = items.filter((item) => item.available);
  const unusable = items.filter((item) => !item.available);
  const shown = usable.filter((item) => marketplace_matches(item, text)).sort((a, b) => Number(b.new ?? false) - Number(a.new ?? false));
  const ids = shown.map((item) => item.id);
  const narrowed = text !== "";
  const toggle = (id: string, on: boolean) => on_change(on ? [...selected, id] : selected.filter((one) => one !== id));
  return (
    <>
      <div class="picker" role="group" aria-label={`${as_heading(noun)}s`}>
        <div class="picker-head">
          <b role="status">{selected.length} of {usable.length} selected{narrowed && `, ${shown.length} shown`}</b>
          <span>
            <Button small kind="quiet" onClick={() => on_change([...new Set([...selected, ...ids])])}>Select all{narrowed && " shown"}</Button>
            <Button small kind="quiet" onClick={() => on_change(selected.filter((one) => !ids.includes(one)))}>Select none{narrowed && " shown"}</Button>
          </span>
        </div>
        {items.length >= filter_from && <div class="picker-filter"><SearchField label="Find" placeholder="Name, country, currency, id" value={text} on_change={set_text} /></div>}
        <div class="picker-list">{shown.map((item) => <Item key={item.id} item={item} checked={selected.includes(item.id)} toggle={toggle} />)}</div>
        {shown.length === 0 && <p class="muted">{narrowed ? "None of them matches." : "The account has none that can be synced."}</p>}
      </div>
      {unusable.length > 0 && <Unusable items={unusable} noun={noun} />}
    </>
  );
}

function Item({ item, checked, toggle }: { item: Marketplace; checked: boolean; toggle: (id: string, on: boolean) => void }) {
  const facts = [item.currency, item.time_zone].filter(Boolean).join(" · ");
  return (
    <Checkbox checked={checked} on_change={(on) => toggle(item.id, on)}
      label={<span class="option">{item.country_code && <span class="country">{item.country_code}</span>}<b>{item.name}</b>{item.new && <Tag tone="green">new</Tag>}</span>}
      help={<>{facts && <>{facts}<br /></>}{item.note && <>{item.note} · </>}<code>{item.id}</code>{item.new && item.first_seen_at && <> · first seen <Time at={item.first_seen_at} /></>}</>} />
  );
}

function Unusable({ items, noun }: { items: Marketplace[]; noun: string }) {
  return (
    <div class="picker picker-unusable">
      <h3>Not available to this account</h3>
      <p class="field-help">{plural(items.length, noun)} that the channel tells of, but does not let be synced.</p>
      <ul>{items.map((item) => (
        <li key={item.id}><span class="option">{item.country_code && <span class="country">{item.country_code}</span>}<b>{item.name}</b></span>
          <p class="field-help">{item.note || "The channel does not offer it to this account."} <code>{item.id}</code></p></li>
      ))}</ul>
    </div>
  );
}
