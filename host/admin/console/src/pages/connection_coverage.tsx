// Coverage: which time ranges are held, which of them the channel still corrects, and where a hole is.
import { api } from "../api";
import type { Marketplace } from "../api_types";
import { Tag } from "../components/badge";
import { Empty, Loading, Problem, Section } from "../components/basics";
import { useNow } from "../components/time";
import { chart_of, place, type Chart, type Line, type Span } from "../coverage";
import { absolute, date, duration, plural } from "../format";
import { useResource } from "../store";
import { value_words } from "../view_columns";
import type { TabProps } from "./connection";

export function CoverageTab({ connection, plugin }: TabProps) {
  const { id } = connection;
  const now = useNow();
  const coverage = useResource(`coverage:${id}`, [`runs:${id}`], () => api.coverage(id));
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  const chart = coverage.data ? chart_of(coverage.data.items, now) : null;
  const streams = [...new Set(chart?.lines.map((line) => line.stream) ?? [])];
  return (
    <Section title="Coverage">
      <p class="section-lead">The time ranges that are held completely. A gap is asked for again as far as the channel still has it.</p>
      {chart && chart.lines.length > 0 && <Legend chart={chart} />}
      {coverage.error && <Problem error={coverage.error} retry={coverage.reload} />}
      {!coverage.data && !coverage.error && <Loading />}
      {chart && chart.lines.length === 0 && <Empty icon="records" title="Nothing is held yet"><p>The first sync fills this.</p></Empty>}
      {chart && streams.map((stream) => (
        <div key={stream} class="coverage">
          <h3>{plugin?.streams.find((one) => one.id === stream)?.title ?? stream}</h3>
          <StreamLines lines={chart.lines.filter((line) => line.stream === stream)} chart={chart} marketplaces={marketplaces.data?.items ?? []} />
          <div class="coverage-axis" aria-hidden="true"><span>{date(iso(chart.from))}</span><span>today</span></div>
        </div>
      ))}
    </Section>
  );
}

function Legend({ chart }: { chart: Chart }) {
  const any = (name: "restating" | "lost" | "gaps") => chart.lines.some((line) => line[name].length > 0);
  return (
    <ul class="legend" aria-label="Legend">
      <li><span class="swatch coverage-span" />Held</li>
      {any("restating") && <li><span class="swatch coverage-restating" />Held, and the channel still corrects it</li>}
      {any("gaps") && <li><span class="swatch swatch-gap" />Missing, asked for again</li>}
      {any("lost") && <li><span class="swatch coverage-lost" />Lost: the channel does not have it any more</li>}
    </ul>
  );
}

// Lines of one marketplace stand together; each part of the stream is covered by itself.
function StreamLines({ lines, chart, marketplaces }: { lines: Line[]; chart: Chart; marketplaces: Marketplace[] }) {
  const places = [...new Set(lines.map((line) => line.marketplace))];
  return (
    <>
      {places.map((id) => {
        const place_of = marketplaces.find((one) => one.id === id);
        const own = lines.filter((line) => line.marketplace === id);
        const name = place_of?.name ?? (id || "Whole account");
        const parts = own.length > 1 || own[0]?.part !== "";
        return (
          <div key={id} class="coverage-place">
            {parts && <h4 class="option">{place_of?.country_code && <span class="country">{place_of.country_code}</span>}{name}</h4>}
            {own.map((line) => <CoverageLine key={line.part} line={line} chart={chart} name={parts ? value_words(line.part) || "Everything" : name} place_name={name} />)}
          </div>
        );
      })}
    </>
  );
}

function CoverageLine({ line, chart, name, place_name }: { line: Line; chart: Chart; name: string; place_name: string }) {
  const first = line.held[0], last = line.held[line.held.length - 1];
  const text = first && last ? `${date(iso(first.from))} to ${absolute(iso(last.to))}` : "nothing yet";
  const spoken = [`held from ${text}`, plural(line.gaps.length, "gap"), line.restating.length ? `corrected since ${date(iso((line.restating[0] as Span).from))}` : "", line.lost.length ? plural(line.lost.length, "lost range") : ""];
  return (
    <div class="coverage-line">
      <div class="coverage-name"><b>{name}</b><Verdict line={line} /></div>
      <div class="coverage-track" role="img" aria-label={`${place_name === name ? name : `${place_name}, ${name}`}: ${spoken.filter(Boolean).join(", ")}`}>
        <Spans spans={line.held} chart={chart} look="coverage-span" words="Held" />
        <Spans spans={line.restating} chart={chart} look="coverage-restating" words="Still corrected" />
        <Spans spans={line.lost} chart={chart} look="coverage-lost" words="Lost" />
      </div>
      <p class="muted">{text}</p>
      {line.gaps.length + line.lost.length > 0 && (
        <ul class="coverage-gaps">
          {line.gaps.map((gap) => <li key={`gap ${gap.from}`}>Missing: {range_words(gap)}</li>)}
          {line.lost.map((span) => <li key={`lost ${span.from}`} class="coverage-lost-words">Lost: {range_words(span)}. The channel does not have it any more.</li>)}
        </ul>
      )}
    </div>
  );
}

function Verdict({ line }: { line: Line }) {
  return (
    <>
      {line.lost.length > 0 && <Tag tone="red" icon="error">{plural(line.lost.length, "range")} lost</Tag>}
      {line.gaps.length > 0 && <Tag tone="amber" icon="warning">{plural(line.gaps.length, "gap")}</Tag>}
      {line.lost.length + line.gaps.length === 0 && <Tag tone="green" icon="check">No gap</Tag>}
    </>
  );
}

function Spans({ spans, chart, look, words }: { spans: Span[]; chart: Chart; look: string; words: string }) {
  return <>{spans.map((span) => {
    const { left, width } = place(chart, span);
    return <span key={span.from} class={look} style={{ left: `${left}%`, width: `${width}%` }} title={`${words}: ${absolute(iso(span.from))} to ${absolute(iso(span.to))}`} />;
  })}</>;
}

const day_ms = 86_400_000;

// Whole days read as days.
function range_words(span: Span): string {
  if (span.from % day_ms === 0 && span.to % day_ms === 0) {
    const days = Math.round((span.to - span.from) / day_ms);
    return days === 1 ? date(iso(span.from)) : `${date(iso(span.from))} to ${date(iso(span.to - day_ms))} (${plural(days, "day")})`;
  }
  return `${absolute(iso(span.from))} to ${absolute(iso(span.to))} (${duration((span.to - span.from) / 1000)})`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
