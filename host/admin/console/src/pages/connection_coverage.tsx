// Coverage: which time ranges are held, and where a hole is.
import { api } from "../api";
import { Tag } from "../components/badge";
import { Empty, Loading, Problem, Section } from "../components/basics";
import { useNow } from "../components/time";
import { chart_of, place, type Chart, type Line } from "../coverage";
import { absolute, date, duration, plural } from "../format";
import { useResource } from "../store";
import type { TabProps } from "./connection";

export function CoverageTab({ connection, plugin }: TabProps) {
  const { id } = connection;
  const now = useNow();
  const coverage = useResource(`coverage:${id}`, [`runs:${id}`], () => api.coverage(id));
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  const chart = coverage.data ? chart_of(coverage.data.items, now) : null;
  const name_of = (marketplace: string) => marketplaces.data?.items.find((one) => one.id === marketplace)?.name ?? (marketplace || "Whole account");
  const streams = [...new Set(chart?.lines.map((line) => line.stream) ?? [])];
  return (
    <Section title="Coverage">
      <p class="section-lead">The time ranges that are held completely. A gap is asked for again as far as the channel still has it.</p>
      {coverage.error && <Problem error={coverage.error} retry={coverage.reload} />}
      {!coverage.data && !coverage.error && <Loading />}
      {chart && chart.lines.length === 0 && <Empty icon="records" title="Nothing is held yet"><p>The first sync fills this.</p></Empty>}
      {chart && streams.map((stream) => (
        <div key={stream} class="coverage">
          <h3>{plugin?.streams.find((one) => one.id === stream)?.title ?? stream}</h3>
          {chart.lines.filter((line) => line.stream === stream).map((line) => (
            <CoverageLine key={line.marketplace} line={line} chart={chart} name={name_of(line.marketplace)} />
          ))}
          <div class="coverage-axis" aria-hidden="true"><span>{date(new Date(chart.from).toISOString())}</span><span>today</span></div>
        </div>
      ))}
    </Section>
  );
}

function CoverageLine({ line, chart, name }: { line: Line; chart: Chart; name: string }) {
  const first = line.held[0], last = line.held[line.held.length - 1];
  if (!first || !last) return null;
  const text = `${date(iso(first.from))} to ${absolute(iso(last.to))}`;
  return (
    <div class="coverage-line">
      <div class="coverage-name">
        <b>{name}</b>
        {line.gaps.length ? <Tag tone="amber" icon="warning">{plural(line.gaps.length, "gap")}</Tag> : <Tag tone="green" icon="check">No gap</Tag>}
      </div>
      <div class="coverage-track" role="img" aria-label={`${name}: held from ${text}, ${plural(line.gaps.length, "gap")}`}>
        {line.held.map((span) => {
          const { left, width } = place(chart, span);
          return <span key={span.from} class="coverage-span" style={{ left: `${left}%`, width: `${width}%` }} title={`${absolute(iso(span.from))} to ${absolute(iso(span.to))}`} />;
        })}
      </div>
      <p class="muted">{text}</p>
      {line.gaps.length > 0 && (
        <ul class="coverage-gaps">{line.gaps.map((gap) => <li key={gap.from}>Missing: {absolute(iso(gap.from))} to {absolute(iso(gap.to))} ({duration((gap.to - gap.from) / 1000)})</li>)}</ul>
      )}
    </div>
  );
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
