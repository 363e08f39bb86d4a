// The TOML that an operator still has to write for a channel. Pure.
import type { Plugin, Region } from "./api_types";

export function toml_for(plugin: Plugin, region: Region): string {
  const lines = region.missing.map((key) => `${bare(key)} = ${example_of(bare(key))}`);
  return [`[channels.${plugin.id}]`, ...lines].join("\n");
}

// A host may name the whole path, `channels.<id>.client_id`; the table is in the heading already.
function bare(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

function example_of(key: string): string {
  return key.includes("secret") ? '{ env = "MOORING_CLIENT_SECRET" }' : '"..."';
}
