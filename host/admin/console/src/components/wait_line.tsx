// What a run waits for, calmly: a report that the channel is still building is no failure.
import type { Run } from "../api_types";
import { clock } from "../format";
import { Countdown } from "./countdown";
import { Icon } from "./icons";
import { useNow } from "./time";

export function WaitLine({ run }: { run: Pick<Run, "waiting_for" | "waiting_until"> }) {
  const now = useNow();
  const { waiting_for, waiting_until } = run;
  if (!waiting_for) return null;
  const at = waiting_until ? clock(waiting_until, now) : "";
  if (waiting_for === "budget") return <Line>Waiting for rate budget{at && ` until ${at}`}</Line>;
  if (waiting_for === "retry") return <Line>Trying again{at && ` at ${at}`}</Line>;
  const what = waiting_for === "sleep" ? "the channel" : `the ${waiting_for.replace(/_/g, " ")}`;
  return <Line>Waiting for {what}{waiting_until && <>; looks again <Countdown until={waiting_until} /></>}</Line>;
}

function Line({ children }: { children: preact.ComponentChildren }) {
  return <span class="live-line"><Icon name="clock" /><span>{children}</span></span>;
}
