// A progress bar that is honest: without a known total it only says that work goes on.
import type { Time } from "../api_types";
import { absolute, number, percent, time_left } from "../format";
import { useNow } from "./time";

interface Props {
  done: number;
  total: number;
  note: string;
  label: string;
  expected_at?: Time | undefined; // about when it will have ended
}

export function ProgressBar({ done, total, note, label, expected_at }: Props) {
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
      <p class="progress-text">{known && <b>{value} %</b>}<span>{text}</span>{expected_at && <TimeLeft at={expected_at} />}</p>
    </div>
  );
}

// An estimate: the tooltip says when, the words how long.
function TimeLeft({ at }: { at: string }) {
  const now = useNow();
  return <span class="progress-left" title={`Expected to end ${absolute(at)}`}>{time_left(at, now)}</span>;
}
