// What ends on a known day: consents, client secrets, what a provider will not offer any more, the console's certificate.
// As a list, and as a month; which month stands in the address.
import { Tag } from "../components/badge";
import { Button, Empty, LinkButton, Loading, Problem, Section } from "../components/basics";
import { CalendarAddress } from "../components/calendar_address";
import { Icon, type IconName } from "../components/icons";
import { PageHead } from "../components/layout";
import { useNow } from "../components/time";
import { days_words, month_after, month_of, month_title, weeks_of, type CalendarDay } from "../endings";
import { absolute } from "../format";
import { life_api } from "../life_api";
import type { Ending, ExpiryKind, UndatedEnding } from "../life_types";
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
  const undated = endings.data?.undated ?? [];
  return (
    <div class="page">
      <PageHead title="Expiries" name="Expiries" lead="What ends on a known day. The activity log tells of each 30, 14, 7 and 1 days before.">
        <LinkButton to="/api/v1/expiries.ics" icon="calendar" download>Save as a calendar</LinkButton>
      </PageHead>
      {endings.error && <Problem error={endings.error} retry={endings.reload} />}
      {!endings.data && !endings.error && <Loading lines={5} />}
      {endings.data && items.length === 0 && undated.length === 0 && (
        <Empty icon="calendar" title="Nothing that ends is known">
          <p>Consents appear here where their provider limits them; client secrets where the configuration says when they were issued.</p>
        </Empty>
      )}
      {items.length > 0 && <List items={items} />}
      {undated.length > 0 && <Undated items={undated} />}
      {endings.data && <Month month={route.query["month"]} items={items} />}
      <CalendarAddress />
      {[...items, ...undated].some((one) => one.kind === "client_secret") && <RenewSecret />}
    </div>
  );
}

function List({ items }: { items: Ending[] }) {
  return (
    <Section title="Next">
      <ul class="endings">
        {items.map((one) => (
          <li key={one.id} id={one.id} class="ending" data-row={one.id}>
            <Icon name={icons[one.kind] ?? "calendar"} />
            <div class="ending-what">
              <p class="ending-title">
                {one.connection_id ? <a href={href(["connections", one.connection_id])}>{one.title}</a> : one.title}
                <Tag tone={tones[one.severity]} icon={one.severity === "info" ? "clock" : "warning"}>{days_words(one.days_left)}</Tag>
              </p>
              <p class="ending-when"><span>{kinds[one.kind] ?? one.kind}</span> <span>{one.at_latest && "at the latest "}<time dateTime={one.at}>{absolute(one.at)}</time></span></p>
              <p>{one.action_text.replace(/[^.]$/, "$&.")}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Undated({ items }: { items: UndatedEnding[] }) {
  return (
    <Section title="Without a date">
      <ul class="endings">
        {items.map((one) => (
          <li key={`${one.kind}-${one.channel}`} class="ending" data-row={one.channel}>
            <Icon name={icons[one.kind] ?? "calendar"} />
            <div class="ending-what">
              <p class="ending-title">{one.title}<Tag tone="amber" icon="warning">day not known</Tag></p>
              <p>{one.hint.replace(/[^.]$/, "$&.")}</p>
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
  const weeks = weeks_of(month, items, now, zone);
  const next = items.find((one) => Date.parse(one.at) > now);
  const empty = weeks.every((week) => week.every((day) => !day.inside || day.endings.length === 0));
  return (
    <Section title={month_title(month)} aside={steps}>
      {empty && (
        <p class="section-lead">Nothing ends in this month. {next && (
          <button type="button" class="link-button" onClick={() => navigate(href(["expiries"], { month: month_of(undefined, Date.parse(next.at), zone) }))}>The next is in {month_title(month_of(undefined, Date.parse(next.at), zone))}</button>
        )}</p>
      )}
      <div class="month-box">
        <table class="month">
          <thead><tr>{weekdays.map((day) => <th key={day} scope="col">{day}</th>)}</tr></thead>
          <tbody>{weeks.map((week) => <tr key={week[0]?.date}>{week.map((day) => <Day key={day.date} day={day} />)}</tr>)}</tbody>
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
