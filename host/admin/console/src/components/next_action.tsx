// The one thing to do next for a connection, as a button; the same on the card and on the connection's page.
import { useState } from "preact/hooks";
import { api } from "../api";
import type { Connection, NextAction, Plugin } from "../api_types";
import { plural } from "../format";
import { ask_to_connect } from "../connecting";
import { href, navigate } from "../router";
import { invalidate } from "../store";
import { Button } from "./basics";
import { PauseButton } from "./connection_marks";
import type { IconName } from "./icons";
import { say, say_error } from "./toast";

const words: Record<Exclude<NextAction, "">, { text: string; icon: IconName }> = {
  connect: { text: "Connect", icon: "connections" },
  reconnect: { text: "Reconnect", icon: "connections" },
  retry_sync: { text: "Retry sync", icon: "refresh" },
  refresh_now: { text: "Refresh now", icon: "refresh" },
  choose_marketplaces: { text: "Choose marketplaces", icon: "check" },
  resume: { text: "Resume", icon: "play" },
};

export async function start_sync(connection: Connection, streams?: string[]): Promise<void> {
  try {
    const { items } = await api.sync(connection.id, streams);
    say(items.length ? `Sync of ${connection.label}: ${plural(items.length, "run")} queued.` : `${connection.label} is syncing already.`);
    invalidate([`connection:${connection.id}`, `streams:${connection.id}`, `runs:${connection.id}`, "runs", "connections"]);
  } catch (error) {
    say_error(error);
  }
}

interface Props {
  connection: Connection;
  plugin: Plugin | undefined;
  small?: boolean;
  words_of?: Partial<Record<NextAction, string>>; // where other words say it better
}

export function NextActionButton({ connection, plugin, small, words_of }: Props) {
  const [busy, set_busy] = useState(false);
  const { action, action_text } = connection.status;
  if (!action || !words[action]) return null;
  if (action === "resume") return <PauseButton connection={connection} kind={small ? "plain" : "primary"} small={small ?? false} />;
  // What a sync would mend is being mended: the progress is beside it.
  const syncing = connection.status.activity !== "idle";
  if (syncing && (action === "refresh_now" || action === "retry_sync")) return null;
  const act = async () => {
    if (action === "choose_marketplaces") {
      navigate(href(["connections", connection.id, "marketplaces"], { step: "choose" }));
    } else if (action === "connect" || action === "reconnect") {
      if (plugin) ask_to_connect({ plugin, region: region_of(plugin, connection), connection });
      else say("The plugin of this channel is not loaded.", "red", "Look at the Plugins page for the reason.");
    } else {
      set_busy(true);
      await start_sync(connection);
      set_busy(false);
    }
  };
  const text = words_of?.[action] ?? (action_text || words[action].text);
  return <Button needs="operator" kind={small ? "plain" : "primary"} icon={words[action].icon} busy={busy} onClick={() => void act()} label={`${text}: ${connection.label}`} small={small ?? false}>{text}</Button>;
}

export function region_of(plugin: Plugin, connection: Connection) {
  return plugin.regions.find((region) => region.id === connection.region)
    ?? { id: connection.region, name: connection.region_name, configured: true, missing: [], endpoints: {} };
}
