// The rows of a stream that match a question, page by page. An answer to an older question never overwrites a newer one.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api";
import { as_api_error, type ApiError, type Query } from "./api_client";
import type { Field, RecordPage, RecordRow } from "./api_types";
import { useReadAgain } from "./store";

export const page_size = 100;

export interface LoadedRecords {
  columns: Field[];
  rows: { row: RecordRow; after: string | undefined }[]; // after: the page it came with, to read its raw record later
  next: string | null;
  total: number | null;
  slow: string;
}

export interface RecordsList {
  loaded: LoadedRecords | null;
  error: ApiError | null;
  busy: boolean;
  more: () => void;
  reload: () => void;
}

export function useRecords(channel: string, stream: string, query: Query): RecordsList {
  const [loaded, set_loaded] = useState<LoadedRecords | null>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const [turn, set_turn] = useState(0);
  const question = useRef(0);
  const ask = async (after: string | undefined) => {
    const mine = ++question.current;
    set_busy(true);
    set_error(null);
    try {
      const page = await api.records(channel, stream, { ...query, limit: page_size, after });
      if (mine === question.current) set_loaded((old) => joined(after === undefined ? null : old, page, after));
    } catch (problem) {
      if (mine === question.current) set_error(as_api_error(problem));
    }
    if (mine === question.current) set_busy(false);
  };
  useEffect(() => {
    void ask(undefined);
    return () => {
      ++question.current;
    };
  }, [channel, stream, JSON.stringify(query), turn]);
  const more = () => {
    if (loaded?.next && !busy) void ask(loaded.next);
  };
  const reload = () => set_turn((count) => count + 1);
  useReadAgain(reload);
  return { loaded, error, busy, more, reload };
}

function joined(old: LoadedRecords | null, page: RecordPage, after: string | undefined): LoadedRecords {
  const rows = page.items.map((row) => ({ row, after }));
  return { columns: page.columns, rows: old ? [...old.rows, ...rows] : rows, next: page.next, total: page.total, slow: page.slow_because ?? "" };
}
