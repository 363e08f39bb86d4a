// What a person puts on a connection: a pause, and tags.
import { useState } from "preact/hooks";
import type { Connection } from "../api_types";
import { board_api } from "../board_api";
import { can } from "../role";
import { invalidate, useResource } from "../store";
import { clean_tag, most_tags, tag_length } from "../tags";
import { Button } from "./basics";
import { Icon } from "./icons";
import { Popover } from "./popover";
import { say, say_error } from "./toast";

function changed(connection: Connection): void {
  invalidate([`connection:${connection.id}`, `streams:${connection.id}`, "connections"]);
}

export function PauseButton({ connection, kind = "plain", small = false }: { connection: Connection; kind?: "plain" | "primary"; small?: boolean }) {
  const [busy, set_busy] = useState(false);
  const paused = Boolean(connection.paused);
  const act = async () => {
    set_busy(true);
    try {
      await board_api.set_paused(connection.id, !paused);
      say(paused ? `${connection.label} is resumed: planned runs go on.` : `${connection.label} is paused: no planned runs until it is resumed.`);
      changed(connection);
    } catch (error) {
      say_error(error);
    }
    set_busy(false);
  };
  return <Button needs="operator" kind={kind} small={small} icon={paused ? "play" : "pause"} busy={busy} onClick={() => void act()} label={`${paused ? "Resume" : "Pause"} ${connection.label}`}>{paused ? "Resume" : "Pause"}</Button>;
}

export function ConnectionTags({ connection }: { connection: Connection }) {
  const tags = connection.tags ?? [];
  const may = can("operator");
  const set = async (next: string[]) => {
    try {
      await board_api.set_tags(connection.id, next);
      changed(connection);
    } catch (error) {
      say_error(error);
    }
  };
  if (!tags.length && !may) return null;
  return (
    <div class="connection-tags" role="group" aria-label="Tags">
      {tags.map((tag) => (
        <span key={tag} class="tag">{tag}{may && <button type="button" aria-label={`Remove tag ${tag}`} onClick={() => void set(tags.filter((one) => one !== tag))}><Icon name="close" /></button>}</span>
      ))}
      {may && tags.length < most_tags && (
        <Popover text="Tag" label="Add a tag" icon="tag" kind="quiet button-small" start button_label="Add a tag">
          {(close) => <TagForm taken={tags} on_add={(tag) => { close(); void set([...tags, tag]); }} />}
        </Popover>
      )}
    </div>
  );
}

function TagForm({ taken, on_add }: { taken: string[]; on_add: (tag: string) => void }) {
  const [text, set_text] = useState("");
  const facets = useResource("facets:{}", ["connections"], () => board_api.facets({}), 1_000);
  const tag = clean_tag(text);
  const known = (facets.data?.tags ?? []).filter((one) => !taken.includes(one.value));
  return (
    <form class="tag-choice" onSubmit={(event) => {
      event.preventDefault();
      if (tag && !taken.includes(tag)) on_add(tag);
    }}>
      <label>New or known tag<input value={text} maxLength={tag_length} list="connection-tags-known" autocomplete="off" autofocus onInput={(event) => set_text(event.currentTarget.value)} /></label>
      <datalist id="connection-tags-known">{known.map((one) => <option key={one.value} value={one.value} />)}</datalist>
      <div class="form-actions"><Button small kind="primary" type="submit" disabled={!tag || taken.includes(tag)}>Add</Button></div>
    </form>
  );
}
