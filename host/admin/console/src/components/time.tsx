// A point in time: relative on the page, absolute in the tooltip. One timer redraws them all.
import { useEffect, useState } from "preact/hooks";
import { absolute, log_time, relative } from "../format";

const tick_ms = 15_000;
const watchers = new Set<() => void>();
let timer = 0;

export function useNow(): number {
  const [now, set_now] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => set_now(Date.now());
    watchers.add(tick);
    if (!timer) timer = window.setInterval(() => watchers.forEach((watcher) => watcher()), tick_ms);
    return () => {
      watchers.delete(tick);
      if (watchers.size === 0) {
        window.clearInterval(timer);
        timer = 0;
      }
    };
  }, []);
  return now;
}

// The clock of the last tick may be older than the moment itself; never show that as the future.
export function Time({ at, empty = "never", log }: { at: string | null | undefined; empty?: string; log?: boolean }) {
  const now = Math.max(useNow(), Date.now());
  if (!at) return <span class="muted">{empty}</span>;
  return <time dateTime={at} title={absolute(at)}>{log ? log_time(at, now) : relative(at, now)}</time>;
}
