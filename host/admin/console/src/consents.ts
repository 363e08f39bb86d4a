// What a channel says of one consent page, else of all.
import type { Connection, Plugin } from "./api_types";

// Where the account's owner withdraws the authorization; empty: not known.
export function withdrawn_at(plugin: Plugin | undefined, connection: Pick<Connection, "region" | "consent">): string {
  const consents = plugin?.regions.find((one) => one.id === connection.region)?.consents ?? [];
  return consents.find((one) => one.id === connection.consent)?.revoke_help ?? plugin?.oauth?.revoke_help ?? "";
}
