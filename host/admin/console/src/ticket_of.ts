// The text of an entry for a ticket, with what has to be read for it. A connection that is gone leaves its id.
import { api } from "./api";
import type { ActivityEntry, Connection } from "./api_types";
import { ticket_text } from "./ticket";

export async function ticket_of(entry: ActivityEntry, known?: Connection): Promise<string> {
  const [read, about] = await Promise.allSettled([
    known ? Promise.resolve(known) : entry.connection_id ? api.connection(entry.connection_id) : Promise.reject(new Error("none")),
    api.about(),
  ]);
  const connection = read.status === "fulfilled" ? read.value : null;
  return ticket_text(entry, {
    label: connection?.label ?? "",
    place: connection ? `${connection.channel_name}, ${connection.region_name}` : "",
    account_id: connection?.account_id ?? "",
    version: about.status === "fulfilled" ? about.value.version ?? "" : "",
  });
}
