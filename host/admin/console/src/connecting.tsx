// The dialog that connects stands beside the pages, not on the card that opened it: that card goes when its connection is made,
// and with it would go what the provider answered.
import { useEffect, useState } from "preact/hooks";
import type { Connection, Plugin, Region } from "./api_types";
import { ConnectDialog } from "./components/connect_dialog";

interface Asked {
  plugin: Plugin;
  region: Region;
  connection: Connection | null; // null: it is not made yet
}

let show: ((asked: Asked | null) => void) | null = null;

export function ask_to_connect(asked: Asked): void {
  show?.(asked);
}

// `place`: a dialog does not follow to another page.
export function Connecting({ place }: { place: string }) {
  const [asked, set_asked] = useState<Asked | null>(null);
  useEffect(() => {
    show = set_asked;
    return () => {
      show = null;
    };
  }, []);
  useEffect(() => set_asked(null), [place]);
  return asked && <ConnectDialog {...asked} on_close={() => set_asked(null)} />;
}
