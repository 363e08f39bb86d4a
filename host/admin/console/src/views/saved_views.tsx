// Saved views: the filters, the order and the columns of a list under a name. The one in use is marked, and so is a change.
import { useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import { Button, Loading, Problem } from "../components/basics";
import { TextField } from "../components/fields";
import { Icon } from "../components/icons";
import { Popover } from "../components/popover";
import { say } from "../components/toast";
import { change_query, href } from "../router";
import { invalidate, useResource } from "../store";
import { parsed_query, same_query, saved_query_of } from "../view_query";
import type { SavedView } from "../view_types";

interface Props {
  page: string; // "/views/{channel}/{view}"
  query: Record<string, string>;
  small?: boolean;
}

export function SavedViews({ page, query, small }: Props) {
  const tag = `saved:${page}`;
  const list = useResource(tag, [tag], () => api.saved_views(page));
  const items = list.data?.items ?? [];
  const current = items.find((one) => one.id === query["saved"]) ?? items.find((one) => same_query(one.query, query));
  const modified = current !== undefined && !same_query(current.query, query);
  const text = current ? <>{current.name}{modified && <span class="modified"> modified</span>}</> : "Saved views";
  return (
    <div class="saved-views">
      {current && modified && <Update view={current} query={query} tag={tag} />}
      <Popover icon="bookmark" kind={small ? "plain button-small" : "plain"} label="Saved views" text={text} button_label={current ? `Saved views: ${current.name}${modified ? ", modified" : ""}` : "Saved views"} marked={current !== undefined}>
        {(close) => (
          <>
            {list.error && <Problem error={list.error} retry={list.reload} />}
            {!list.data && !list.error && <Loading lines={2} />}
            {list.data && items.length === 0 && <p class="muted popover-text">Set filters, then save them here under a name.</p>}
            <ul class="saved-list">{items.map((one) => <Item key={one.id} view={one} page={page} current={one === current} tag={tag} close={close} />)}</ul>
            <SaveForm page={page} query={query} tag={tag} close={close} />
          </>
        )}
      </Popover>
    </div>
  );
}

function useAction(tag: string): { busy: boolean; error: ApiError | null; act: (work: () => Promise<unknown>) => Promise<boolean> } {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const act = async (work: () => Promise<unknown>) => {
    set_busy(true);
    set_error(null);
    try {
      await work();
      invalidate([tag]);
      set_busy(false);
      return true;
    } catch (problem) {
      set_error(as_api_error(problem));
      set_busy(false);
      return false;
    }
  };
  return { busy, error, act };
}

function Update({ view, query, tag }: { view: SavedView; query: Record<string, string>; tag: string }) {
  const { busy, error, act } = useAction(tag);
  const update = async () => {
    if (await act(() => api.change_saved_view(view.id, { query: saved_query_of(query) }))) say(`${view.name} is updated.`);
  };
  return (
    <>
      {error && <Problem error={error} />}
      <a class="quiet-link" href={address_of(view)}>Undo changes</a>
      <Button icon="check" busy={busy} onClick={() => void update()} label={`Update ${view.name}`}>Update</Button>
    </>
  );
}

function address_of(view: SavedView): string {
  return href(view.page.split("/").filter(Boolean), { ...parsed_query(view.query), saved: view.id });
}

interface ItemProps {
  view: SavedView;
  page: string;
  current: boolean;
  tag: string;
  close: () => void;
}

function Item({ view, current, tag, close }: ItemProps) {
  const [mode, set_mode] = useState<"" | "rename" | "delete">("");
  const [name, set_name] = useState(view.name);
  const { busy, error, act } = useAction(tag);
  const rename = async (event: Event) => {
    event.preventDefault();
    if (await act(() => api.change_saved_view(view.id, { name: name.trim() }))) set_mode("");
  };
  const remove = async () => {
    if (!(await act(() => api.delete_saved_view(view.id)))) return;
    if (current) change_query({ saved: undefined });
    say(`${view.name} is deleted.`);
  };
  return (
    <li class={current ? "saved saved-current" : "saved"}>
      {mode === "rename" ? (
        <form class="saved-form" onSubmit={(event) => void rename(event)}>
          <TextField label="Name" value={name} on_change={set_name} required autofocus />
          <Button small type="submit" busy={busy} disabled={!name.trim()}>Rename</Button>
          <Button small kind="quiet" onClick={() => set_mode("")}>Cancel</Button>
        </form>
      ) : mode === "delete" ? (
        <div class="saved-form"><span>Delete {view.name}?</span><Button small kind="danger" busy={busy} onClick={() => void remove()}>Delete</Button><Button small kind="quiet" onClick={() => set_mode("")}>Keep</Button></div>
      ) : (
        <>
          <a href={address_of(view)} aria-current={current ? "true" : undefined} onClick={close}>{current && <Icon name="check" />}{view.name}</a>
          <button type="button" class="icon-button" aria-label={`Rename ${view.name}`} title="Rename" onClick={() => set_mode("rename")}><Icon name="edit" /></button>
          <button type="button" class="icon-button" aria-label={`Delete ${view.name}`} title="Delete" onClick={() => set_mode("delete")}><Icon name="trash" /></button>
        </>
      )}
      {error && <Problem error={error} />}
    </li>
  );
}

function SaveForm({ page, query, tag, close }: Props & { tag: string; close: () => void }) {
  const [name, set_name] = useState("");
  const { busy, error, act } = useAction(tag);
  const save = async (event: Event) => {
    event.preventDefault();
    let made: SavedView | undefined;
    if (!(await act(async () => (made = await api.save_view(page, name.trim(), saved_query_of(query)))))) return;
    say(`${name.trim()} is saved.`);
    change_query({ saved: made?.id });
    close();
  };
  return (
    <form class="saved-new" onSubmit={(event) => void save(event)}>
      <TextField label="Save the current filters as" value={name} on_change={set_name} required />
      {error && <Problem error={error} />}
      <Button small icon="plus" type="submit" busy={busy} disabled={!name.trim()}>Save view</Button>
    </form>
  );
}
