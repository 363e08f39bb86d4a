// On the page of a connection: one line while a backfill is under way.
import type { Connection } from "../api_types";
import { backfill_api } from "../backfill_types";
import { days_words, estimate_words, progress_words, state_words } from "../backfill_words";
import { plural } from "../format";
import { href } from "../router";
import { useResource } from "../store";
import { Icon } from "./icons";

export function BackfillLine({ connection }: { connection: Connection }) {
  const { id } = connection;
  const open = useResource(`backfills:${id}:open`, [`backfills:${id}`], () => backfill_api.of_connection(id, { state: "open", limit: 20 }));
  const first = open.data?.items[0];
  if (!first) return null;
  const others = (open.data?.items.length ?? 1) - 1;
  const left = estimate_words(first.left);
  return (
    <p class="backfill-line">
      <Icon name="backfills" />
      <span>
        {first.own_runs ? "Catching up on" : "Backfill of"} {days_words(Date.parse(first.from), Date.parse(first.to))}: {state_words[first.state].toLowerCase()}, {progress_words(first)}{left && `, ${left} left`}
        {others > 0 && `; and ${plural(others, "more", "more")}`}. <a href={href(["backfills"], { connection: id })}>Backfills</a>
      </span>
    </p>
  );
}
