// An entry as plain text, to paste into a ticket: what happened, when in UTC, and what the provider needs to find the
// call. The account id is masked; secrets are not in the log. Pure; ticket_of.ts reads what is not at hand.
import type { ActivityEntry } from "./api_types";

export interface TicketFacts {
  label: string; // of the connection; "": none
  place: string; // its channel and region; "": not known
  account_id: string;
  place_word: string; // what the channel calls a place: "Marketplace", "Profile"
  places: string[]; // ids, as the provider knows them: of the run, or all that it reads
  version: string; // of Mooring; "": not known
}

// "A1F...8QZ": enough to tell two accounts apart, too little to act for one.
export function masked_account(id: string): string {
  if (!id) return "";
  return id.length > 8 ? `${id.slice(0, 3)}...${id.slice(-3)}` : `${id.slice(0, 1)}...`;
}

export function ticket_text(entry: ActivityEntry, facts: TicketFacts): string {
  const account = masked_account(facts.account_id);
  const lines: [string, string][] = [
    ["Time (UTC)", entry.at],
    ["What", entry.kind],
    ["Severity", entry.severity],
    ["Operation", entry.operation],
    ["Endpoint", entry.endpoint === entry.operation ? "" : entry.endpoint],
    ["Status", entry.status ? String(entry.status) : ""],
    ["Request id", entry.request_id],
    ["Attempt", entry.attempt ? String(entry.attempt) : ""],
    ["Duration", entry.duration_ms === null ? "" : `${entry.duration_ms} ms`],
    ["Message", entry.message],
    ["Stream", entry.stream],
    [facts.place_word, facts.places.join(", ")],
    ["Run", entry.run_id],
    ["Connection", facts.label ? facts.label + (account ? ` (account ${account})` : "") : entry.connection_id],
    ["Interface", facts.place],
    ["Entry", entry.id],
    ["Software", facts.version ? `Mooring ${facts.version}` : "Mooring"],
  ];
  return lines.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`).join("\n") + "\n";
}
