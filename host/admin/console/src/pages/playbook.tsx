// The playbook: for each cause of trouble what happened, what Mooring does by itself, what you can do, when a ticket helps.
import { api } from "../api";
import { Tag } from "../components/badge";
import { Empty, Loading, Problem } from "../components/basics";
import { Select, SearchField } from "../components/fields";
import { Icon } from "../components/icons";
import { PageHead } from "../components/layout";
import { PlaybookText } from "../components/what_to_do";
import { change_query, type Route } from "../router";
import { status_api } from "../status_api";
import type { PlaybookEntry } from "../status_types";
import { useResource } from "../store";

export function PlaybookPage({ route }: { route: Route }) {
  const channel = route.query["channel"] ?? "";
  const text = (route.query["text"] ?? "").toLowerCase();
  const cause = route.query["cause"] ?? "";
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const list = useResource(`playbook:${channel}`, ["plugins"], () => status_api.playbook(channel), 60_000);
  const channels = (plugins.data?.items ?? []).filter((plugin) => plugin.state === "loaded");
  const words = text.split(/\s+/).filter(Boolean);
  const items = list.data?.items.filter((entry) => matches(entry, words)) ?? [];
  return (
    <div class="page">
      <PageHead title="Playbook" name="Playbook" lead={<p class="page-lead">What each kind of trouble means, what Mooring does about it by itself, and what is left for you.</p>} />
      <div class="filters" role="search" aria-label="Playbook">
        <Select label="Channel" value={channel} on_change={(value) => change_query({ channel: value || undefined, cause: undefined })}
          choices={[{ value: "", text: "Every channel" }, ...channels.map((plugin) => ({ value: plugin.id, text: plugin.name }))]} />
        <SearchField label="Search" value={route.query["text"] ?? ""} on_change={(value) => change_query({ text: value || undefined })} />
      </div>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading lines={8} />}
      {list.data && items.length === 0 && <Empty icon="search" title="No cause matches"><p>Search for a word of the message, or of what you see.</p></Empty>}
      <div class="playbook">
        {items.map((entry) => <Cause key={entry.cause} entry={entry} open={entry.cause === cause || items.length === 1}
          channel={channels.find((plugin) => plugin.id === entry.channel)?.name ?? entry.channel} />)}
      </div>
    </div>
  );
}

function matches(entry: PlaybookEntry, words: string[]): boolean {
  const hay = Object.values(entry).join("\n").toLowerCase();
  return words.every((word) => hay.includes(word));
}

function Cause({ entry, open, channel }: { entry: PlaybookEntry; open: boolean; channel: string | null }) {
  const into_view = (element: HTMLDetailsElement | null) => {
    if (element && open) element.scrollIntoView({ block: "nearest" });
  };
  return (
    <details class="playbook-cause" data-row={entry.cause} open={open} ref={into_view}>
      <summary><Icon name="chevron" /><h2>{entry.title}</h2>{channel && <Tag>{channel}</Tag>}<code>{entry.cause}</code></summary>
      <PlaybookText entry={entry} />
    </details>
  );
}
