// Stacked bars over time with uPlot, which is read only where a chart is. Colors are those of the page; for who does not see
// it, the sentence of `summary` says the same.
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { clock } from "../format";
import { chosen_zone } from "../time_zone";

export interface BarSeries {
  title: string;
  color: string; // name of a style variable: "--green-edge"
  values: number[]; // one for each time
}

interface Props {
  times: number[]; // seconds
  series: BarSeries[]; // stacked, the first at the bottom
  summary: string;
  height?: number;
}

export function Bars({ times, series, summary, height = 180 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [failed, set_failed] = useState(false);
  const theme = useThemeName();
  const shape = `${series.map((one) => one.title).join()} ${theme}`;
  // The tallest sum is drawn first, and what is part of it over it.
  const sums = series.map((_, at) => times.map((_time, i) => series.slice(0, at + 1).reduce((sum, one) => sum + (one.values[i] ?? 0), 0)));
  const data = [times, ...sums.reverse()] as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    let gone = false;
    let watcher: ResizeObserver | null = null;
    import("uplot").then(({ default: Plot }) => {
      const element = box.current;
      if (gone || !element) return;
      plot.current = new Plot(options_of(Plot, times, [...series].reverse(), element.clientWidth, height), latest.current, element);
      watcher = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
      watcher.observe(element);
    }, () => set_failed(true));
    return () => {
      gone = true;
      watcher?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height]);
  useEffect(() => plot.current?.setData(data), [JSON.stringify(data)]);
  if (failed) return <p class="muted">{summary}</p>;
  return (
    <figure class="chart">
      <div class="chart-box" ref={box} role="img" aria-label={summary} style={{ height: `${height}px` }} />
      <figcaption>{series.map((one) => <span key={one.title} class="chart-key"><i style={{ background: `var(${one.color})` }} />{one.title}</span>)}</figcaption>
    </figure>
  );
}

function useThemeName(): string {
  const name = () => `${document.documentElement.dataset["theme"] ?? ""} ${document.documentElement.dataset["contrast"] ?? ""}`;
  const [theme, set_theme] = useState(name);
  useEffect(() => {
    const watcher = new MutationObserver(() => set_theme(name()));
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
    return () => watcher.disconnect();
  }, []);
  return theme;
}

function step_of(times: number[]): number {
  const [first = 0, second = first + 3600] = times;
  return second - first;
}

function options_of(Plot: typeof uPlot, times: number[], series: BarSeries[], width: number, height: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const bars = Plot.paths.bars;
  const step = step_of(times); // a bar stands to the right of its time: the last one needs room too
  const axis = { stroke: color("--ink-3"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  return {
    width, height,
    cursor: { show: false },
    legend: { show: false },
    tzDate: (seconds) => (chosen_zone() === "utc" ? Plot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000)),
    scales: { x: { time: true, range: (_self, first, last) => [first, last + step] }, y: { range: (_self, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, size: 30, grid: { show: false }, values: (_self, ticks) => ticks.map((at) => clock(new Date(at * 1000).toISOString(), at * 1000)) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] },
    ],
    series: [{}, ...series.map((one) => ({ label: one.title, fill: color(one.color), stroke: color(one.color), width: 0, points: { show: false },
      ...(bars ? { paths: bars({ size: [0.72, 40], align: 1 }) } : {}) }))],
  };
}
