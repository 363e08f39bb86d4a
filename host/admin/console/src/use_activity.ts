// The entries that a page shows: pages from the newest to the oldest, searches that need more than one answer, and what
// comes while somebody looks. The filter is the host's to apply, also to what is new.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { activity_api } from "./activity_api";
import { put_on_top } from "./activity_rows";
import type { ActivityPage } from "./activity_types";
import { as_api_error, type ApiError, type Query } from "./api_client";
import type { ActivityEntry, Time } from "./api_types";
import { useReadAgain, useResource } from "./store";

const page_size = 50;
const searches_at_once = 40; // answers of one search that are asked for by itself
const new_at_once = 100;
const shown_most = 2000; // while new ones come by themselves

interface Shown {
  items: ActivityEntry[];
  next: string | null;
  newest: string;
  searched_to: Time; // the search goes on, or waits to be asked to
}

export interface ActivityList {
  items: ActivityEntry[] | undefined;
  error: ApiError | null;
  busy: boolean;
  searched_to: Time;
  more: (() => void) | null;
  waiting: number; // new entries that match and are not shown yet
  waiting_more: boolean; // there are more than that
  show_new: () => void;
  reload: () => void;
}

export function useActivity(connection: string, key: string, query_now: () => Query, live: boolean): ActivityList {
  const [shown, set_shown] = useState<Shown | null>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const [round, set_round] = useState(0);
  const turn = useRef(0); // answers of an earlier filter are dropped
  const query = useRef<Query>({});

  // Reads on until a page is full, the log ends, or the search has taken long enough.
  const read_on = useCallback(async (from: Shown | null) => {
    const mine = ++turn.current;
    set_busy(true);
    set_error(null);
    const wanted = (from?.items.length ?? 0) + page_size;
    let now = from;
    try {
      for (let count = 0; count < searches_at_once; ++count) {
        const page: ActivityPage = await activity_api.list(connection, {
          ...query.current, cursor: now?.next, limit: Math.min(page_size, wanted - (now?.items.length ?? 0)),
        });
        if (mine !== turn.current) return;
        now = { items: [...(now?.items ?? []), ...page.items], next: page.next, newest: now?.newest ?? page.newest,
          searched_to: page.searched_to };
        if (page.next === null || now.items.length >= wanted) {
          now.searched_to = null;
          break;
        }
        if (now.items.length > 0 || count > 0) set_shown(now);
      }
      set_shown(now);
    } catch (problem) {
      if (mine === turn.current) set_error(as_api_error(problem));
    }
    if (mine === turn.current) set_busy(false);
  }, [connection, key]);

  const shown_of = useRef("");
  useEffect(() => {
    query.current = query_now();
    if (shown_of.current !== `${connection} ${key}`) set_shown(null); // what is read again stays until it is there
    shown_of.current = `${connection} ${key}`;
    void read_on(null);
    return () => {
      ++turn.current;
    };
  }, [connection, key, round]);

  const fresh = useNew(connection, key, query, shown?.newest ?? "");
  const reload = useCallback(() => set_round((count) => count + 1), []);
  useReadAgain(reload);
  const show_new = useCallback(() => {
    if (!fresh) return;
    if (fresh.next !== null) return reload(); // a hole between the new ones and the rest
    set_shown((old) => old && { ...old, items: put_on_top(fresh.items, old.items).slice(0, Math.max(shown_most, old.items.length)),
      newest: fresh.newest });
  }, [fresh, reload]);
  useEffect(() => {
    if (live && fresh && fresh.items.length > 0 && !document.hidden && at_top()) show_new();
  }, [live, fresh]);

  return {
    items: shown?.items, error, busy, searched_to: shown?.searched_to ?? null,
    more: shown && shown.next !== null && !busy ? () => void read_on(shown) : null,
    waiting: fresh?.items.length ?? 0, waiting_more: fresh !== null && fresh.next !== null, show_new, reload,
  };
}

export function at_top(): boolean {
  return window.scrollY < 40;
}

// What has been written since, read again whenever an event tells of an entry; not while the tab is hidden.
function useNew(connection: string, key: string, query: { current: Query }, newest: string): ActivityPage | null {
  const tag = connection ? `activity:${connection}` : "activity";
  const last = useRef<ActivityPage | null>(null);
  const since = useRef(newest);
  since.current = newest;
  const resource = useResource<ActivityPage | null>(`activity:new:${connection}:${key}`, [tag], async () => {
    if (!since.current || document.hidden) return last.current;
    const { until: _, ...rest } = query.current;
    if (_) return null; // what is filtered to a time that is over has no new ones
    return activity_api.list(connection, { ...rest, after: since.current, limit: new_at_once });
  });
  last.current = resource.data ?? null;
  useEffect(() => {
    const look = () => {
      if (!document.hidden) resource.reload();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [resource.reload]);
  const page = resource.data ?? null;
  // An answer from before the new ones were put on top says nothing any more.
  return page && newest && Number(page.newest) > Number(newest) && page.items.length > 0 ? page : null;
}
