// A page whose file is read when it is first opened. The page before it stays until the new one is there.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { watch_live } from "../live";
import type { LoadPage, PageProps } from "../places";
import { Button, Loading, Note } from "./basics";

const loaded = new Map<LoadPage, ComponentType<PageProps>>();

// A newer host has other files: only a reload brings them. Once in a while, so that it never goes round and round.
const reloaded_key = "mooring-reloaded-at", reload_again_after_ms = 60_000;

function reload_once(): void {
  try {
    if (Date.now() - Number(sessionStorage.getItem(reloaded_key)) < reload_again_after_ms) return;
    sessionStorage.setItem(reloaded_key, String(Date.now()));
  } catch {
    return; // nothing remembers that it was done: the person's own button stays
  }
  location.reload();
}

export function usePage(load: LoadPage | null): { Page: ComponentType<PageProps> | null; failed: boolean } {
  const [, redraw] = useState(0);
  const [failed, set_failed] = useState<LoadPage | null>(null);
  useEffect(() => {
    if (!load || loaded.has(load)) return undefined;
    let left = false;
    load().then((page) => {
      loaded.set(load, page);
      if (!left) redraw((count) => count + 1);
    }, () => {
      if (!left) set_failed(() => load);
    });
    return () => {
      left = true;
    };
  }, [load]);
  useEffect(() => {
    if (!load || failed !== load) return undefined;
    let left = false;
    const stop = watch_live((state) => { // the host is back
      if (state === "live") load().then((page) => {
        loaded.set(load, page);
        if (!left) set_failed(null);
      }, reload_once);
    });
    return () => {
      left = true;
      stop();
    };
  }, [failed, load]);
  return { Page: (load && loaded.get(load)) ?? null, failed: load !== null && failed === load };
}

export function PageOnItsWay({ failed }: { failed: boolean }) {
  if (!failed) return <div class="page"><Loading /></div>;
  return (
    <div class="page">
      <Note tone="amber" title="This page could not be read from the host." alert>
        <p>The host does not answer, or a newer version of it has been started. The page comes by itself when the host is back.</p>
        <p class="note-foot"><Button small icon="refresh" onClick={() => location.reload()}>Reload</Button></p>
      </Note>
    </div>
  );
}
