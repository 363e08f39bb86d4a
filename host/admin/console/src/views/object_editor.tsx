// Tags and notes of one record. Its object is made when the first of them is put on it.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Plugin } from "../api_types";
import { Problem } from "../components/basics";
import { invalidate_now, useResource } from "../store";
import type { TaggedObject, View, ViewRow } from "../view_types";
import { Notes } from "./notes";
import { TagsEditor } from "./tags_editor";

interface Props {
  plugin: Plugin;
  view: View;
  row: ViewRow;
}

const nothing: Pick<TaggedObject, "tags" | "notes"> = { tags: [], notes: [] };

export function ObjectEditor({ plugin, view, row }: Props) {
  const [made, set_made] = useState<string | null>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const id = row.object_id ?? made;
  const object = useResource<Pick<TaggedObject, "tags" | "notes">>(`object:${id ?? "none"}`, [`object:${id ?? "none"}`], () => (id ? api.object(id) : Promise.resolve(nothing)));
  // Does the work on the object, which may have to be made first, and reads the new state.
  const change = async (work: (id: string) => Promise<unknown>): Promise<boolean> => {
    set_error(null);
    try {
      const known = id ?? (await api.make_object({ connection_id: row.connection_id, stream: view.stream, key: row.key })).id;
      set_made(known);
      await work(known);
      invalidate_now([`object:${known}`, "views", "tags"]);
      return true;
    } catch (problem) {
      set_error(as_api_error(problem));
      return false;
    }
  };
  return (
    <>
      {object.error && <Problem error={object.error} retry={object.reload} />}
      <TagsEditor channel={plugin.id} tags={object.data?.tags ?? row.tags} on_change={(tags) => change((known) => api.set_tags(known, tags))} />
      <Notes notes={id ? object.data?.notes : []} change={change} />
      {error && <Problem error={error} />}
    </>
  );
}
