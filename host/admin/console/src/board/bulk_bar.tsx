// What can be done with the chosen connections: run, retry, pause, resume, tag, export.
import { useState } from "preact/hooks";
import { as_api_error, type ApiError } from "../api_client";
import { no_choice, type Choice, type Filters } from "../board";
import { board_api, type Target } from "../board_api";
import type { BulkAction, BulkAnswer, FacetCount } from "../board_types";
import { Button, Note, Problem } from "../components/basics";
import { Icon, type IconName } from "../components/icons";
import { Popover } from "../components/popover";
import { say } from "../components/toast";
import { number, plural } from "../format";
import { invalidate_now } from "../store";
import { clean_tag } from "../tags";

interface Props {
  choice: Choice;
  filters: Filters;
  total: number; // that the filters match
  tags: FacetCount[];
  on_choice: (choice: Choice) => void;
}

const past: Record<BulkAction, string> = { sync: "Sync asked of", retry: "Retried", pause: "Paused", resume: "Resumed", tag: "Tagged", untag: "Tag taken from" };
const most_ids = 500, most_exported_ids = 200;

export function BulkBar({ choice, filters, total, tags, on_choice }: Props) {
  const [busy, set_busy] = useState<BulkAction | null>(null);
  const [error, set_error] = useState<ApiError | null>(null);
  const [refused, set_refused] = useState<BulkAnswer | null>(null);
  const count = choice.all ? total : choice.ids.size;
  const target: Target = choice.all ? { filter: filters as Record<string, string>, expect: total } : { connections: [...choice.ids] };
  const act = async (action: BulkAction, with_tags?: string[]) => {
    set_busy(action);
    set_error(null);
    set_refused(null);
    try {
      const answer = await board_api.bulk(action, target, with_tags);
      const runs = answer.runs ? `, ${plural(answer.runs, "run")} queued` : "";
      const same = answer.unchanged ? `; ${number(answer.unchanged)} needed nothing` : "";
      if (answer.failed) set_refused(answer);
      else on_choice(no_choice);
      if (answer.done || !answer.failed) say(`${past[action]} ${plural(answer.done, "connection")}${runs}${same}.`);
      invalidate_now(["connections", "runs"]);
    } catch (problem) {
      set_error(as_api_error(problem));
    }
    set_busy(null);
  };
  const button = (action: BulkAction, text: string, icon: IconName) => (
    <Button small needs="operator" icon={icon} busy={busy === action} disabled={busy !== null && busy !== action} onClick={() => void act(action)}>{text}</Button>
  );
  const exported = choice.all ? filters : { ids: [...choice.ids].join(",") };
  const exportable = choice.all || choice.ids.size <= most_exported_ids;
  return (
    <section class="bulk bulk-connections" aria-label="Chosen connections">
      <b role="status">{number(count)} chosen</b>
      {!choice.all && total > count && <Button small kind="quiet" onClick={() => on_choice({ all: true, ids: new Set() })}>Choose all {number(total)} that match</Button>}
      {button("sync", "Run", "play")}
      {button("retry", "Retry failed", "refresh")}
      {button("pause", "Pause", "pause")}
      {button("resume", "Resume", "play")}
      <TagChoice tags={tags} on_tag={(tag) => void act("tag", [tag])} on_untag={(tag) => void act("untag", [tag])} />
      {exportable && (
        <Popover text="Export" label="Export" icon="download">
          {(close) => <ul class="saved-list">{(["csv", "ndjson"] as const).map((format) => <li key={format}><a href={board_api.export_url(format, exported)} download="" onClick={close}>{format.toUpperCase()}</a></li>)}</ul>}
        </Popover>
      )}
      <Button small kind="quiet" onClick={() => on_choice(no_choice)}>Clear the choice</Button>
      {!choice.all && choice.ids.size > most_ids && <p class="bulk-note"><Icon name="info" /> At most {number(most_ids)} can be chosen one by one. Narrow the filters and choose all that match.</p>}
      {error && <Problem error={error} />}
      {refused && <Refused answer={refused} />}
    </section>
  );
}

function Refused({ answer }: { answer: BulkAnswer }) {
  const failed = answer.items.filter((one) => one.result === "failed");
  const reasons = new Map<string, { count: number; hint: string }>();
  for (const one of failed) reasons.set(one.detail, { count: (reasons.get(one.detail)?.count ?? 0) + 1, hint: one.hint });
  return (
    <Note tone="amber" title={`${plural(answer.failed, "connection")} refused.`} alert>
      <ul>{[...reasons].slice(0, 5).map(([detail, { count, hint }]) => <li key={detail}>{count > 1 && <b>{number(count)} times: </b>}{detail}. {hint}</li>)}</ul>
    </Note>
  );
}

function TagChoice({ tags, on_tag, on_untag }: { tags: FacetCount[]; on_tag: (tag: string) => void; on_untag: (tag: string) => void }) {
  const [text, set_text] = useState("");
  return (
    <Popover text="Tag" label="Tags" icon="tag">
      {(close) => (
        <form class="tag-choice" onSubmit={(event) => {
          event.preventDefault();
          const tag = clean_tag(text);
          if (!tag) return;
          close();
          on_tag(tag);
        }}>
          <label>New or known tag<input value={text} maxLength={40} list="known-tags" autocomplete="off" onInput={(event) => set_text(event.currentTarget.value)} /></label>
          <datalist id="known-tags">{tags.map((tag) => <option key={tag.value} value={tag.value} />)}</datalist>
          <div class="form-actions">
            <Button small kind="primary" type="submit" disabled={!clean_tag(text)}>Add</Button>
            <Button small disabled={!clean_tag(text)} onClick={() => { close(); on_untag(clean_tag(text)); }}>Take away</Button>
          </div>
        </form>
      )}
    </Popover>
  );
}
