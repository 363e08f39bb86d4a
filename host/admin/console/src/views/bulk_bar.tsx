// What can be done with the chosen rows: put a tag on all of them, or take one away.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Plugin } from "../api_types";
import { Button, Problem } from "../components/basics";
import { Popover } from "../components/popover";
import { can } from "../role";
import { say } from "../components/toast";
import { plural } from "../format";
import { invalidate_now } from "../store";
import { in_chunks } from "../tags";
import type { View, ViewRow } from "../view_types";
import { TagField } from "./tags_editor";

interface Props {
  plugin: Plugin;
  view: View;
  rows: ViewRow[];
  on_clear: () => void;
}

export function BulkBar({ plugin, view, rows, on_clear }: Props) {
  const [error, set_error] = useState<ApiError | null>(null);
  const tags = [...new Set(rows.flatMap((row) => row.tags))].sort();
  const change = async (add: string[], remove: string[]): Promise<boolean> => {
    set_error(null);
    let changed = 0;
    try {
      for (const part of in_chunks(rows)) {
        const objects = part.map(({ connection_id, key }) => ({ connection_id, stream: view.stream, key }));
        changed += (await api.tag_objects(objects, add, remove)).changed;
      }
    } catch (problem) {
      set_error(as_api_error(problem));
      return false;
    }
    say(add.length ? `Tag ${add[0]}: put on ${plural(changed, "row")}.` : `Tag ${remove[0]}: taken from ${plural(changed, "row")}.`);
    invalidate_now(["views", "tags", ...rows.flatMap((row) => (row.object_id ? [`object:${row.object_id}`] : []))]);
    on_clear();
    return true;
  };
  return (
    <section class="bulk" aria-label="Chosen rows">
      <b role="status">{rows.length} chosen</b>
      <TagField channel={plugin.id} taken={[]} text="Add" label="Tag for all of them" on_add={(tag) => change([tag], [])} />
      <Popover label="Take a tag away" text="Remove tag" icon="tag" disabled={tags.length === 0 || !can("operator")}>
        {() => <ul class="saved-list">{tags.map((tag) => <li key={tag}><button type="button" class="link-button" onClick={() => void change([], [tag])}>{tag}</button></li>)}</ul>}
      </Popover>
      <Button small kind="quiet" onClick={on_clear}>Clear the choice</Button>
      {error && <Problem error={error} />}
    </section>
  );
}
