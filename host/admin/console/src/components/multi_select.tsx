// A filter with several values: counts beside them, a search field when there are many, all in a box under its button.
import { useState } from "preact/hooks";
import { number } from "../format";
import { Button } from "./basics";
import { Checkbox } from "./fields";
import { Popover } from "./popover";

export interface Option {
  value: string;
  text: string;
  mark?: string | undefined; // a short code in front: a country
  count?: number | undefined;
}

interface Props {
  label: string; // singular: "State"
  options: Option[];
  chosen: string[];
  on_change: (values: string[]) => void;
  quick?: { text: string; values: string[] } | undefined; // a choice that people often make
  also?: { text: string; short: string; on: boolean; on_change: (on: boolean) => void } | undefined; // one more question that belongs here
}

const search_from = 9;

export function MultiSelect({ label, options, chosen, on_change, quick, also }: Props) {
  // What is chosen stays in the list, also when nothing has it any more: it must be possible to take it away.
  const known = [...options, ...chosen.filter((value) => !options.some((one) => one.value === value)).map((value): Option => ({ value, text: value, count: 0 }))];
  const words = known.filter((one) => chosen.includes(one.value)).map((one) => one.text);
  const base = words.length === 0 ? "All" : words.length <= 2 ? words.join(", ") : `${words.length} chosen`;
  const text = also?.on ? `${base}, ${also.short}` : base;
  return (
    <div class="filter filter-multi">
      <span class="filter-label" aria-hidden="true">{label}</span>
      <Popover start kind="plain" label={label} button_label={`${label}: ${text}`} text={<span class="clip">{text}</span>} marked={words.length > 0 || also?.on}>
        {() => <Choices label={label} options={known} chosen={chosen} on_change={on_change} quick={quick} also={also} />}
      </Popover>
    </div>
  );
}

function Choices({ label, options, chosen, on_change, quick, also }: Props) {
  const [text, set_text] = useState("");
  const [first] = useState(chosen); // the order stays while the box is open
  const shown = options.filter((one) => !text || `${one.text} ${one.mark ?? ""} ${one.value}`.toLowerCase().includes(text.toLowerCase()))
    .sort((a, b) => Number(first.includes(b.value)) - Number(first.includes(a.value)));
  const toggle = (value: string, on: boolean) => on_change(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <>
      <div class="popover-tools">
        {quick && quick.values.length > 0 && <Button small kind="quiet" onClick={() => on_change(quick.values)}>{quick.text}</Button>}
        <Button small kind="quiet" disabled={chosen.length === 0} onClick={() => on_change([])}>All</Button>
      </div>
      {options.length >= search_from && <input class="popover-search" type="search" aria-label={`Find in ${label.toLowerCase()}`} placeholder="Find" value={text}
        onInput={(event) => set_text(event.currentTarget.value)} />}
      {shown.length === 0 && <p class="muted">{options.length ? "Nothing is called that." : "There is nothing to choose from."}</p>}
      <div class="popover-list">
        {shown.map((one) => (
          <Checkbox key={one.value} checked={chosen.includes(one.value)} on_change={(on) => toggle(one.value, on)}
            label={<span class="option">{one.mark && <span class="country">{one.mark}</span>}<span class="option-text">{one.text}</span>
              {one.count !== undefined && <span class="option-count">{number(one.count)}</span>}</span>} />
        ))}
      </div>
      {also && <div class="popover-also"><Checkbox checked={also.on} label={also.text} on_change={also.on_change} /></div>}
    </>
  );
}
