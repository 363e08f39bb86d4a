// A progress bar that is honest: without a known total it only says that work goes on.
import { number, percent } from "../format";

interface Props {
  done: number;
  total: number;
  note: string;
  label: string;
}

export function ProgressBar({ done, total, note, label }: Props) {
  const known = total > 0;
  const value = percent(done, total);
  // What is counted is the plugin's own unit (pages, seconds of history): its words say more than the numbers.
  const text = note || (known ? `${number(done)} of ${number(total)}` : "");
  return (
    <div class="progress">
      <div class={known ? "progress-track" : "progress-track progress-unknown"} role="progressbar" aria-label={label}
        aria-valuemin={0} aria-valuemax={100} aria-valuenow={known ? value : undefined} aria-valuetext={text || "Working"}>
        <div class="progress-fill" style={known ? { width: `${value}%` } : undefined} />
      </div>
      <p class="progress-text">{known && <b>{value} %</b>}<span>{text}</span></p>
    </div>
  );
}
