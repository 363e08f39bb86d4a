// Whose account a connection was and is: shown when it was more than one, or waits for another one.
import type { Connection } from "../api_types";
import { absolute, date } from "../format";
import { life_api } from "../life_api";
import { useResource } from "../store";
import { Note, Section } from "./basics";

export function Accounts({ connection }: { connection: Connection }) {
  const { id } = connection;
  const accounts = useResource(`accounts:${id}`, [`connection:${id}`], () => life_api.accounts(id));
  if (!accounts.data || (accounts.data.items.length < 2 && !accounts.data.transfer)) return null;
  const { items, transfer } = accounts.data;
  return (
    <Section title="Accounts">
      {transfer && (
        <Note tone="amber" title={`Waits for the account ${transfer.account_id}`}>
          <p>The next reconnect must be signed in as that account, until {absolute(transfer.expires_at)}. Armed by {transfer.actor}.</p>
        </Note>
      )}
      <ul class="plain-list">
        {items.map((span) => (
          <li key={span.from}>
            <b>{span.account_name || "Account"}</b> <code>{span.account_id}</code>
            <p class="field-help">{span.until ? `${date(span.from)} to ${date(span.until)}` : `since ${date(span.from)}`}: records that came in then are of this account</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
