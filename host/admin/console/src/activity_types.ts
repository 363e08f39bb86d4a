// What the API answers about the activity log and the calls of a run.
import type { ActivityEntry, Page, Time } from "./api_types";

export interface ActivityPage extends Page<ActivityEntry> {
  partial: boolean; // the search ended early; `next` goes on with it
  searched_to: Time; // of a partial page
  newest: string; // what is written later comes with `after` this
}

export interface RunCall {
  operation: string;
  method: string;
  status: number | null; // null: no answer came
  calls: number;
  total_ms: number;
  slowest_ms: number;
  bytes: number;
}

export interface RunCalls {
  items: RunCall[];
  complete: boolean; // the run is over
  entries: ActivityEntry[];
  next: string | null; // there are more entries than these
}
