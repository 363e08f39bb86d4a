// The TOML that an operator still has to write for a channel. Pure. tests/e2e/configuration.test.mjs lets the host read it.
import type { Plugin, Region } from "./api_types";

export interface MissingText {
  table: string; // "[channels.shop.application]"
  toml: string;
  whole: boolean; // with the heading; without it where some keys stand in the file already: a table may stand there only once
}

export function toml_for(plugin: Plugin, region: Region): MissingText {
  const table = `[channels.${plugin.id}.application]`, keys = region.missing;
  const lines = keys.map((key) => `${key} = ${example_of(plugin, key)}`);
  const whole = keys.includes("client_id") && keys.includes("client_secret");
  return { table, toml: (whole ? [table, ...lines] : lines).join("\n"), whole };
}

// One name for each channel: each has an application of its own.
function example_of(plugin: Plugin, key: string): string {
  if (!key.includes("secret")) return '"..."';
  const name = `MOORING_${plugin.id}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return `{ env = "${name}" }`;
}
