// The records that match, as a file: all columns or those that are shown.
import { api } from "../api";
import type { Query } from "../api_client";
import { useState } from "preact/hooks";
import { Checkbox } from "./fields";
import { LinkButton } from "./basics";
import { Popover } from "./popover";

interface Props {
  channel: string;
  stream: string;
  query: Query; // filters and order
  columns: string[]; // that are shown
  total: number | null;
}

const rows_max = 1_000_000;

export function RecordExport({ channel, stream, query, columns, total }: Props) {
  const [only_shown, set_only_shown] = useState(true);
  const to = (format: "csv" | "ndjson") => api.records_export_url(channel, stream, { ...query, format, columns: only_shown ? columns.join(",") : undefined });
  return (
    <Popover icon="download" label="Export" text="Export" disabled={total === 0}>
      {() => (
        <div class="export-box">
          <p class="muted popover-text">Every record that matches the filters{total !== null && total > rows_max ? ". There are too many for one file: filter them first" : ""}.</p>
          <Checkbox label="Only the columns that are shown" checked={only_shown} on_change={set_only_shown} />
          <div class="popover-tools">
            <LinkButton small download icon="download" to={to("csv")}>CSV</LinkButton>
            <LinkButton small download icon="download" to={to("ndjson")}>NDJSON</LinkButton>
          </div>
        </div>
      )}
    </Popover>
  );
}
