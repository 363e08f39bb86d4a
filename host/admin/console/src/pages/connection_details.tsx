// Details: ids, the grant and its dates, permissions, why the badge is what it is, settings, and Disconnect.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import type { Connection, Grant } from "../api_types";
import { Accounts } from "../components/accounts";
import { Tag } from "../components/badge";
import { Button, Copyable, Empty, External, Facts, Loading, Note, Problem, Section } from "../components/basics";
import { CheckupButton } from "../components/checkup_button";
import { ExplainPanel } from "../components/explain_panel";
import { DisconnectDialog } from "../components/disconnect_dialog";
import { Icon } from "../components/icons";
import { region_of } from "../components/next_action";
import { ReconnectLinks } from "../components/reconnect_links";
import { SettingsForm } from "../components/settings_form";
import { Time, useNow } from "../components/time";
import { ask_to_connect } from "../connecting";
import { days_words } from "../endings";
import { absolute, date } from "../format";
import { noun_of } from "../noun";
import { href } from "../router";
import { useResource } from "../store";
import type { TabProps } from "./connection";

export function DetailsTab({ connection, plugin, route }: TabProps) {
  const { id } = connection;
  useEffect(() => {
    if (route.query["show"] === "explain") document.getElementById("explain")?.scrollIntoView({ block: "start" });
  }, [route.query["show"]]);
  const sources = { console: "made in the console", file: "declared in the configuration file" };
  return (
    <div class="columns">
      <div class="column">
        <ExplainPanel connection={connection} />
        <Permissions connection={connection} noun={noun_of(plugin)} />
        <ReconnectLinks connection={connection} />
        <Accounts connection={connection} />
      </div>
      <div class="column">
        <Section title="Connection">
          <Facts wide rows={[
            ["Connection", <Copyable text={id} what="connection id" />],
            ["Account", connection.account_id ? <Copyable text={connection.account_id} what="account id" /> : "not known yet"],
            ["Account name", connection.account_name || "–"],
            ["Channel", `${connection.channel_name} (${connection.channel})`],
            ["Region", `${connection.region_name} (${connection.region})`],
            ...(connection.consent_name ? [["Signs in at", connection.consent_name] as [string, string]] : []),
            ["Workspace", connection.workspace],
            ["Managed by", sources[connection.managed_by] ?? connection.managed_by],
            ["Created", absolute(connection.created_at)],
            ["Changed", absolute(connection.updated_at)],
          ]} />
        </Section>
        <GrantCard connection={connection} plugin={plugin} />
        <Section title="Name, workspace and settings"><SettingsForm key={connection.version} connection={connection} plugin={plugin} /></Section>
        <DisconnectSection connection={connection} plugin={plugin} />
      </div>
    </div>
  );
}

function Permissions({ connection, noun }: { connection: Connection; noun: string }) {
  const { id } = connection;
  const list = useResource(`permissions:${id}`, [`connection:${id}`], () => api.permissions(id));
  return (
    <Section title="Permissions" aside={connection.grant?.state === "active" && <CheckupButton connection={id} text="Check permissions now" />}>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading />}
      {list.data?.items.length === 0 && <Empty icon="key" title="Not known yet"><p>They are tried out when the account is connected, once a day, and when you ask for it.</p></Empty>}
      {list.data && list.data.items.length > 0 && (
        <ul class="permissions">
          {list.data.items.map((item) => (
            <li key={item.id}>
              <code>{item.id}</code>
              {item.granted === true && <Tag tone="green" icon="check">Granted</Tag>}
              {item.granted === false && <Tag tone="amber" icon="warning">Missing</Tag>}
              {item.granted === null && <Tag icon="info">Not tried</Tag>}
              {item.note && <p class="field-help">{item.note}</p>}
            </li>
          ))}
        </ul>
      )}
      <p><a href={href(["connections", id, "marketplaces"])}>What each stream can read of each {noun}</a></p>
    </Section>
  );
}

const grant_states: Record<string, string> = { active: "In use", rejected: "Rejected by the provider", revoked: "Withdrawn by the account's owner",
  superseded: "Replaced", withdrawn: "Dropped by disconnect" };
const grant_sources: Record<string, string> = { consent: "signed in at the provider", pasted: "pasted refresh token", file: "refresh token from the configuration file" };

function GrantCard({ connection, plugin }: { connection: Connection; plugin: TabProps["plugin"] }) {
  const { grant } = connection;
  return (
    <Section title="Grant" aside={plugin && grant && <Button needs="operator" small onClick={() => ask_to_connect({ plugin, region: region_of(plugin, connection), connection })}>Reconnect</Button>}>
      {grant ? <GrantFacts grant={grant} /> : <p class="muted">There is no authorization. Connect to get one.</p>}
    </Section>
  );
}

function GrantFacts({ grant }: { grant: Grant }) {
  const { evidence } = grant;
  return (
    <>
      <Facts wide rows={[
        ["State", grant_states[grant.state] ?? grant.state],
        ["Source", grant_sources[grant.source] ?? grant.source],
        ["Issued", absolute(grant.issued_at)],
        ["Expires", grant.expires_at ? <Expiry at={grant.expires_at} /> : "no date known"],
        ["Token refreshed", <Time at={grant.last_refreshed_at} empty="not yet" />],
      ]} />
      {evidence && (
        <div class="note tone-red">
          <Icon name="error" />
          <div>
            <p class="note-title">What the provider said{evidence.at && <>, <Time at={evidence.at} /></>}</p>
            <p class="evidence">“{evidence.message}”</p>
            <Facts wide rows={[["Status", <code>{evidence.status}</code>], ["Code", <code>{evidence.code}</code>], ["Endpoint", <code class="break">{evidence.endpoint}</code>]]} />
          </div>
        </div>
      )}
    </>
  );
}

const renew_days = 30;

function Expiry({ at }: { at: string }) {
  const days = Math.floor((Date.parse(at) - useNow()) / 86_400_000); // whole days, as the list of expiries counts them
  if (days < 0) return <Tag tone="red" icon="expired">Expired on {date(at)}</Tag>;
  const text = `${date(at)}, ${days_words(days)}`;
  return days <= renew_days ? <Tag tone="amber" icon="expired">{text}: reconnect before</Tag> : <span title={absolute(at)}>{text}</span>;
}

function DisconnectSection({ connection, plugin }: { connection: Connection; plugin: TabProps["plugin"] }) {
  const [asking, set_asking] = useState(false);
  const [help_url, set_help_url] = useState("");
  if (connection.status.badge === "not_connected") {
    if (!help_url) return null;
    return (
      <Note tone="amber" title="Disconnected here. The provider still lists the authorization.">
        <p>To withdraw it there as well: <External to={help_url}>{help_url.replace(/^https?:\/\//, "")}</External></p>
      </Note>
    );
  }
  return (
    <Section title="Disconnect">
      <p class="muted">Stops the sync and drops the authorization. All data stays, and you can reconnect later.</p>
      <div class="form-actions"><Button needs="operator" kind="danger" onClick={() => set_asking(true)}>Disconnect…</Button></div>
      {asking && <DisconnectDialog connection={connection} plugin={plugin} on_close={() => set_asking(false)} on_done={set_help_url} />}
    </Section>
  );
}
