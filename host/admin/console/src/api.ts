// One function per request of docs/reference/rest.md that the console makes.
import { call, download, url_of, type Query } from "./api_client";
import type {
  ActivityEntry, Connection, CoverageListing, CoverageRange, DisconnectedConnection, ExplainedStatus, Marketplace, Page, Permission,
  Plugin, RecordPage, Run, StreamStatus,
} from "./api_types";
import type { About, Configuration } from "./host_types";
import type { Facets, ObjectNote, ObjectRef, SavedView, TagCount, TaggedObject, ViewPage } from "./view_types";

const id_path = (id: string) => `/connections/${encodeURIComponent(id)}`;
const object_path = (id: string) => `/objects/${encodeURIComponent(id)}`;
const view_path = (channel: string, view: string) => `/views/${encodeURIComponent(channel)}/${encodeURIComponent(view)}`;
const saved_path = (id: string) => `/saved-views/${encodeURIComponent(id)}`;

// Marketplaces stand in one order wherever they are listed.
function by_name(page: Page<Marketplace>): Page<Marketplace> {
  return { ...page, items: [...page.items].sort((a, b) => a.name.localeCompare(b.name)) };
}

export const api = {
  plugins: async () => {
    const page = await call<Page<Plugin>>("GET", "/plugins", { query: { limit: 200 } });
    return { ...page, items: page.items.map(known_plugin) };
  },

  connections: (query: Query) => call<Page<Connection>>("GET", "/connections", { query }),
  connection: (id: string) => call<Connection>("GET", id_path(id)),
  create_connection: (channel: string, region: string, consent?: string) =>
    call<Connection>("POST", "/connections", { body: { channel, region, ...(consent && { consent }) } }),
  change_connection: (id: string, version: number, body: { label?: string; workspace?: string; settings?: Record<string, string> }) =>
    call<Connection>("PATCH", id_path(id), { body, version }),
  connect: (id: string, return_to: string, consent?: string) =>
    call<{ authorize_url: string }>("POST", `${id_path(id)}/connect`, { body: { return_to, ...(consent && { consent }) } }),
  connect_with_token: (id: string, refresh_token: string, account_id: string, consent?: string) =>
    call<Connection>("POST", `${id_path(id)}/connect-with-token`, { body: { refresh_token, account_id, ...(consent && { consent }) } }),
  disconnect: (id: string) => call<DisconnectedConnection>("POST", `${id_path(id)}/disconnect`),
  sync: (id: string, streams?: string[]) =>
    call<{ items: Run[] }>("POST", `${id_path(id)}/sync`, { body: streams ? { streams } : {} }),

  marketplaces: async (id: string) => by_name(await call<Page<Marketplace>>("GET", `${id_path(id)}/marketplaces`)),
  select_marketplaces: async (id: string, version: number, selected: string[]) =>
    by_name(await call<Page<Marketplace>>("PUT", `${id_path(id)}/marketplaces`, { body: { selected }, version })),
  explain: (id: string) => call<ExplainedStatus>("GET", `${id_path(id)}/status`, { query: { explain: 1 } }),
  streams: (id: string) => call<Page<StreamStatus>>("GET", `${id_path(id)}/streams`),
  permissions: (id: string) => call<Page<Permission>>("GET", `${id_path(id)}/permissions`),
  coverage: (id: string) => call<Page<CoverageRange> & { listings?: CoverageListing[] }>("GET", `${id_path(id)}/coverage`),

  runs: (query: Query) => call<Page<Run>>("GET", "/runs", { query }),
  run: (id: string) => call<Run>("GET", `/runs/${encodeURIComponent(id)}`),
  cancel_run: (id: string) => call<Run>("POST", `/runs/${encodeURIComponent(id)}/cancel`),

  activity: (connection: string, query: Query) =>
    call<Page<ActivityEntry>>("GET", connection ? `${id_path(connection)}/activity` : "/activity", { query }),
  activity_entry: (id: string) => call<ActivityEntry>("GET", `/activity/${encodeURIComponent(id)}`),
  activity_export_url: (format: "csv" | "ndjson", query: Query) => url_of("/activity/export", { format, ...query }),

  records: (channel: string, stream: string, query: Query) =>
    call<RecordPage>("GET", `/records/${encodeURIComponent(channel)}/${encodeURIComponent(stream)}`, { query }),
  records_export_url: (channel: string, stream: string, query: Query) =>
    url_of(`/records/${encodeURIComponent(channel)}/${encodeURIComponent(stream)}/export`, query),

  configuration: () => call<Configuration>("GET", "/configuration"),
  about: () => call<About>("GET", "/about"),
  support_bundle: (query: Query, on_bytes: (bytes: number) => void) => download("/support-bundle", query, on_bytes),

  view: (channel: string, view: string, query: Query) => call<ViewPage>("GET", view_path(channel, view), { query }),
  facets: (channel: string, view: string, query: Query) => call<Facets>("GET", `${view_path(channel, view)}/facets`, { query }),

  make_object: (ref: ObjectRef) => call<TaggedObject>("POST", "/objects", { body: ref }),
  object: (id: string) => call<TaggedObject>("GET", object_path(id)),
  set_tags: (id: string, tags: string[]) => call<TaggedObject>("PUT", `${object_path(id)}/tags`, { body: { tags } }),
  add_note: (id: string, text: string) => call<ObjectNote>("POST", `${object_path(id)}/notes`, { body: { text } }),
  change_note: (id: string, note: string, text: string) =>
    call<ObjectNote>("PATCH", `${object_path(id)}/notes/${encodeURIComponent(note)}`, { body: { text } }),
  delete_note: (id: string, note: string) => call<void>("DELETE", `${object_path(id)}/notes/${encodeURIComponent(note)}`),
  tag_objects: (objects: ObjectRef[], add: string[], remove: string[]) =>
    call<{ changed: number }>("POST", "/objects/tags", { body: { objects, add, remove } }),
  tags: (channel: string) => call<Page<TagCount>>("GET", "/tags", { query: { channel } }),

  saved_views: (page: string) => call<Page<SavedView>>("GET", "/saved-views", { query: { page, limit: 200 } }),
  save_view: (page: string, name: string, query: string) => call<SavedView>("POST", "/saved-views", { body: { page, name, query } }),
  change_saved_view: (id: string, body: { name?: string; query?: string }) => call<SavedView>("PATCH", saved_path(id), { body }),
  delete_saved_view: (id: string) => call<void>("DELETE", saved_path(id)),
};

// One that is stuck is loaded all the same: its connections and records are shown.
function known_plugin(plugin: Plugin): Plugin {
  return (plugin.state as string) === "stuck" ? { ...plugin, state: "loaded", stuck: true } : plugin;
}
