// Connect and reconnect: sign in at the provider, or paste a refresh token where the channel allows it.
// A connection that does not exist yet is created when the person has decided, not before.
import { useRef, useState } from "preact/hooks";
import { api } from "../api";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection, Consent, Plugin, Region } from "../api_types";
import { noun_of } from "../noun";
import { href, navigate } from "../router";
import { invalidate } from "../store";
import { Button, External, Note, Problem } from "./basics";
import { Dialog } from "./dialog";
import { SelectField, TextField } from "./fields";
import { MissingConfig } from "./missing_config";
import { say } from "./toast";

interface Props {
  plugin: Plugin;
  region: Region;
  connection: Connection | null;
  on_close: () => void;
}

export function ConnectDialog({ plugin, region, connection, on_close }: Props) {
  const target = useRef<Connection | null>(connection);
  const [pasting, set_pasting] = useState(false);
  const consents = choosable_consents(region, connection);
  const [consent_id, set_consent_id] = useState(connection?.consent ?? consents[0]?.id ?? "");
  const consent = consents.find((one) => one.id === consent_id);
  const again = connection !== null && connection.account_id !== "";
  const title = `${again ? "Reconnect" : "Connect"} ${connection?.label || `${plugin.name} ${region.name}`}`;

  const ensure = async (): Promise<Connection> => {
    if (!target.current) {
      target.current = await api.create_connection(plugin.id, region.id, consent_id);
      invalidate(["connections"]);
    }
    return target.current;
  };
  if (!region.configured) {
    return <Dialog title={title} on_close={on_close}><MissingConfig plugin={plugin} region={region} /></Dialog>;
  }
  return (
    <Dialog title={title} on_close={on_close}>
      {again && <SameAccount connection={connection} noun={noun_of(plugin)} />}
      {consents.length > 1 && (
        <div class="consent-choice"><SelectField label="Where the account signs in" value={consent_id} on_change={set_consent_id}
          choices={consents.map((one) => ({ value: one.id, text: one.name }))}
          help="It decides which kind of data is read." /></div>
      )}
      {pasting
        ? <PasteForm page={consent ?? usual_page(plugin, region)} ensure={ensure} account_id={connection?.account_id ?? ""} on_back={() => set_pasting(false)} on_close={on_close} />
        : <Choices plugin={plugin} region={region} page={consent ?? usual_page(plugin, region)} ensure={ensure} again={again} on_paste={() => set_pasting(true)} />}
    </Dialog>
  );
}

// What a connection holds is of one kind of account: it can be reconnected at another page of that kind only.
export function choosable_consents(region: Region, connection: Connection | null): Consent[] {
  const all = region.consents ?? [];
  if (!connection?.account_id) return all;
  return all.filter((one) => one.account === connection.account_kind);
}

function usual_page(plugin: Plugin, region: Region): Consent {
  const { pasted_account = "", revoke_help = "", switch_login = "" } = plugin.oauth ?? {};
  return { id: "", name: plugin.name, account: "", authorize_url: region.endpoints["authorize_url"] ?? "", pasted_account, revoke_help, switch_login };
}

function SameAccount({ connection, noun }: { connection: Connection; noun: string }) {
  return (
    <Note tone="neutral" title={`Use the same account: ${connection.account_name || connection.account_id}`}>
      <p>All data, {noun}s and history stay. Signing in as another account is refused, and nothing changes then.</p>
    </Note>
  );
}

interface ChoicesProps {
  plugin: Plugin;
  region: Region;
  page: Consent;
  ensure: () => Promise<Connection>;
  again: boolean;
  on_paste: () => void;
}

function Choices({ plugin, region, page, ensure, again, on_paste }: ChoicesProps) {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const sign_in = async () => {
    set_busy(true);
    set_error(null);
    try {
      const connection = await ensure();
      const path = href(["connections", connection.id, "marketplaces"], { step: connection.marketplaces_selected > 0 ? "confirm" : "choose" });
      const { authorize_url } = await api.connect(connection.id, `/${path}`, page.id);
      location.assign(authorize_url);
    } catch (problem) {
      set_error(as_api_error(problem));
      set_busy(false);
    }
  };
  return (
    <div class="choices">
      <div class="choice">
        <div>
          <h3>Sign in at {page.name}</h3>
          {region.missing.length === 0
            ? <p>You are sent to {host_of(page.authorize_url)}, confirm there, and come back here. Then you {again ? `confirm the choice of ${noun_of(plugin)}s` : `choose ${noun_of(plugin)}s`}.</p>
            : <p>For this the configuration needs {region.missing.map((key, index) => <>{index > 0 && ", "}<code>{key}</code></>)} in <code>[channels.{plugin.id}.application]</code>.</p>}
        </div>
        {region.missing.length === 0 && <Button first kind="primary" icon="external" busy={busy} onClick={() => void sign_in()}>Sign in at {page.name}</Button>}
      </div>
      {error && <Problem error={error} />}
      {plugin.oauth?.pasted_tokens && (
        <div class="choice">
          <div>
            <h3>Paste a refresh token</h3>
            <p>For a private application that you have authorized yourself in the developer console.</p>
          </div>
          <Button icon="key" onClick={on_paste}>Paste a refresh token</Button>
        </div>
      )}
    </div>
  );
}

function host_of(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "the provider";
  }
}

interface PasteProps {
  page: Consent;
  ensure: () => Promise<Connection>;
  account_id: string;
  on_back: () => void;
  on_close: () => void;
}

function PasteForm({ page, ensure, account_id, on_back, on_close }: PasteProps) {
  const [token, set_token] = useState("");
  const [account, set_account] = useState(account_id);
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const needs_account = page.pasted_account !== ""; // some channels tell the account themselves
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const before = await ensure();
      const connection = await api.connect_with_token(before.id, token.trim(), account.trim(), page.id);
      invalidate(["connections", `connection:${connection.id}`]);
      say(`${connection.label} is connected.`);
      on_close();
      if (connection.status.action === "choose_marketplaces" || connection.marketplaces_selected === 0) {
        navigate(href(["connections", connection.id, "marketplaces"], { step: "choose" }));
      } else {
        navigate(href(["connections", connection.id, "marketplaces"], { step: "confirm" }));
      }
    } catch (problem) {
      set_error(as_api_error(problem));
      set_busy(false);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <TextField label="Refresh token" type="password" value={token} on_change={set_token} required autofocus mono
        help="It is sealed with the host's key and never shown again." />
      <TextField label={needs_account ? "Account id" : "Account id (optional)"} value={account} on_change={set_account} required={needs_account} mono help={page.pasted_account} />
      {page.revoke_help && <p class="muted">Where authorizations are managed: <External to={page.revoke_help}>{short(page.revoke_help)}</External></p>}
      {error && <Problem error={error} />}
      <div class="form-actions">
        <Button onClick={on_back}>Back</Button>
        <Button kind="primary" type="submit" busy={busy} disabled={!token.trim() || (needs_account && !account.trim())}>Check and connect</Button>
      </div>
    </form>
  );
}

function short(url: string): string {
  return url.replace(/^https?:\/\//, "");
}
