// What has been read from the API, by key. A page subscribes to a key; an event invalidates tags; only what somebody
// looks at is read again, at most once per `quiet_ms`, and the old answer stays on the screen meanwhile.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError, as_api_error } from "./api_client";
import type { Page } from "./api_types";

const quiet_ms = 400;
const fresh_ms = 3_000; // a page that is opened again within this time is not read again
const kept_entries = 60;

interface Entry {
  key: string;
  tags: string[];
  load: () => Promise<unknown>;
  data: unknown;
  error: ApiError | null;
  loading: boolean;
  stale: boolean; // invalidated while a read was under way
  quiet_ms: number;
  read_at: number;
  timer: number;
  listeners: Set<() => void>;
}

const entries = new Map<string, Entry>();

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | null;
  loading: boolean;
  reload: () => void;
  change: (update: (old: T) => T) => void;
}

function entry_of(key: string, tags: string[], load: () => Promise<unknown>): Entry {
  let entry = entries.get(key);
  if (!entry) {
    entry = { key, tags, load, data: undefined, error: null, loading: false, stale: false, read_at: 0, timer: 0,
      quiet_ms, listeners: new Set() };
    entries.set(key, entry);
    drop_oldest();
  }
  entry.load = load;
  return entry;
}

function drop_oldest(): void {
  for (const [key, entry] of entries) {
    if (entries.size <= kept_entries) return;
    if (entry.listeners.size === 0) entries.delete(key);
  }
}

function tell(entry: Entry): void {
  entry.listeners.forEach((listener) => listener());
}

async function read(entry: Entry): Promise<void> {
  if (entry.loading) {
    entry.stale = true;
    return;
  }
  entry.loading = true;
  entry.stale = false;
  tell(entry);
  try {
    entry.data = await entry.load();
    entry.error = null;
  } catch (error) {
    entry.error = as_api_error(error);
  }
  entry.loading = false;
  entry.read_at = Date.now();
  tell(entry);
  if (entry.stale) schedule(entry);
}

function schedule(entry: Entry, wait_ms = entry.quiet_ms): void {
  if (entry.timer && wait_ms >= entry.quiet_ms) return;
  window.clearTimeout(entry.timer);
  entry.timer = window.setTimeout(() => {
    entry.timer = 0;
    if (entry.listeners.size) void read(entry);
  }, wait_ms);
}

export function invalidate(tags: string[], wait_ms?: number): void {
  for (const entry of entries.values()) {
    if (!entry.tags.some((tag) => tags.includes(tag))) continue;
    entry.read_at = 0;
    if (entry.listeners.size) schedule(entry, wait_ms);
  }
}

// After somebody's own change: they wait for it.
export function invalidate_now(tags: string[]): void {
  invalidate(tags, 0);
}

export function invalidate_all(wait_ms?: number): void {
  for (const entry of entries.values()) {
    entry.read_at = 0;
    if (entry.listeners.size) schedule(entry, wait_ms);
  }
}

const readers = new Set<() => void>();

// Somebody asks for the page as it is now: nothing waits for its quiet time.
export function read_again(): void {
  invalidate_all(0);
  for (const reader of readers) reader();
}

// For lists that are not kept in this store.
export function useReadAgain(reader: () => void): void {
  const latest = useRef(reader);
  latest.current = reader;
  useEffect(() => {
    const read = () => latest.current();
    readers.add(read);
    return () => {
      readers.delete(read);
    };
  }, []);
}

const forgetters: (() => void)[] = [];

// For what a module keeps beside this store.
export function when_forgotten(forget: () => void): void {
  forgetters.push(forget);
}

// Nobody is signed in any more.
export function forget_all(): void {
  for (const entry of entries.values()) window.clearTimeout(entry.timer);
  entries.clear();
  for (const forget of forgetters) forget();
}

// Changes the kept answer of a key in place, when there is one.
export function change_kept<T>(key: string, update: (old: T) => T): void {
  const entry = entries.get(key);
  if (!entry || entry.data === undefined) return;
  entry.data = update(entry.data as T);
  tell(entry);
}

export function kept<T>(key: string): T | undefined {
  return entries.get(key)?.data as T | undefined;
}

// `quiet`: the least time between two reads that events ask for; more for answers that cost the host much.
export function useResource<T>(key: string, tags: string[], load: () => Promise<T>, quiet = quiet_ms): Resource<T> {
  const [, redraw] = useState(0);
  const entry = entry_of(key, tags, load);
  entry.quiet_ms = quiet;
  // Before the frame is painted: a press waits for this answer.
  useLayoutEffect(() => {
    const listener = () => redraw((count) => count + 1);
    const mine = entry_of(key, tags, load);
    mine.listeners.add(listener);
    if (Date.now() - mine.read_at > fresh_ms) void read(mine);
    else listener();
    return () => {
      mine.listeners.delete(listener);
    };
  }, [key]);
  const reload = useCallback(() => void read(entry_of(key, tags, load)), [key]);
  const change = useCallback((update: (old: T) => T) => change_kept<T>(key, update), [key]);
  return { data: entry.data as T | undefined, error: entry.error, loading: entry.loading, reload, change };
}

interface Identified {
  id: string;
}

export interface Paged<T> {
  items: T[] | undefined;
  error: ApiError | null;
  loading: boolean;
  more: (() => void) | null; // null: everything has been read
  loading_more: boolean;
  more_error: ApiError | null;
  reload: () => void;
}

interface Kept<T> {
  items: T[];
  next: string | null;
}

// A list that grows by "load more". An invalidation reads its first page again and lays it over what is kept: new
// entries come on top, known ones are replaced, and the place of the reader stays.
export function usePaged<T extends Identified>(key: string, tags: string[],
    load: (cursor: string | undefined) => Promise<Page<T>>, quiet?: number): Paged<T> {
  const [loading_more, set_loading_more] = useState(false);
  const [more_error, set_more_error] = useState<ApiError | null>(null);
  const first = useResource<Kept<T>>(key, tags, async () => {
    const page = await load(undefined);
    const kept = entries.get(key)?.data as Kept<T> | undefined;
    return lay_over(page, kept);
  }, quiet);
  useEffect(() => set_more_error(null), [key]);
  const next = first.data?.next ?? null;
  const more = next === null ? null : async () => {
    if (loading_more) return;
    set_loading_more(true);
    set_more_error(null);
    try {
      const page = await load(next);
      first.change((kept) => append(kept, page));
    } catch (error) {
      set_more_error(as_api_error(error));
    }
    set_loading_more(false);
  };
  return { items: first.data?.items, error: first.error, loading: first.loading,
    more: more ? () => void more() : null, loading_more, more_error, reload: first.reload };
}

export function append<T extends Identified>(kept: Kept<T>, page: Page<T>): Kept<T> {
  const known = new Set(kept.items.map((item) => item.id));
  return { items: [...kept.items, ...page.items.filter((item) => !known.has(item.id))], next: page.next };
}

export function lay_over<T extends Identified>(page: Page<T>, kept: Kept<T> | undefined): Kept<T> {
  if (!kept || kept.items.length <= page.items.length) return { items: page.items, next: page.next };
  const fresh = new Map(page.items.map((item) => [item.id, item]));
  const overlap = kept.items.some((item) => fresh.has(item.id));
  // Without an overlap there is a hole between the two: start again.
  if (!overlap) return { items: page.items, next: page.next };
  const rest = kept.items.filter((item) => !fresh.has(item.id));
  return { items: [...page.items, ...rest], next: kept.next };
}

// The same, and while another key is being read the last answer stays: filters that change do not blank the page.
export function useKeptResource<T>(key: string, tags: string[], load: () => Promise<T>, quiet?: number): Resource<T> & { old: boolean } {
  const now = useResource(key, tags, load, quiet);
  const last = useRef<T | undefined>(undefined);
  if (now.data !== undefined) last.current = now.data;
  const old = now.data === undefined && last.current !== undefined && !now.error;
  return { ...now, data: old ? last.current : now.data, old };
}
