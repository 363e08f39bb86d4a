// One function per request of docs/reference/rest.md that the console makes.
import { call, url_of, type Query } from "./api_client";
import type {
  ActivityEntry, Connection, CoverageRange, DisconnectedConnection, ExplainedStatus, Marketplace, Page, Permission,
  Plugin, RecordPage, Run, Session, StreamStatus,
} from "./api_types";

const id_path = (id: string) => `/connections/${encodeURIComponent(id)}`;

export const api = {
  session: () => call<Session>("GET", "/session"),
  sign_in: (proof: { code: string } | { token: string }) => call<Session>("POST", "/session", { body: proof }),
  sign_out: () => call<void>("DELETE", "/session"),

  plugins: () => call<Page<Plugin>>("GET", "/plugins", { query: { limit: 200 } }),

  connections: (query: Query) => call<Page<Connection>>("GET", "/connections", { query }),
  connection: (id: string) => call<Connection>("GET", id_path(id)),
  create_connection: (channel: string, region: string) =>
    call<Connection>("POST", "/connections", { body: { channel, region } }),
  change_connection: (id: string, version: number, body: { label?: string; settings?: Record<string, string> }) =>
    call<Connection>("PATCH", id_path(id), { body, version }),
  connect: (id: string, return_to: string) =>
    call<{ authorize_url: string }>("POST", `${id_path(id)}/connect`, { body: { return_to } }),
  connect_with_token: (id: string, refresh_token: string, account_id: string) =>
    call<Connection>("POST", `${id_path(id)}/connect-with-token`, { body: { refresh_token, account_id } }),
  disconnect: (id: string) => call<DisconnectedConnection>("POST", `${id_path(id)}/disconnect`),
  sync: (id: string, streams?: string[]) =>
    call<{ items: Run[] }>("POST", `${id_path(id)}/sync`, { body: streams ? { streams } : {} }),

  marketplaces: (id: string) => call<Page<Marketplace>>("GET", `${id_path(id)}/marketplaces`),
  select_marketplaces: (id: string, version: number, selected: string[]) =>
    call<Page<Marketplace>>("PUT", `${id_path(id)}/marketplaces`, { body: { selected }, version }),
  explain: (id: string) => call<ExplainedStatus>("GET", `${id_path(id)}/status`, { query: { explain: 1 } }),
  streams: (id: string) => call<Page<StreamStatus>>("GET", `${id_path(id)}/streams`),
  permissions: (id: string) => call<Page<Permission>>("GET", `${id_path(id)}/permissions`),
  coverage: (id: string) => call<Page<CoverageRange>>("GET", `${id_path(id)}/coverage`),

  runs: (query: Query) => call<Page<Run>>("GET", "/runs", { query }),
  run: (id: string) => call<Run>("GET", `/runs/${encodeURIComponent(id)}`),
  cancel_run: (id: string) => call<Run>("POST", `/runs/${encodeURIComponent(id)}/cancel`),

  activity: (connection: string, query: Query) =>
    call<Page<ActivityEntry>>("GET", connection ? `${id_path(connection)}/activity` : "/activity", { query }),
  activity_entry: (id: string) => call<ActivityEntry>("GET", `/activity/${encodeURIComponent(id)}`),
  activity_export_url: (format: "csv" | "ndjson", query: Query) => url_of("/activity/export", { format, ...query }),

  records: (channel: string, stream: string, query: Query) =>
    call<RecordPage>("GET", `/records/${encodeURIComponent(channel)}/${encodeURIComponent(stream)}`, { query }),
};
