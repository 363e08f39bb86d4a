// Coverage ranges -> what is held, what is still being corrected, what is missing and what is lost: one line per stream,
// marketplace and part. Pure.
import type { CoverageRange } from "./api_types";
import { duration, plural } from "./format";

export interface Span {
  from: number;
  to: number;
}

export interface Line {
  stream: string;
  marketplace: string;
  part: string;
  held: Span[]; // also what is being corrected
  restating: Span[];
  lost: Span[]; // the channel does not have it any more
  failed: Span[]; // missing, and the latest try failed
  gaps: Span[]; // missing, or failed
}

export interface Chart {
  from: number;
  to: number;
  lines: Line[];
}

export function merge_spans(spans: Span[], tolerance_ms = 1000): Span[] {
  const sorted = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged[merged.length - 1];
    if (last && span.from <= last.to + tolerance_ms) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

// Gaps lie between held ranges; what lies before the first and after the last is not asked for (yet).
export function gaps_between(held: Span[]): Span[] {
  const gaps: Span[] = [];
  for (let i = 1; i < held.length; i += 1) {
    gaps.push({ from: (held[i - 1] as Span).to, to: (held[i] as Span).from });
  }
  return gaps;
}

// Some of the axis is neither held nor missing nor lost: it was never wanted, or its time has not come.
export function has_open_end(line: Line, chart: Pick<Chart, "from" | "to">): boolean {
  const known = merge_spans([...line.held, ...line.gaps, ...line.lost], 60_000);
  const first = known[0], last = known[known.length - 1];
  if (!first || !last) return true;
  const visible = (chart.to - chart.from) / 200; // half a percent of the bar
  return known.length > 1 || first.from - chart.from > visible || chart.to - last.to > visible;
}

export function chart_of(ranges: CoverageRange[], now: number): Chart {
  const lines = new Map<string, Line>();
  for (const range of ranges) {
    const part = range.part ?? "";
    const key = [range.stream, range.marketplace, part].join("\n");
    const line = lines.get(key) ?? { stream: range.stream, marketplace: range.marketplace, part, held: [], restating: [], lost: [], failed: [], gaps: [] };
    const span = { from: Date.parse(range.from), to: Date.parse(range.to) };
    if (range.state === "lost") line.lost.push(span);
    else if (range.state === "failed") line.failed.push(span);
    else if (range.state === "missing") line.gaps.push(span);
    else line.held.push(span);
    if (range.state === "restating") line.restating.push(span);
    lines.set(key, line);
  }
  const done = [...lines.values()].map((line) => {
    const held = merge_spans(line.held), lost = merge_spans(line.lost), failed = merge_spans(line.failed);
    const gaps = line.gaps.length || failed.length ? merge_spans([...line.gaps, ...failed]) : gaps_between(merge_spans([...held, ...lost]));
    return { ...line, held, lost, failed, restating: merge_spans(line.restating), gaps };
  });
  const all = done.flatMap((line) => [...line.held, ...line.lost, ...line.gaps]);
  return { from: all.length ? Math.min(...all.map((span) => span.from)) : now, to: Math.max(now, ...all.map((span) => span.to)), lines: done };
}

// Position on the time axis in percent.
export function place(chart: Chart, span: Span): { left: number; width: number } {
  const whole = Math.max(1, chart.to - chart.from);
  const left = ((span.from - chart.from) / whole) * 100;
  return { left, width: Math.max(0.4, ((span.to - span.from) / whole) * 100) };
}

// All lines of one stream as one: whatever is missing or lost anywhere shows.
export interface StreamCoverage {
  stream: string;
  lines: Line[];
  places: number;
  places_with_gaps: number;
  all: Line;
}

// Those that need a look first, else in the order of the ranges.
export function streams_of(chart: Chart): StreamCoverage[] {
  const streams = [...new Set(chart.lines.map((line) => line.stream))].map((stream) => {
    const lines = chart.lines.filter((line) => line.stream === stream);
    const union = (name: "held" | "restating" | "lost" | "failed" | "gaps") => merge_spans(lines.flatMap((line) => line[name].map((span) => ({ ...span }))));
    return {
      stream, lines, places: places_of(lines).length, places_with_gaps: places_of(lines.filter((line) => line.gaps.length > 0)).length,
      all: { stream, marketplace: "", part: "", held: union("held"), restating: union("restating"), lost: union("lost"), failed: union("failed"), gaps: union("gaps") },
    };
  });
  const rank = ({ all }: StreamCoverage) => (all.lost.length ? 0 : all.gaps.length ? 1 : 2);
  return streams.sort((a, b) => rank(a) - rank(b));
}

export function places_of(lines: Line[]): string[] {
  return [...new Set(lines.map((line) => line.marketplace))];
}

const day_ms = 86_400_000;

export function in_whole_days(spans: Span[]): boolean {
  return spans.every((span) => span.from % day_ms === 0 && span.to % day_ms === 0);
}

// "9 days", "40 min"
export function length_words(spans: Span[]): string {
  const sum = spans.reduce((total, span) => total + span.to - span.from, 0);
  return in_whole_days(spans) ? plural(Math.round(sum / day_ms), "day") : duration(sum / 1000);
}

// "2 profiles have gaps, 3 days lost"; "40 profiles, no gap"
export function coverage_words({ places, places_with_gaps, all }: StreamCoverage, noun: string): string {
  const lost = all.lost.length ? `${length_words(all.lost)} lost` : "";
  const gaps = !all.gaps.length ? "" : places === 1 ? plural(all.gaps.length, "gap") : `${plural(places_with_gaps, noun)} ${places_with_gaps === 1 ? "has" : "have"} gaps`;
  if (!lost && !gaps && places === 1) return "no gap";
  return [gaps, lost].filter(Boolean).join(", ") || `${plural(places, noun)}, no gap`;
}
