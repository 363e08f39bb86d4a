// API tokens: for scripts and other programs.
import { useState } from "preact/hooks";
import { access_api } from "../access_api";
import type { ApiToken, Scope } from "../access_types";
import { as_api_error, type ApiError } from "../api_client";
import { Tag } from "../components/badge";
import { Button, Copyable, Empty, Loading, Note, Problem, Section } from "../components/basics";
import { DataTable, type TableColumn } from "../components/data_table";
import { Dialog } from "../components/dialog";
import { Checkbox, Select, TextField } from "../components/fields";
import { Time } from "../components/time";
import { say } from "../components/toast";
import { invalidate_now, useResource } from "../store";

export function Tokens() {
  const list = useResource("api-tokens", ["api-tokens", "activity"], access_api.tokens);
  const [making, set_making] = useState(false);
  const [ended, set_ended] = useState(false);
  const [revoking, set_revoking] = useState<ApiToken | null>(null);
  const all = list.data?.items ?? [];
  const shown = all.filter((token) => ended || token.state === "active");
  return (
    <Section title="API tokens" aside={<Button icon="plus" kind="primary" onClick={() => set_making(true)}>Make a token</Button>}>
      <p class="section-lead">A program sends its token as <code>Authorization: Bearer mtk_…</code>. It may do what its scopes say, and never more than who made it.</p>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading lines={3} />}
      {list.data && shown.length === 0 && <Empty icon="key" title={all.length ? "No token is active" : "There are no API tokens"} />}
      {shown.length > 0 && (
        <DataTable label="API tokens" look="table-stack" columns={columns} rows={shown} row_key={(token) => token.id}
          action={(token) => token.state === "active" && <Button small label={`Revoke ${token.name}`} onClick={() => set_revoking(token)}>Revoke</Button>} />
      )}
      {all.some((token) => token.state !== "active") && <Checkbox label="Show those that ended too" checked={ended} on_change={set_ended} />}
      {making && <MakeDialog on_close={() => set_making(false)} />}
      {revoking && <RevokeDialog token={revoking} on_close={() => set_revoking(null)} />}
    </Section>
  );
}

const columns: TableColumn<ApiToken>[] = [
  { id: "name", heading: "Name", cell: (token) => token.name },
  { id: "prefix", heading: "Token", cell: (token) => <code>{token.prefix}…</code> },
  { id: "scopes", heading: "Scopes", cell: (token) => token.scopes.join(", ") },
  { id: "state", heading: "State", cell: (token) => <Tag tone={token.state === "active" ? "green" : "neutral"} icon={token.state === "active" ? "check" : "stop"}>{state_words[token.state]}</Tag> },
  { id: "used", heading: "Last used", cell: (token) => <Time at={token.last_used_at} /> },
  { id: "ends", heading: "Ends", cell: (token) => token.revoked_at ? <Time at={token.revoked_at} /> : <Time at={token.expires_at} /> },
  { id: "by", heading: "Made by", cell: (token) => token.created_by },
];

const state_words: Record<ApiToken["state"], string> = { active: "Active", expired: "Ended", revoked: "Revoked" };

// An address for a calendar program is made where its dates stand: under Expiries.
const scope_help: Record<Exclude<Scope, "calendar">, string> = {
  read: "Read everything that a viewer reads.",
  sync: "Start and cancel syncs and backfills, and look at one by its id. Reads nothing else.",
  manage: "Everything an operator may do; includes read and sync.",
  admin: "Everything, also people and tokens.",
};

const lifetimes = [
  { value: "90", text: "90 days" }, { value: "30", text: "30 days" }, { value: "7", text: "7 days" },
  { value: "365", text: "A year" }, { value: "", text: "Until it is revoked" },
];

function MakeDialog({ on_close }: { on_close: () => void }) {
  const [name, set_name] = useState("");
  const [scopes, set_scopes] = useState<Scope[]>(["read"]);
  const [days, set_days] = useState("90");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const [token, set_token] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const ends = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null;
      set_token((await access_api.make_token(name.trim(), scopes, ends)).token);
      invalidate_now(["api-tokens"]);
    } catch (failure) {
      set_error(as_api_error(failure));
    }
    set_busy(false);
  };
  if (token)
    return (
      <Dialog title={`Token for ${name}`} on_close={on_close}>
        <Note tone="green" title="Copy it now: it is not shown again">
          <Copyable text={token} what="token"><code class="break">{token}</code></Copyable>
          <p>Keep it where only the program reads it. Mooring stores no more than its hash.</p>
        </Note>
        <div class="form-actions"><Button kind="primary" first onClick={on_close}>Done</Button></div>
      </Dialog>
    );
  const toggle = (scope: Scope, on: boolean) => set_scopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  return (
    <Dialog title="Make an API token" on_close={on_close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {error && <Problem error={error} />}
        <TextField label="Name" value={name} on_change={set_name} required autofocus help="What uses it, for example: nightly export." />
        <fieldset class="choice-list">
          <legend>Scopes</legend>
          {(Object.keys(scope_help) as (keyof typeof scope_help)[]).map((scope) => (
            <Checkbox key={scope} label={scope} help={scope_help[scope]} checked={scopes.includes(scope)} on_change={(on) => toggle(scope, on)} />
          ))}
        </fieldset>
        <Select label="Ends after" value={days} choices={lifetimes} on_change={set_days} />
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={busy} disabled={!name.trim() || scopes.length === 0}>Make the token</Button>
          <Button onClick={on_close}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}

function RevokeDialog({ token, on_close }: { token: ApiToken; on_close: () => void }) {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const revoke = async () => {
    set_busy(true);
    try {
      await access_api.revoke_token(token.id);
      invalidate_now(["api-tokens"]);
      say(`${token.name} is revoked.`);
      on_close();
    } catch (failure) {
      set_error(as_api_error(failure));
      set_busy(false);
    }
  };
  return (
    <Dialog title={`Revoke ${token.name}?`} on_close={on_close}>
      {error && <Problem error={error} />}
      <p>The program that uses <code>{token.prefix}…</code> is refused from its next request on. This cannot be undone.</p>
      <div class="form-actions">
        <Button kind="danger" busy={busy} onClick={() => void revoke()}>Revoke</Button>
        <Button first onClick={on_close}>Keep</Button>
      </div>
    </Dialog>
  );
}
