// One connection: what its state is and why, what to do, and everything behind it in six parts.
import type { ComponentType } from "preact";
import { api } from "../api";
import type { Connection, Plugin } from "../api_types";
import { Badge, PausedTag, Tag } from "../components/badge";
import { BackfillLine } from "../components/backfill_line";
import { Button, Empty, Loading, Note, Problem } from "../components/basics";
import { LiveState } from "../components/connection_card";
import { ConnectionTags, PauseButton } from "../components/connection_marks";
import { Icon } from "../components/icons";
import { PageHead, Tabs } from "../components/layout";
import { NextActionButton, start_sync } from "../components/next_action";
import { Time } from "../components/time";
import { plural } from "../format";
import { as_heading, noun_of } from "../noun";
import { href, type Route } from "../router";
import { data_age_of, data_words } from "../status_words";
import { useResource } from "../store";
import { ActivityTab } from "./connection_activity";
import { CoverageTab } from "./connection_coverage";
import { DetailsTab } from "./connection_details";
import { MarketplacesTab } from "./connection_marketplaces";
import { OverviewTab } from "./connection_overview";
import { RunsTab } from "./connection_runs";

export interface TabProps {
  connection: Connection;
  plugin: Plugin | undefined;
  route: Route;
}

// The title of the marketplaces is the channel's own word.
const tabs: { id: string; title: string; view: ComponentType<TabProps> }[] = [
  { id: "overview", title: "Overview", view: OverviewTab },
  { id: "marketplaces", title: "", view: MarketplacesTab },
  { id: "runs", title: "Runs", view: RunsTab },
  { id: "activity", title: "Activity", view: ActivityTab },
  { id: "coverage", title: "Coverage", view: CoverageTab },
  { id: "details", title: "Details", view: DetailsTab },
];

function NoConnection() {
  return (
    <Empty icon="search" title="There is no such connection">
      <p>An operator may have wiped it, or the address is not complete. The activity log tells what was wiped.</p>
      <a class="button button-plain" href={href(["connections"])}>Open Connections</a>
    </Empty>
  );
}

export function ConnectionPage({ route }: { route: Route }) {
  const id = route.path[1] ?? "";
  const connection = useResource(`connection:${id}`, [`connection:${id}`], () => api.connection(id));
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  if (!connection.data || (!plugins.data && !plugins.error)) {
    return (
      <div class="page">
        <Crumb />
        {connection.error
          ? <><PageHead title="Connection" name="Connection" />{connection.error.status === 404 ? <NoConnection /> : <Problem error={connection.error} retry={connection.reload} />}</>
          : <Loading lines={6} />}
      </div>
    );
  }
  const plugin = plugins.data?.items.find((one) => one.id === connection.data?.channel && one.state === "loaded");
  const tab = tabs.find((one) => one.id === route.path[2]) ?? tabs[0];
  const View = tab?.view ?? OverviewTab;
  return (
    <div class="page">
      <Crumb />
      <Head connection={connection.data} plugin={plugin} />
      {connection.error && <Note tone="amber" title="This may be out of date.">{connection.error.detail} {connection.error.hint}</Note>}
      <Tabs label={`Parts of ${connection.data.label}`} items={tabs.map((one) => ({ title: one.title || `${as_heading(noun_of(plugin))}s`, current: one === tab,
        to: href(one.id === "overview" ? ["connections", id] : ["connections", id, one.id]) }))} />
      <View key={`${id}:${tab?.id}`} connection={connection.data} plugin={plugin} route={route} />
    </div>
  );
}

function Crumb() {
  return <a class="crumb" href={href(["connections"])}><Icon name="back" />All connections</a>;
}

function Head({ connection, plugin }: { connection: Connection; plugin: Plugin | undefined }) {
  const { status } = connection;
  const data = data_words(data_age_of(status));
  const lead = (
    <>
      <p class="meta-line">
        <span>{connection.channel_name}</span><span>{connection.region_name}</span>
        {connection.account_id && <span>{connection.account_name || "Account"} <code>{connection.account_id}</code></span>}
        {connection.workspace && connection.workspace !== "default" && <span>{connection.workspace}</span>}
      </p>
      <ConnectionTags connection={connection} />
    </>
  );
  return (
    <>
      <PageHead title={connection.label} name={connection.label} lead={lead} />
      <section class={`verdict edge-${status.severity}`} aria-label="Status">
        <div class="verdict-main">
          <p class="verdict-badges"><Badge badge={status.badge} title={status.title} large /><PausedTag pause={connection.paused} /></p>
          <p class="verdict-reason">{status.reason}</p>
          <p class="verdict-links">
            <span class="muted">{status.last_success_at ? <>Synced <Time at={status.last_success_at} /></> : "Never synced"}{data && `, ${data}`}</span>
            {(status.brings_nothing ?? 0) > 0 && <Tag tone="amber" icon="warning">{plural(status.brings_nothing ?? 0, "stream")} {status.brings_nothing === 1 ? "brings" : "bring"} nothing</Tag>}
            {status.entry_id && <a href={href(["connections", connection.id, "activity"], { entry: status.entry_id })}>See the entry that proves it</a>}
            <a href={href(["connections", connection.id, "details"], { show: "explain" })}>Why this badge?</a>
          </p>
          <LiveState connection={connection} />
          <BackfillLine connection={connection} />
        </div>
        <div class="verdict-actions">
          <NextActionButton connection={connection} plugin={plugin} />
          {(status.action === "" || status.action === "resume") && <Button needs="operator" icon="refresh" onClick={() => void start_sync(connection)}>Sync now</Button>}
          {(status.badge !== "not_connected" || connection.paused) && status.action !== "resume" && <PauseButton connection={connection} />}
        </div>
      </section>
    </>
  );
}
