// The rows of one list of connections, page after page, kept fresh by events: a row that changed is read again and stays
// where it is; what came or left is found with the first page, at most once a second.
import { useEffect } from "preact/hooks";
import { board_api } from "./board_api";
import type { Connection } from "./api_types";
import { watch_connections } from "./live";
import { change_kept, kept, usePaged, type Paged } from "./store";

export const first_page = 60; // a few screens: a press waits for it; the rest comes in larger pieces when one scrolls
const page_size = 100;
export const quiet_ms = 1_000;

// Whatever the order in which filters were set.
const key_of = (query: Record<string, string | undefined>) => `board:${JSON.stringify(Object.entries(query).filter(([, value]) => value).sort())}`;

export function useBoard(query: Record<string, string | undefined>): Paged<Connection> {
  const key = key_of(query);
  const list = usePaged<Connection>(key, ["connections"], (cursor) => board_api.list({ ...query, limit: cursor ? page_size : first_page, cursor }), quiet_ms);
  useEffect(() => watch_connections((ids) => void refresh(key, ids)), [key]);
  const guess = list.items || list.error ? undefined : known_of(query);
  return guess ? { ...list, items: guess, more: null } : list;
}

// While a badge is asked for: those with that badge of the list that stood there before. They stand in the same order.
function known_of(query: Record<string, string | undefined>): Connection[] | undefined {
  if (!query["badge"]) return undefined;
  const wanted = query["badge"].split(",");
  const before = kept<{ items: Connection[] }>(key_of({ ...query, badge: undefined }))?.items ?? [];
  const found = before.filter((one) => wanted.includes(one.status.badge));
  return found.length ? found : undefined;
}

async function refresh(key: string, ids: string[]): Promise<void> {
  const rest = kept<{ items: Connection[] }>(key)?.items.slice(first_page) ?? []; // the first page is read as a whole
  const changed = new Set(ids);
  const known = rest.map((one) => one.id).filter((id) => changed.has(id)).slice(0, page_size);
  if (!known.length) return;
  try {
    const fresh = new Map((await board_api.list({ ids: known.join(","), limit: page_size })).items.map((one) => [one.id, one]));
    change_kept<{ items: Connection[] }>(key, (old) => ({ ...old, items: old.items.map((one) => fresh.get(one.id) ?? one) }));
  } catch {
    // The next change, or the next look at the page, brings it.
  }
}
