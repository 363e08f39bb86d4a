// Coverage: which time ranges are held, which of them the channel still corrects, and where a hole is. One line per stream,
// which opens to its marketplaces and parts: there may be many hundreds.
import { useId, useState } from "preact/hooks";
import { api } from "../api";
import type { CoverageListing, Marketplace, Plugin } from "../api_types";
import { Tag } from "../components/badge";
import { Icon } from "../components/icons";
import { Button, Empty, Loading, Problem, Section } from "../components/basics";
import { BackfillDialog } from "../components/backfill_dialog";
import { CoverageCalendar } from "../components/coverage_calendar";
import { Time, useNow } from "../components/time";
import { chart_of, coverage_words, has_open_end, in_whole_days, length_words, place, places_of, streams_of, type Chart, type Line, type Span, type StreamCoverage } from "../coverage";
import { absolute, date, plural } from "../format";
import { noun_of } from "../noun";
import { useResource } from "../store";
import { value_words } from "../view_columns";
import type { TabProps } from "./connection";

const opened_at_most = 6; // lines in all: more begin as one line per stream

export function CoverageTab({ connection, plugin }: TabProps) {
  const { id } = connection;
  const now = useNow();
  const coverage = useResource(`coverage:${id}`, [`runs:${id}`, `coverage:${id}`], () => api.coverage(id));
  const [wanted, set_wanted] = useState<Wanted | null>(null);
  const marketplaces = useResource(`marketplaces:${id}`, [`connection:${id}`], () => api.marketplaces(id));
  const streams = useResource(`streams:${id}`, [`streams:${id}`], () => api.streams(id));
  const chart = coverage.data ? chart_of(coverage.data.items, now) : null;
  const can_backfill = plugin?.streams.some((one) => one.backfill) ?? false;
  const few = (chart?.lines.length ?? 0) <= opened_at_most;
  return (
    <Section title="Coverage" aside={can_backfill && <Button small icon="backfills" needs="operator" onClick={() => set_wanted({})}>New backfill</Button>}>
      <p class="section-lead">The time ranges that are held completely, and the days that are missing. Open a stream to see its days, and click a gap to backfill it.</p>
      {chart && chart.lines.length > 0 && <Legend chart={chart} />}
      {coverage.error && <Problem error={coverage.error} retry={coverage.reload} />}
      {!coverage.data && !coverage.error && <Loading />}
      {chart && chart.lines.length === 0 && <Empty icon="records" title="Nothing is held yet"><p>The first sync fills this.</p></Empty>}
      {wanted && plugin && <BackfillDialog connection={connection} plugin={plugin} marketplaces={marketplaces.data?.items ?? []} {...wanted} on_close={() => set_wanted(null)} />}
      {chart && streams_of(chart).map((one) => (
        <StreamCover key={one.stream} cover={one} chart={chart} title={plugin?.streams.find(({ id: stream }) => stream === one.stream)?.title ?? one.stream}
          marketplaces={marketplaces.data?.items ?? []} noun={noun_of(plugin)} open_at_first={few}
          on_backfill={plugin && readable(plugin, one.stream) ? (span, marketplace) => set_wanted({ span, stream: one.stream, marketplace }) : null} />
      ))}
      {coverage.data && (coverage.data.listings?.length ?? 0) > 0 && <Listings listings={coverage.data.listings ?? []} title_of={(stream) => plugin?.streams.find((one) => one.id === stream)?.title ?? stream}
        is_off={(stream) => streams.data?.items.find((one) => one.id === stream)?.enabled === false} />}
    </Section>
  );
}

interface Wanted { // nothing: any days
  span?: Span;
  stream?: string;
  marketplace?: string | undefined;
}

// A stream that comes with another one is read with it.
function readable(plugin: Plugin, id: string): boolean {
  const stream = plugin.streams.find((one) => one.id === id);
  return Boolean(stream?.backfill ?? false) || Boolean(stream?.fed_by && plugin.streams.find((one) => one.id === stream.fed_by)?.backfill);
}

// Listings have no days: each run reads all of it.
function Listings({ listings, title_of, is_off }: { listings: CoverageListing[]; title_of: (stream: string) => string; is_off: (stream: string) => boolean }) {
  const streams = [...new Set(listings.map((one) => one.stream))];
  return (
    <section class="coverage" aria-label="Listings">
      <div class="coverage-name"><h3>Listings</h3><span class="muted">Read whole by every run: they have no days.</span></div>
      <ul class="coverage-listings">
        {streams.map((stream) => {
          const places = listings.filter((one) => one.stream === stream);
          const oldest = places.reduce((worst, one) => (!one.as_of || (worst.as_of && worst.as_of < one.as_of) ? (one.as_of ? worst : one) : one));
          return <li key={stream}><b>{title_of(stream)}</b> {oldest.as_of ? <>as of <Time at={oldest.as_of} /></> : is_off(stream) ? "" : "not read yet"}{is_off(stream) && <span class="muted">{oldest.as_of ? ", " : ""}switched off in the configuration</span>}{places.length > 1 && <span class="muted">, the oldest of {places.length}</span>}</li>;
        })}
      </ul>
    </section>
  );
}

type OnBackfill = ((span: Span, marketplace: string | undefined) => void) | null;

interface CoverProps {
  on_backfill: OnBackfill;
  cover: StreamCoverage;
  chart: Chart;
  title: string;
  marketplaces: Marketplace[];
  noun: string;
  open_at_first: boolean;
}

function StreamCover({ cover, chart, title, marketplaces, noun, open_at_first, on_backfill }: CoverProps) {
  const [open, set_open] = useState(open_at_first);
  const id = useId();
  const { all } = cover;
  const words = coverage_words(cover, noun);
  return (
    <section class="coverage" aria-label={title}>
      <div class="coverage-name">
        <h3><button type="button" class="disclosure" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => set_open(!open)}><Icon name={open ? "down" : "chevron"} />{title}</button></h3>
        <Verdict line={all} words={words} />
      </div>
      {!open && <div class="coverage-line"><Track line={all} chart={chart} label={`${title}: ${words}`} /></div>}
      {!open && all.lost.length > 0 && <p class="coverage-lost-words">Lost: {first_words(all.lost)}</p>}
      {open && <div id={id}><StreamLines lines={cover.lines} chart={chart} marketplaces={marketplaces} title={title} on_backfill={on_backfill} /></div>}
      <div class="coverage-axis" aria-hidden="true"><span>{date(iso(chart.from))}</span><span>today</span></div>
    </section>
  );
}

const named_at_most = 3;

function first_words(spans: Span[]): string {
  const left = spans.length - named_at_most;
  return spans.slice(0, named_at_most).map(range_words).join("; ") + (left > 0 ? `; and ${left} more` : "");
}

function Legend({ chart }: { chart: Chart }) {
  const any = (name: "restating" | "lost" | "failed" | "gaps") => chart.lines.some((line) => line[name].length > 0);
  return (
    <ul class="legend" aria-label="Legend">
      <li><span class="swatch coverage-span" />Held</li>
      {any("restating") && <li><span class="swatch coverage-restating" />Held, and the channel still corrects it (R)</li>}
      {any("gaps") && <li><span class="swatch swatch-gap" />Missing (M)</li>}
      {any("failed") && <li><span class="swatch coverage-failed" />Failed: the latest try of it failed (F)</li>}
      {chart.lines.some((line) => has_open_end(line, chart)) && <li><span class="swatch swatch-open" />Not asked for, or not due yet</li>}
      {any("lost") && <li><span class="swatch coverage-lost" />Lost: the channel does not have it any more (L)</li>}
    </ul>
  );
}

// Lines of one marketplace stand together; each part of the stream is covered by itself.
function StreamLines({ lines, chart, marketplaces, title, on_backfill }: { lines: Line[]; chart: Chart; marketplaces: Marketplace[]; title: string; on_backfill: OnBackfill }) {
  const trouble = (id: string) => lines.some((line) => line.marketplace === id && line.gaps.length + line.lost.length > 0);
  const places = places_of(lines).sort((a, b) => Number(trouble(b)) - Number(trouble(a)));
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
            {own.map((line) => <CoverageLine key={line.part} line={line} chart={chart} name={parts ? value_words(line.part) || "Everything" : name} place_name={name} title={title} on_backfill={on_backfill && ((span) => on_backfill(span, line.marketplace || undefined))} />)}
          </div>
        );
      })}
    </>
  );
}

function CoverageLine({ line, chart, name, place_name, title, on_backfill }: {
  line: Line; chart: Chart; name: string; place_name: string; title: string; on_backfill: ((span: Span) => void) | null;
}) {
  const [days, set_days] = useState(false);
  const id = useId();
  const first = line.held[0], last = line.held[line.held.length - 1];
  const text = first && last ? `${date(iso(first.from))} to ${end_words(last.to)}` : "nothing yet";
  const spoken = [`held from ${text}`, plural(line.gaps.length, "gap"), line.restating.length ? `corrected since ${date(iso((line.restating[0] as Span).from))}` : "", line.lost.length ? plural(line.lost.length, "lost range") : ""];
  return (
    <div class="coverage-line">
      <div class="coverage-name"><b>{name}</b><Verdict line={line} /></div>
      <Track line={line} chart={chart} label={`${place_name === name ? name : `${place_name}, ${name}`}: ${spoken.filter(Boolean).join(", ")}`} />
      <p class="muted coverage-foot">{text} <button type="button" class="disclosure" aria-expanded={days} aria-controls={days ? id : undefined} onClick={() => set_days(!days)}><Icon name={days ? "down" : "chevron"} />Days<span class="sr-only"> of {title}, {place_name === name ? name : `${place_name}, ${name}`}</span></button></p>
      {days && <div id={id}><CoverageCalendar line={line} from={Math.min(chart.from, ...line.gaps.map((gap) => gap.from))} to={chart.to} name={`${title}, ${place_name === name ? name : `${place_name}, ${name}`}`} on_backfill={on_backfill} /></div>}
      {line.gaps.length + line.lost.length > 0 && (
        <ul class="coverage-gaps">
          {line.gaps.map((gap) => <li key={`gap ${gap.from}`}>{is_failed(line, gap) ? "Failed" : "Missing"}: {range_words(gap)} {on_backfill && <Button small kind="quiet" icon="backfills" needs="operator" onClick={() => on_backfill(gap)} label={`Backfill the gap ${range_words(gap)}`}>Backfill this gap</Button>}</li>)}
          {line.lost.map((span) => <li key={`lost ${span.from}`} class="coverage-lost-words">Lost: {range_words(span)}. The channel does not have it any more.</li>)}
        </ul>
      )}
    </div>
  );
}

function is_failed(line: Line, gap: Span): boolean {
  return line.failed.some((span) => span.from < gap.to && span.to > gap.from);
}

function Track({ line, chart, label }: { line: Line; chart: Chart; label: string }) {
  return (
    <div class="coverage-track" role="img" aria-label={label}>
      <Spans spans={line.held} chart={chart} look="coverage-span" words="Held" />
      <Spans spans={line.restating} chart={chart} look="coverage-restating" words="Still corrected" />
      <Spans spans={line.gaps} chart={chart} look="coverage-gap" words="Missing" />
      <Spans spans={line.failed} chart={chart} look="coverage-failed" words="Failed" />
      <Spans spans={line.lost} chart={chart} look="coverage-lost" words="Lost" />
    </div>
  );
}

// With words, one verdict over many lines.
function Verdict({ line, words }: { line: Line; words?: string }) {
  if (words) {
    const [tone, icon] = line.lost.length ? ["red", "error"] as const : line.gaps.length ? ["amber", "warning"] as const : ["green", "check"] as const;
    return <Tag tone={tone} icon={icon}>{words.charAt(0).toUpperCase() + words.slice(1)}</Tag>;
  }
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

// A range of whole days ends with its last day.
function end_words(to: number): string {
  return to % day_ms === 0 ? date(iso(to - day_ms)) : absolute(iso(to));
}

// Whole days read as days.
function range_words(span: Span): string {
  if (!in_whole_days([span])) return `${absolute(iso(span.from))} to ${absolute(iso(span.to))} (${length_words([span])})`;
  const last = iso(span.to - day_ms);
  return span.to - span.from === day_ms ? date(last) : `${date(iso(span.from))} to ${date(last)} (${length_words([span])})`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
