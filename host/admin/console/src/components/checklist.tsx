// Why data may be missing although the badge says Connected: the findings in sentences, then what each stream may read of
// each selected marketplace.
import { reach_look } from "../checklist_words";
import type { Checklist, ChecklistCell, ChecklistFinding, ChecklistStream } from "../checklist_types";
import type { Connection } from "../api_types";
import { absolute } from "../format";
import { life_api } from "../life_api";
import { useResource } from "../store";
import { Tag } from "./badge";
import { Empty, Loading, Problem, Section } from "./basics";
import { CheckupButton } from "./checkup_button";
import { Icon } from "./icons";
import { Time } from "./time";

export function ChecklistSection({ connection, noun }: { connection: Connection; noun: string }) {
  const { id } = connection;
  const list = useResource(`checklist:${id}`, [`connection:${id}`], () => life_api.checklist(id));
  const active = connection.grant?.state === "active";
  return (
    <Section title="What can be read" id="checklist" aside={active && <CheckupButton connection={id} text="Check now" />}>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading />}
      {list.data && <Findings list={list.data} />}
      {list.data && <Grid list={list.data} noun={noun} />}
    </Section>
  );
}

const waits_at_most = 2; // findings of one kind, which need nobody; more are folded

function Findings({ list }: { list: Checklist }) {
  if (list.marketplaces.length === 0)
    return <Empty icon="key" title="Not known yet"><p>It is looked at when the account is connected, once a day, and when you ask for it.</p></Empty>;
  const waited = list.findings.filter((one) => one.state === "first_sync");
  const first_syncs = waited.length > waits_at_most ? waited : [];
  const told = list.findings.filter((one) => !first_syncs.includes(one));
  return (
    <>
      <p class="section-lead" role="status">
        {list.checking ? "A check is under way. " : ""}
        {list.checked_at ? <>Checked <Time at={list.checked_at} />. </> : "Not checked yet. "}
        {list.findings.length === 0 ? "Nothing is missing that is known of." : "If data is missing, this is why:"}
      </p>
      {list.findings.length > 0 && <ul class="findings">{told.map((one) => <Finding key={`${one.state} ${one.text}`} finding={one} />)}</ul>}
      {first_syncs.length > 0 && (
        <details class="more findings-more">
          <summary>The first sync is not finished everywhere: wait for it ({first_syncs.length})</summary>
          <ul class="findings">{first_syncs.map((one) => <Finding key={one.text} finding={one} />)}</ul>
        </details>
      )}
    </>
  );
}

function Finding({ finding }: { finding: ChecklistFinding }) {
  const { tone, icon } = finding.state === "ok" ? { tone: "amber", icon: "warning" as const } : reach_look(finding.state);
  return (
    <li class={`tone-${tone}`}>
      <Icon name={icon} />
      <div>
        <p>{finding.text}.</p>
        {finding.action && <p class="muted">{finding.action}.</p>}
      </div>
    </li>
  );
}

function Grid({ list, noun }: { list: Checklist; noun: string }) {
  const columns = list.marketplaces.filter((one) => one.selected).sort((a, b) => a.title.localeCompare(b.title));
  if (columns.length === 0 || list.streams.length === 0) return null;
  return (
    <div class="table-box reach-box" tabIndex={0} role="region" aria-label={`Streams and ${noun}s`}>
      <table class="table table-tight reach">
        <thead>
          <tr>
            <th scope="col">Stream</th>
            {columns.map((one) => <th key={one.id} scope="col" title={one.title}>{one.title}</th>)}
          </tr>
        </thead>
        <tbody>
          {list.streams.map((stream) => (
            <tr key={stream.stream}>
              <StreamHead stream={stream} />
              {columns.map((one) => <Cell key={one.id} cell={stream.cells.find((cell) => cell.marketplace === one.id)} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StreamHead({ stream }: { stream: ChecklistStream }) {
  return (
    <th scope="row">
      {stream.title}
      {stream.role && <small>Role: {stream.role}</small>}
      {stream.set_aside && <small>Set aside: not tried until a check finds that it may be read</small>}
    </th>
  );
}

function Cell({ cell }: { cell: ChecklistCell | undefined }) {
  if (!cell) return <td />;
  const { text, tone, icon } = reach_look(cell.state);
  const more = [cell.note, cell.endpoint, cell.request_id && `Request id ${cell.request_id}`,
    cell.checked_at && `Checked ${absolute(cell.checked_at)}`, cell.since && `So since ${absolute(cell.since)}`].filter(Boolean).join("\n");
  return <td title={more || undefined}><Tag tone={tone} icon={icon}>{text}</Tag></td>;
}
