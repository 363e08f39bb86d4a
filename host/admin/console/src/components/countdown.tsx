// How long something still waits, second by second.
import { useEffect, useState } from "preact/hooks";
import { absolute, duration } from "../format";

export function Countdown({ until }: { until: string }) {
  const [now, set_now] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => set_now(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const left_s = Math.round((Date.parse(until) - now) / 1000);
  return <time dateTime={until} title={absolute(until)}>{left_s <= 0 ? "now" : `in ${left_s < 60 ? `${left_s} s` : duration(left_s)}`}</time>;
}
