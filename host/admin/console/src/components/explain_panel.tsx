// "Why this badge?": the rule that decided, the entry that proves it, each stream, and what the other rules said.
import type { Connection, Rule } from "../api_types";
import { badge_titles } from "../badges";
import { absolute, plural } from "../format";
import { href } from "../router";
import { status_api } from "../status_api";
import type { FullExplanation, Judgement, StreamLine } from "../status_types";
import { useResource } from "../store";
import { Badge, SeverityTag, Tag } from "./badge";
import { Loading, Problem, Section } from "./basics";
import { Icon, type IconName } from "./icons";
import type { SeverityColor } from "../api_types";

export function useExplanation(id: string) {
  return useResource(`explain:${id}`, [`connection:${id}`], () => status_api.explain(id));
}

export function ExplainPanel({ connection }: { connection: Connection }) {
  const status = useExplanation(connection.id);
  return (
    <Section title="Why this badge?" id="explain">
      {status.error && <Problem error={status.error} retry={status.reload} />}
      {!status.data && !status.error && <Loading />}
      {status.data && <Explanation status={status.data} connection={connection} />}
    </Section>
  );
}

function Explanation({ status, connection }: { status: FullExplanation; connection: Connection }) {
  const fired = status.rules?.find((rule) => rule.fired);
  const others = status.rules?.filter((rule) => !rule.fired) ?? [];
  return (
    <div class="explain">
      {fired && <div class="explain-fired"><Badge badge={fired.badge} title={fired.title} /><p>{fired.because}</p></div>}
      {status.entry && (
        <div class="explain-proof">
          <h3>The entry that proves it</h3>
          <p><SeverityTag severity={status.entry.severity} /> <a href={href(["connections", connection.id, "activity"], { entry: status.entry.id })}>{status.entry.message || status.entry.kind}</a></p>
          <p class="muted">{absolute(status.entry.at)}{status.entry.endpoint && <> · <code class="break">{status.entry.endpoint}</code></>}{status.entry.request_id && <> · request <code>{status.entry.request_id}</code></>}</p>
        </div>
      )}
      {status.streams && status.streams.length > 0 && <StreamLines lines={status.streams} />}
      <details class="more">
        <summary>Why not another badge? {plural(others.length, "other rule")}, in their order</summary>
        <ol class="rules">{others.map((rule) => <OtherRule key={rule.badge} rule={rule} />)}</ol>
      </details>
      {status.facts && <details class="more"><summary>The facts</summary><pre class="code" tabIndex={0} aria-label="Facts">{JSON.stringify(status.facts, null, 2)}</pre></details>}
    </div>
  );
}

function OtherRule({ rule }: { rule: Rule }) {
  return (
    <li class="rule">
      <span class="rule-mark"><Icon name="close" /><span class="sr-only">Did not decide</span></span>
      <div><Badge badge={rule.badge} title={rule.title || badge_titles[rule.badge]} /><p>{rule.because}</p></div>
    </li>
  );
}

const looks: Record<Judgement, { tone: SeverityColor; icon: IconName; title: string }> = {
  failed: { tone: "amber", icon: "warning", title: "Failed" },
  late: { tone: "amber", icon: "clock", title: "Late" },
  never_read: { tone: "amber", icon: "clock", title: "Not read yet" },
  first_sync: { tone: "neutral", icon: "refresh", title: "First sync" },
  fresh: { tone: "green", icon: "check", title: "In time" },
};
const shown_at_first = 8;

// What is in trouble first; of hundreds that are in time nobody reads each.
function StreamLines({ lines }: { lines: StreamLine[] }) {
  const troubled = lines.filter((line) => line.judgement !== "fresh");
  const first = troubled.length ? troubled : lines.slice(0, shown_at_first);
  const rest = lines.filter((line) => !first.includes(line));
  return (
    <div>
      <h3>Each stream</h3>
      <ul class="explain-streams">{first.map((line) => <Line key={`${line.stream} ${line.marketplace}`} line={line} />)}</ul>
      {rest.length > 0 && (
        <details class="more">
          <summary>{troubled.length ? `${rest.length} in time` : `${rest.length} more`}</summary>
          <ul class="explain-streams">{rest.map((line) => <Line key={`${line.stream} ${line.marketplace}`} line={line} />)}</ul>
        </details>
      )}
    </div>
  );
}

function Line({ line }: { line: StreamLine }) {
  const look = looks[line.judgement] ?? looks.fresh;
  return <li><Tag tone={look.tone} icon={look.icon}>{look.title}</Tag><span><b>{line.title}</b> {line.because}</span></li>;
}
