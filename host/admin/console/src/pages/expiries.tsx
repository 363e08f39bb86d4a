// What ends on a known day: consents, client secrets, what a provider will not offer any more, the console's certificate.
// As a list, and as a month; which month stands in the address.
import { Tag } from "../components/badge";
import { Button, Copyable, Empty, LinkButton, Loading, Problem, Section } from "../components/basics";
import { Icon, type IconName } from "../components/icons";
import { PageHead } from "../components/layout";
import { useNow } from "../components/time";
import { days_words, month_after, month_of, month_title, weeks_of, type CalendarDay } from "../endings";
import { absolute } from "../format";
import { life_api } from "../life_api";
import type { Ending, ExpiryKind } from "../life_types";
import { href, navigate, type Route } from "../router";
import { useResource } from "../store";
import { chosen_zone } from "../time_zone";

const slow_ms = 60_000;
const icons: Record<ExpiryKind, IconName> = { consent: "connections", client_secret: "key", report_retention: "records", tls_certificate: "check" };
const kinds: Record<ExpiryKind, string> = { consent: "Consent", client_secret: "Client secret", report_retention: "Data at the provider", tls_certificate: "Certificate" };
const tones = { error: "red", warning: "amber", info: "neutral" } as const;
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export function ExpiriesPage({ route }: { route: Route }) {
  const endings = useResource("expiries", ["expiries"], life_api.endings, slow_ms);
  const items = endings.data?.items ?? [];
  return (
    <div class="page">
      <PageHead title="Expiries" name="Expiries" lead="What ends on a known day. The activity log tells of each 30, 14, 7 and 1 days before.">
        <LinkButton to="/api/v1/expiries.ics" icon="calendar" download>Save as a calendar</LinkButton>
      </PageHead>
      {endings.error && <Problem error={endings.error} retry={endings.reload} />}
      {!endings.data && !endings.error && <Loading lines={5} />}
      {endings.data && items.length === 0 && (
        <Empty icon="calendar" title="Nothing that ends is known">
          <p>Consents appear here where their provider limits them; client secrets where the configuration says when they were issued.</p>
        </Empty>
      )}
      {items.length > 0 && <List items={items} />}
      {endings.data && <Month month={route.query["month"]} items={items} />}
      <Subscribe />
      {items.some((one) => one.kind === "client_secret") && <RenewSecret />}
    </div>
  );
}

function List({ items }: { items: Ending[] }) {
  return (
    <Section title="Next">
      <ul class="endings">
        {items.map((one) => (
          <li key={one.id} id={one.id} class="ending">
            <Icon name={icons[one.kind] ?? "calendar"} />
            <div class="ending-what">
              <p class="ending-title">
                {one.connection_id ? <a href={href(["connections", one.connection_id])}>{one.title}</a> : one.title}
                <Tag tone={tones[one.severity]} icon={one.severity === "info" ? "clock" : "warning"}>{days_words(one.days_left)}</Tag>
              </p>
              <p class="ending-when"><span>{kinds[one.kind] ?? one.kind}</span> <time dateTime={one.at}>{absolute(one.at)}</time></p>
              <p>{one.action_text.replace(/[^.]$/, "$&.")}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Month({ month: wanted, items }: { month: string | undefined; items: Ending[] }) {
  const now = useNow();
  const zone = chosen_zone() === "utc" ? "UTC" : undefined;
  const month = month_of(wanted, now, zone);
  const go = (step: number) => navigate(href(["expiries"], { month: month_after(month, step) }));
  const steps = (
    <span class="month-steps">
      <Button small icon="back" label="The month before" onClick={() => go(-1)}>Earlier</Button>
      <Button small icon="chevron" label="The month after" onClick={() => go(1)}>Later</Button>
    </span>
  );
  return (
    <Section title={month_title(month)} aside={steps}>
      <div class="month-box">
        <table class="month">
          <thead><tr>{weekdays.map((day) => <th key={day} scope="col">{day}</th>)}</tr></thead>
          <tbody>{weeks_of(month, items, now, zone).map((week) => <tr key={week[0]?.date}>{week.map((day) => <Day key={day.date} day={day} />)}</tr>)}</tbody>
        </table>
      </div>
    </Section>
  );
}

function Day({ day }: { day: CalendarDay }) {
  const look = `${day.inside ? "" : " month-outside"}${day.today ? " month-today" : ""}`;
  return (
    <td class={`month-day${look}`} aria-current={day.today ? "date" : undefined}>
      <span class="month-number">{day.day}</span>
      {day.endings.map((one) => (
        <a key={one.id} class={`month-ending tone-${tones[one.severity]}`} href={one.connection_id ? href(["connections", one.connection_id]) : href(["expiries"])} title={`${one.title} ends`}>
          <Icon name={icons[one.kind] ?? "calendar"} /><span>{one.title}</span>
        </a>
      ))}
    </td>
  );
}

function Subscribe() {
  const address = `${location.origin}/api/v1/expiries.ics`;
  return (
    <Section title="In your own calendar">
      <p class="section-lead">A calendar program that can send an API token reads this address by itself, with alarms 30, 14, 7 and 1 days before. Without that, save the file above now and then.</p>
      <p class="link-url"><Copyable text={address} what="calendar address" /></p>
      <p class="muted">It needs the header <code>Authorization: Bearer</code> and an API token with the scope to read.</p>
    </Section>
  );
}

function RenewSecret() {
  return (
    <Section title="Renewing a client secret">
      <ol class="steps-list">
        <li>Make a new secret at the provider. The old one goes on for some days.</li>
        <li>In the configuration set <code>client_secret</code> to the new one, <code>client_secret_previous</code> to the old one, and <code>secret_issued_at</code> to today.</li>
        <li>Restart the host. Nobody has to reconnect: whichever of the two the provider accepts is used, and the activity log tells which.</li>
        <li>When the new one works, take <code>client_secret_previous</code> out.</li>
      </ol>
    </Section>
  );
}
