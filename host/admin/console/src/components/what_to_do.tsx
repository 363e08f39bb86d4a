// The playbook's words for one cause: what happened, what Mooring does, what you can do, when a ticket helps.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ActivityEntry, Connection } from "../api_types";
import { href } from "../router";
import { status_api } from "../status_api";
import type { PlaybookEntry } from "../status_types";
import { useResource } from "../store";
import { ticket_of } from "../ticket_of";
import { Button, External } from "./basics";
import { Dialog } from "./dialog";

export function PlaybookText({ entry, heading = "h3" }: { entry: PlaybookEntry; heading?: "h3" | "h4" }) {
  const Heading = heading;
  return (
    <div class="playbook-text">
      <div><Heading>What happened</Heading><p>{entry.what_happened}</p></div>
      {entry.mooring_does && <div><Heading>What Mooring does by itself</Heading><p>{entry.mooring_does}</p></div>}
      <div><Heading>What you can do</Heading><p>{entry.you_can}</p></div>
      <div><Heading>When to open a ticket at the provider</Heading><p>{entry.ticket_when || "Never: the provider cannot help with this."}</p></div>
      {entry.ticket_when && <div><Heading>What to paste</Heading><p>{entry.ticket_paste} {entry.ticket_url && <External to={entry.ticket_url}>Open a ticket</External>}</p></div>}
    </div>
  );
}

// Of a cause that is known by its name only, as an activity entry or a run has it.
export function WhatToDo({ cause, channel, entry, connection }: {
  cause: string | undefined; channel: string; entry?: ActivityEntry | null | undefined; connection?: Connection | undefined;
}) {
  const list = useResource(`playbook:${channel}`, ["plugins"], () => status_api.playbook(channel), 60_000);
  const found = cause ? list.data?.items.find((one) => one.cause === cause) : undefined;
  return found ? <WhatToDoPanel found={found} entry={entry} connection={connection} /> : null;
}

// Beside an entry, which has its own button for a ticket. The channel stands before the dot of a channel's own cause.
export function EntryCause({ entry }: { entry: ActivityEntry }) {
  const cause = entry.cause ?? "";
  return <WhatToDo cause={cause} channel={cause.includes(".") ? cause.slice(0, cause.indexOf(".")) : ""} />;
}

export function WhatToDoPanel({ found, entry, connection }: { found: PlaybookEntry; entry?: ActivityEntry | null | undefined; connection?: Connection | undefined }) {
  return (
    <section class="what-to-do" aria-label="What to do">
      <div class="section-head"><h2>What to do: {found.title}</h2><a class="quiet-link" href={href(["playbook"], { cause: found.cause, channel: found.channel ?? undefined })}>Playbook</a></div>
      <PlaybookText entry={found} />
      {entry && found.ticket_when && <CopyForTicket entry={entry} connection={connection} />}
    </section>
  );
}

const told_ms = 2_000;

// Without a clipboard (no HTTPS) the text is shown, to be selected.
export function CopyForTicket({ entry, connection }: { entry: ActivityEntry; connection?: Connection | undefined }) {
  const [state, set_state] = useState<"" | "copied" | "shown">("");
  const [text, set_text] = useState("");
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const copy = async () => {
    const whole = await ticket_of(entry, connection);
    set_text(whole);
    try {
      await navigator.clipboard.writeText(whole);
      set_state("copied");
      timer.current = window.setTimeout(() => set_state(""), told_ms);
    } catch {
      set_state("shown");
    }
  };
  return (
    <>
      <p class="form-actions"><Button icon={state === "copied" ? "check" : "copy"} onClick={() => void copy()}>{state === "copied" ? "Copied" : "Copy for a ticket"}</Button></p>
      {state === "shown" && <Dialog title="For a ticket" on_close={() => set_state("")}><pre class="code" tabIndex={0} aria-label="Text for a ticket">{text}</pre></Dialog>}
    </>
  );
}
