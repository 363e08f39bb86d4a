// What a run waits for, calmly: a report that the channel is still building is no failure.
import type { Run } from "../api_types";
import { Countdown } from "./countdown";
import { queue_words } from "../run_words";
import { Icon, type IconName } from "./icons";

export function WaitLine({ run, channel }: { run: Pick<Run, "waiting_for" | "waiting_until"> & Partial<Pick<Run, "state" | "queue">>; channel?: string | undefined }) {
  const { waiting_for, waiting_until } = run;
  if (run.state === "queued" && run.queue) return <Line icon="queue">{queue_words(run.queue)}</Line>;
  if (!waiting_for) return null;
  const left = waiting_until ? <Countdown until={waiting_until} /> : null;
  const who = channel || "the channel";
  if (waiting_for === "budget") return <Line>Keeping to the pace that {who} allows{left && <>; goes on {left}</>}</Line>;
  if (waiting_for === "throttled") return <Line>Throttled: {who} asks to come later{left && <>; asks again {left}</>}</Line>;
  if (waiting_for === "retry") return <Line>{who === "the channel" ? "The channel" : who} did not answer well; tries again {left ?? "soon"}</Line>;
  if (waiting_for === "memory") return <Line>Waiting until the host has memory for the next answer</Line>;
  if (waiting_for === "sleep") return <Line>Waiting for {who}{left && <>; looks again {left}</>}</Line>;
  const what = waiting_for.replace(/_/g, " ");
  return <Line>Waiting for {who} to build {/^[aeiou]/.test(what) ? "an" : "a"} {what}{left && <>; looks again {left}</>}</Line>;
}

function Line({ icon = "clock", children }: { icon?: IconName; children: preact.ComponentChildren }) {
  return <span class="live-line"><Icon name={icon} /><span>{children}</span></span>;
}
