// What the API tells of the host itself: its configuration and what runs.
import type { Time } from "./api_types";

export interface ConfigurationKey {
  key: string;
  value: string | null; // null: a secret
  secret: boolean;
  source: "default" | "file" | "host";
  file: string;
  line: number;
  secret_from: string;
  change: "restart" | "move_first";
}

export interface Configuration {
  loaded_at: Time;
  files: string[];
  keys: ConfigurationKey[];
  warnings: { key: string; message: string; hint: string; file: string; line: number }[];
  connections: { name: string; channel: string; region: string; connection_id: string | null; problem: string; tried_at: Time | null; next_at: Time | null }[];
}

export interface About {
  version: string;
  build: string;
  started_at: string;
  now: string;
  public_url: string;
  store: { sqlite_version: string; file_bytes: number; wal_bytes: number; queued_writes: number; last_error: string };
  data_folder: { path: string; bytes: number; free_bytes: number | null };
  resident_bytes: number;
  limits: { title: string; value: string }[];
  licences: { name: string; used_for: string; licence: string; url: string }[];
}
