// Links by which the owner of the account reconnects it without an account here: make one, copy it once, withdraw it.
import { useState } from "preact/hooks";
import { as_api_error, type ApiError } from "../api_client";
import type { Connection } from "../api_types";
import { absolute } from "../format";
import { life_api } from "../life_api";
import type { ReconnectLink } from "../life_types";
import { invalidate, useResource } from "../store";
import { Tag } from "./badge";
import { Button, Copyable, Loading, Note, Problem, Section } from "./basics";
import { Dialog } from "./dialog";
import { Select } from "./fields";
import { Time } from "./time";
import { say, say_error } from "./toast";

const lifetimes = [
  { value: "86400", text: "1 day" },
  { value: "259200", text: "3 days" },
  { value: "604800", text: "7 days" },
];
const states: Record<ReconnectLink["state"], string> = {
  open: "Open", used: "Used", other_account: "Ended: another account signed in", revoked: "Withdrawn", expired: "Expired",
};

export function ReconnectLinks({ connection }: { connection: Connection }) {
  const { id } = connection;
  const [making, set_making] = useState(false);
  const links = useResource(`links:${id}`, [`connection:${id}`, `links:${id}`], () => life_api.links(id));
  return (
    <Section title="Reconnect links" aside={<Button small icon="external" needs="operator" onClick={() => set_making(true)}>Send a reconnect link</Button>}>
      <p class="section-lead">For the owner of the account: one sign-in at {connection.channel_name}, without an account here. The link shows this connection's name and nothing else.</p>
      {links.error && <Problem error={links.error} retry={links.reload} />}
      {!links.data && !links.error && <Loading />}
      {links.data && links.data.items.length > 0 && (
        <ul class="plain-list links">
          {links.data.items.map((link) => <Line key={link.id} connection={id} link={link} />)}
        </ul>
      )}
      {making && <MakeLink connection={connection} on_close={() => set_making(false)} />}
    </Section>
  );
}

function Line({ connection, link }: { connection: string; link: ReconnectLink }) {
  const [busy, set_busy] = useState(false);
  const revoke = async () => {
    set_busy(true);
    try {
      await life_api.revoke_link(connection, link.id);
      say("The link is withdrawn.");
    } catch (problem) {
      say_error(problem);
    }
    set_busy(false);
    invalidate([`links:${connection}`]);
  };
  return (
    <li class="link-line">
      <Tag tone={link.state === "open" ? "green" : "neutral"}>{states[link.state]}</Tag>
      <span class="link-facts">
        made by {link.actor} <Time at={link.created_at} />
        {link.state === "open" && <>, good until {absolute(link.expires_at)}</>}
        {link.opened_at && <>, followed <Time at={link.opened_at} /></>}
      </span>
      {link.state === "open" && <Button small needs="operator" busy={busy} label="Withdraw the reconnect link" onClick={() => void revoke()}>Withdraw</Button>}
    </li>
  );
}

function MakeLink({ connection, on_close }: { connection: Connection; on_close: () => void }) {
  const [lifetime, set_lifetime] = useState("259200");
  const [made, set_made] = useState<ReconnectLink | null>(null);
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const make = async () => {
    set_busy(true);
    set_error(null);
    try {
      set_made(await life_api.make_link(connection.id, Number(lifetime)));
      invalidate([`links:${connection.id}`]);
    } catch (problem) {
      set_error(as_api_error(problem));
    }
    set_busy(false);
  };
  return (
    <Dialog title={`A reconnect link for ${connection.label}`} on_close={on_close}>
      {made?.url
        ? <>
          <Note tone="green" title="The link is ready. It is shown only now.">
            <p>Send it to the owner of the account. It is good for one sign-in, until {absolute(made.expires_at)}.</p>
          </Note>
          <p class="link-url"><Copyable text={made.url} what="reconnect link" /></p>
          <div class="form-actions"><Button first kind="primary" onClick={on_close}>Done</Button></div>
        </>
        : <>
          <p>Whoever has the link can reconnect this connection, as {connection.account_name ? <b>{connection.account_name}</b> : "its account"} and nobody else. Signing in as another account ends the link.</p>
          <Select label="Good for" value={lifetime} choices={lifetimes} on_change={set_lifetime} />
          {error && <Problem error={error} />}
          <div class="form-actions">
            <Button onClick={on_close}>Cancel</Button>
            <Button first kind="primary" busy={busy} onClick={() => void make()}>Make the link</Button>
          </div>
        </>}
    </Dialog>
  );
}
