// How long something still waits, second by second.
import { useEffect, useState } from "preact/hooks";
import { absolute, duration } from "../format";

// "2:10", "1:02:03"
export function clock_left(left_s: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const [h, min, s] = [Math.floor(left_s / 3600), Math.floor((left_s % 3600) / 60), left_s % 60];
  return h ? `${h}:${two(min)}:${two(s)}` : `${min}:${two(s)}`;
}

export function Countdown({ until }: { until: string }) {
  const [now, set_now] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => set_now(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const left_s = Math.round((Date.parse(until) - now) / 1000);
  return <time dateTime={until} title={absolute(until)}>{left_s <= 0 ? "now" : `in ${left_s < 86_400 ? clock_left(left_s) : duration(left_s)}`}</time>;
}
