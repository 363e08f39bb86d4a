// The dialog that connects stands beside the pages, not on the card that opened it: that card goes when its connection is made,
// and with it would go what the provider answered.
import { useEffect, useState } from "preact/hooks";
import type { Connection, Plugin, Region } from "./api_types";
import { ConnectChoice } from "./components/connect_choice";
import { ConnectDialog } from "./components/connect_dialog";

interface Asked {
  plugin: Plugin;
  region: Region;
  connection: Connection | null; // null: it is not made yet
}

let show: ((asked: Asked | "which" | null) => void) | null = null;

export function ask_to_connect(asked: Asked): void {
  show?.(asked);
}

// First which channel and region.
export function ask_what_to_connect(): void {
  show?.("which");
}

// `place`: a dialog does not follow to another page.
export function Connecting({ place }: { place: string }) {
  const [asked, set_asked] = useState<Asked | "which" | null>(null);
  const close = () => set_asked(null);
  useEffect(() => {
    show = set_asked;
    return () => {
      show = null;
    };
  }, []);
  useEffect(close, [place]);
  if (asked === "which") return <ConnectChoice on_chosen={(plugin, region) => set_asked({ plugin, region, connection: null })} on_close={close} />;
  return asked && <ConnectDialog {...asked} on_close={close} />;
}
