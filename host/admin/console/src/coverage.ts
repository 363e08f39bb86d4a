// Coverage ranges -> what is held and what is missing, one line per stream and marketplace. Pure.
import type { CoverageRange } from "./api_types";

export interface Span {
  from: number;
  to: number;
}

export interface Line {
  stream: string;
  marketplace: string;
  held: Span[];
  gaps: Span[];
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

export function chart_of(ranges: CoverageRange[], now: number): Chart {
  const lines = new Map<string, { stream: string; marketplace: string; spans: Span[] }>();
  for (const range of ranges) {
    const key = `${range.stream}\n${range.marketplace}`;
    const line = lines.get(key) ?? { stream: range.stream, marketplace: range.marketplace, spans: [] };
    line.spans.push({ from: Date.parse(range.from), to: Date.parse(range.to) });
    lines.set(key, line);
  }
  const done = [...lines.values()].map(({ stream, marketplace, spans }) => {
    const held = merge_spans(spans);
    return { stream, marketplace, held, gaps: gaps_between(held) };
  });
  const starts = done.flatMap((line) => line.held.map((span) => span.from));
  const ends = done.flatMap((line) => line.held.map((span) => span.to));
  return { from: starts.length ? Math.min(...starts) : now, to: Math.max(now, ...ends), lines: done };
}

// Position on the time axis in percent.
export function place(chart: Chart, span: Span): { left: number; width: number } {
  const whole = Math.max(1, chart.to - chart.from);
  const left = ((span.from - chart.from) / whole) * 100;
  return { left, width: Math.max(0.4, ((span.to - span.from) / whole) * 100) };
}
