// The text of an entry for a ticket, with what has to be read for it. A connection that is gone leaves its id.
import { api } from "./api";
import type { ActivityEntry, Connection } from "./api_types";
import { as_heading, noun_of } from "./noun";
import { ticket_text } from "./ticket";

export async function ticket_of(entry: ActivityEntry, known?: Connection): Promise<string> {
  const of = entry.connection_id;
  const [read, about, plugins, places] = await Promise.allSettled([
    known ? Promise.resolve(known) : of ? api.connection(of) : Promise.reject(new Error("none")), api.about(), api.plugins(), of ? places_of(entry) : Promise.resolve([]),
  ]);
  const connection = read.status === "fulfilled" ? read.value : null;
  const plugin = plugins.status === "fulfilled" ? plugins.value.items.find((one) => one.id === connection?.channel) : undefined;
  return ticket_text(entry, {
    place_word: as_heading(noun_of(plugin)),
    places: places.status === "fulfilled" ? places.value : [],
    label: connection?.label ?? "",
    place: connection ? `${connection.channel_name}, ${connection.region_name}` : "",
    account_id: connection?.account_id ?? "",
    version: about.status === "fulfilled" ? about.value.version ?? "" : "",
  });
}

// Of a run that reads one, that one; else all that are read.
async function places_of(entry: ActivityEntry): Promise<string[]> {
  const run = entry.run_id ? await api.run(entry.run_id).catch(() => null) : null; // it may have been deleted as too old
  if (run?.marketplace) return [run.marketplace];
  const { items } = await api.marketplaces(entry.connection_id);
  return items.filter((one) => one.selected && one.available).map((one) => one.id);
}
