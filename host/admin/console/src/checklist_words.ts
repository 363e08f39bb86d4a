// How a state of the checklist is said and coloured.
import type { SeverityColor } from "./api_types";
import type { IconName } from "./components/icons";
import type { Reach } from "./checklist_types";
import type { CheckupReport } from "./life_types";

export interface ReachLook {
  text: string;
  tone: SeverityColor;
  icon: IconName;
}

const looks: Record<Reach, ReachLook> = {
  ok: { text: "OK", tone: "green", icon: "check" },
  first_sync: { text: "First sync", tone: "neutral", icon: "refresh" },
  not_selected: { text: "Not selected", tone: "neutral", icon: "info" },
  not_authorised: { text: "Not authorised", tone: "neutral", icon: "info" },
  not_participating: { text: "Not participating", tone: "amber", icon: "warning" },
  not_available: { text: "Not offered", tone: "neutral", icon: "info" },
  switched_off: { text: "Switched off", tone: "neutral", icon: "info" },
  role_missing: { text: "Role missing", tone: "amber", icon: "warning" },
  throttled: { text: "Throttled", tone: "neutral", icon: "info" },
  failed: { text: "Failed", tone: "amber", icon: "warning" },
  not_checked: { text: "Not checked", tone: "neutral", icon: "info" },
};

// A newer host may know more states.
export function reach_look(state: string): ReachLook {
  return looks[state as Reach] ?? { text: state.replaceAll("_", " "), tone: "neutral", icon: "info" };
}

// "All is as it was" only where all has been looked at.
export function checkup_words({ changes, streams_checked }: Pick<CheckupReport, "changes" | "streams_checked">): string {
  const told = changes.map((one) => one.replace(/[^.]$/, "$&.")).join(" ");
  if (streams_checked === false) return `${told} What each stream may read is still being looked at: it appears here, and the activity log tells what changed.`.trim();
  return told || "Looked at the account: all is as it was.";
}
