// A small line of daily values: one path, and in words what it says.
import { spark_path, trend_words } from "../spark";

const width = 96, height = 24;

export function Sparkline({ values, label }: { values: number[]; label: string }) {
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={`${label}: ${trend_words(values)}`}>
      <path d={spark_path(values, width, height)} />
    </svg>
  );
}
