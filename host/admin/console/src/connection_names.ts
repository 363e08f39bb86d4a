// The names of connections by their ids, of those that a page shows: read once, a list of ids at a time. What is gone keeps its id.
import { useEffect, useState } from "preact/hooks";
import { board_api } from "./board_api";
import { watch_connections } from "./live";
import { in_chunks } from "./tags";

const ids_at_most = 100; // in one request
const known = new Map<string, string>();

watch_connections((ids) => { for (const id of ids) known.delete(id); });

export function useConnectionNames(ids: string[]): Map<string, string> {
  const [, redraw] = useState(0);
  const missing = [...new Set(ids)].filter((id) => id && !known.has(id)).sort();
  useEffect(() => {
    let here = true;
    void (async () => {
      for (const chunk of in_chunks(missing, ids_at_most)) {
        try {
          const { items } = await board_api.list({ ids: chunk.join(","), fields: "compact", limit: ids_at_most });
          for (const one of items) known.set(one.id, one.label);
          for (const id of chunk) if (!known.has(id)) known.set(id, id);
        } catch {
          return; // the ids stand in the place of the names
        }
      }
      if (here && missing.length) redraw((count) => count + 1);
    })();
    return () => { here = false; };
  }, [missing.join(",")]);
  return known;
}
