// Tags as chips, and a field that knows the tags of the channel.
import { useId, useState } from "preact/hooks";
import { api } from "../api";
import { Button } from "../components/basics";
import { Icon } from "../components/icons";
import { can, why_not } from "../role";
import { useResource } from "../store";
import { clean_tag, most_tags, tag_length } from "../tags";

export function TagsEditor({ channel, tags, on_change }: { channel: string; tags: string[]; on_change: (tags: string[]) => Promise<boolean> }) {
  const add = (tag: string) => on_change([...tags, tag]);
  return (
    <section aria-label="Tags">
      <h3 class="panel-title">Tags</h3>
      {tags.length > 0 && (
        <ul class="tag-chips">
          {tags.map((tag) => (
            <li key={tag} class="tag">{tag}<button type="button" disabled={!can("operator")} title={why_not("operator") || undefined} aria-label={`Remove tag ${tag}`} onClick={() => void on_change(tags.filter((one) => one !== tag))}><Icon name="close" /></button></li>
          ))}
        </ul>
      )}
      {tags.length < most_tags ? <TagField channel={channel} taken={tags} text="Add" on_add={add} /> : <p class="field-help">At most {most_tags} tags.</p>}
    </section>
  );
}

interface FieldProps {
  channel: string;
  taken: string[];
  text: string; // of the button
  label?: string;
  on_add: (tag: string) => Promise<boolean>;
}

export function TagField({ channel, taken, text, label = "New tag", on_add }: FieldProps) {
  const [value, set_value] = useState("");
  const [busy, set_busy] = useState(false);
  const known = useResource(`tags:${channel}`, ["tags"], () => api.tags(channel));
  const id = useId();
  const may = can("operator");
  const tag = clean_tag(value);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!may || !tag || taken.includes(tag)) return;
    set_busy(true);
    if (await on_add(tag)) set_value("");
    set_busy(false);
  };
  return (
    <form class="tag-form" onSubmit={(event) => void submit(event)}>
      <label class="sr-only" for={id}>{label}</label>
      <input id={id} list={`${id}-known`} value={value} disabled={!may} title={why_not("operator") || undefined} maxLength={tag_length} placeholder={label} autocomplete="off" onInput={(event) => set_value(event.currentTarget.value)} />
      <datalist id={`${id}-known`}>{(known.data?.items ?? []).filter((one) => !taken.includes(one.tag)).map((one) => <option key={one.tag} value={one.tag} />)}</datalist>
      <Button needs="operator" small type="submit" busy={busy} disabled={!tag || taken.includes(tag)} label={`${text} tag`}>{text}</Button>
    </form>
  );
}
