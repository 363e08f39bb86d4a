// A page whose file is read when it is first opened. The page before it stays until the new one is there.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { LoadPage, PageProps } from "../places";
import { Button, Loading, Note } from "./basics";

const loaded = new Map<LoadPage, ComponentType<PageProps>>();

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
  return { Page: (load && loaded.get(load)) ?? null, failed: load !== null && failed === load };
}

export function PageOnItsWay({ failed }: { failed: boolean }) {
  if (!failed) return <div class="page"><Loading /></div>;
  return (
    <div class="page">
      <Note tone="amber" title="This page could not be read from the host." alert>
        <p>The host does not answer, or a newer version of it has been started. Reloading brings the console of the version that runs.</p>
        <p class="note-foot"><Button small icon="refresh" onClick={() => location.reload()}>Reload</Button></p>
      </Note>
    </div>
  );
}
